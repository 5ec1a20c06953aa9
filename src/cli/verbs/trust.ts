import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { TrustAnswer } from '../../audit/index.ts';
import {
  canonicalPath,
  openGuard,
  PROJECT_FILE,
  type Prefix,
  ProjectFiles,
  plainText,
  readRegularFile,
  readTrust,
  type TrustedFiles,
} from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { readTextIfAny, replaceFile } from '../files.ts';
import { jsonLine } from '../json-line.ts';
import { onRecord } from '../on-record.ts';
import { ancestors, hasTerminal, whyNoPerson } from '../person.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface TrustOptions {
  readonly prefix?: string;
  readonly revoke?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `trust [DIR]`: what a project says about its policy counts as the person's own word, as long as it stays the same. */
export function trustVerb(): Command {
  return prefixVerb('trust')
    .argument('[dir]', 'a folder of the project', '.')
    .option('--revoke', 'trust it no more')
    .addOption(new Option('--list', 'show what is trusted').conflicts('revoke'))
    .option('--json', 'print JSON')
    .addHelpText('after', examples('trust', 'trust ~/src/shop --revoke', 'trust --list'))
    .action((dir: string, options: TrustOptions) => {
      const prefix = prefixOf(options);
      if (options.list === true) list(prefix, options);
      else change(prefix, resolve(dir), options);
    });
}

function change(prefix: Prefix, folder: string, { revoke, json }: TrustOptions): void {
  const noPerson = whyNoPerson(process.env, ancestors(), hasTerminal());
  if (noPerson !== undefined) {
    throw new CliFailure(`only a person can say what is trusted, in a terminal of their own: ${noPerson}`);
  }
  const before = readTextIfAny(prefix.trustFile);
  const { trusted, problem } = readTrust(prefix);
  if (problem !== undefined) throw new CliFailure(problem);
  const path = fileOf(prefix, folder);
  const said = { atMs: Date.now(), by: userInfo().username };
  const write = (files: TrustedFiles, answer: Pick<TrustAnswer, 'trust' | 'sha256'>): void => {
    onRecord(prefix, (audit) => audit.appendTrust({ path, by: said.by, ...answer }, said.atMs));
    replaceFile(prefix.trustFile, before, `${JSON.stringify(files, undefined, 2)}\n`);
  };
  if (revoke === true) {
    const { [path]: known, ...others } = trusted;
    if (known === undefined) throw new CliFailure(`${path} is not trusted`);
    write(others, { trust: 'revoked', sha256: known.sha256 });
    tell({ path, trust: 'none' }, `${path} can only make the policy stricter now`, json);
    return;
  }
  const bytes = readRegularFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  write({ ...trusted, [path]: { sha256, ...said } }, { trust: 'trusted', sha256 });
  if (json !== true)
    for (const line of bytes.toString('utf8').split('\n')) console.log(`  ${plainText(line)}`);
  tell({ path, trust: 'trusted' }, `${path} is trusted as it stands here`, json);
  for (const found of openGuard(prefix, { folder }).problems) console.error(`problem: ${found}`);
}

/** The file of the project nearest to a folder; also one that is gone, so that the trust in it can be taken back. */
function fileOf(prefix: Prefix, folder: string): string {
  const nearest = new ProjectFiles(prefix, homedir()).at(folder).at(-1);
  if (nearest === undefined) return join(canonicalPath(folder, '/', homedir()), PROJECT_FILE);
  if (nearest.sha256 === '') throw new CliFailure(nearest.problems.join('; '));
  return nearest.path;
}

function list(prefix: Prefix, { json }: TrustOptions): void {
  const { trusted, problem } = readTrust(prefix);
  if (problem !== undefined) throw new CliFailure(problem);
  const files = Object.entries(trusted).map(([path, { sha256, atMs, by }]) => ({
    path,
    state: stateOf(path, sha256),
    trustedMs: atMs,
    by,
  }));
  if (json === true) {
    console.log(jsonLine(files));
    return;
  }
  if (files.length === 0) console.log('nothing is trusted');
  for (const { path, state, trustedMs, by } of files)
    console.log(`${path}  ${state}  (${by}, ${new Date(trustedMs).toLocaleString()})`);
}

function stateOf(path: string, sha256: string): 'trusted' | 'changed' | 'gone' {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return 'gone';
  try {
    const found = createHash('sha256').update(readRegularFile(path)).digest('hex');
    return found === sha256 ? 'trusted' : 'changed';
  } catch {
    return 'changed';
  }
}

function tell(data: object, words: string, json: boolean | undefined): void {
  console.log(json === true ? jsonLine(data) : words);
}
