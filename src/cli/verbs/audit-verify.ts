import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Verification, verifyStore } from '../../audit/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { counted, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface VerifyOptions {
  readonly prefix?: string;
  readonly store?: string;
  readonly checkpoints?: readonly string[];
  readonly key?: string;
  readonly json?: boolean;
}

/** What `audit verify` ends with. */
const EXIT_STATUS = 'Exit status: 0 all is as it was written, 1 something is not, 2 it cannot be told.';

/** `audit verify`: proves that no record was altered, taken out or moved. */
export function auditVerifyVerb(): Command {
  return prefixVerb('verify')
    .option('--store <file>', 'another store than that of the prefix, such as one that was set aside')
    .option('--checkpoints <file...>', 'also hold it against checkpoints that were kept elsewhere')
    .option('--key <key>', 'the public key that must have signed, as "audit checkpoints" shows it')
    .option('--json', 'print JSON')
    .description(
      'Prove that no record of the audit store was altered, taken out or moved; names the first that was',
    )
    .addHelpText(
      'after',
      `${examples(
        'audit verify',
        'audit verify --checkpoints /mnt/backup/audit-checkpoints.jsonl',
        'audit verify --json | jq .flaw',
      )}\n\n${EXIT_STATUS}`,
    )
    .action((options: VerifyOptions) => verify(options));
}

function verify(options: VerifyOptions): void {
  const prefix = prefixOf(options);
  const { store = prefix.auditStore, checkpoints = [], key } = options;
  // Without those that were asked for, the proof would be of something else.
  const missing = checkpoints.find((path) => !existsSync(path));
  if (missing !== undefined) throw new CliFailure(`there are no checkpoints at ${missing}`, 2);
  const found = verified({
    store,
    checkpoints: [...(options.store === undefined ? [prefix.auditCheckpoints] : []), ...checkpoints],
    ...(key !== undefined && { key }),
    onProgress: progressOn(process.stderr),
  });
  const { flaw, first, last } = found;
  if (flaw !== undefined) process.exitCode = 1;
  if (options.json === true) {
    console.log(jsonLine({ ok: flaw === undefined, records: last === 0 ? 0 : last - first + 1, ...found }));
    return;
  }
  const terminal = terminalFor(process.stdout);
  for (const note of found.notes) console.log(note);
  const text = flaw === undefined ? describe(found) : `${flaw.kind}: ${flaw.problem}`;
  console.log(terminal.paint(flaw === undefined ? 'green' : 'red', text));
}

function verified(options: Parameters<typeof verifyStore>[0]): Verification {
  let found: Verification | undefined;
  try {
    found = verifyStore(options);
  } catch (error) {
    throw new CliFailure(`${options.store} cannot be proved: ${(error as Error).message}`, 2);
  }
  if (found === undefined) throw new CliFailure(`there is no store at ${options.store}`, 2);
  return found;
}

function describe({ first, last, checkpoints, signedUpTo }: Verification): string {
  if (last === 0) return 'the store is empty';
  const unsigned = last - Math.max(signedUpTo, first - 1);
  const tail = unsigned > 0 ? `; the last ${unsigned} are not signed yet` : '';
  return `records ${first} to ${last} are as they were written, ${counted(checkpoints, 'checkpoint')}${tail}`;
}

/** Tells a person who waits how far it is. */
function progressOn(stream: NodeJS.WriteStream): (done: number) => void {
  if (!stream.isTTY) return () => undefined;
  return (done) => {
    if (done % 50_000 === 0) stream.write(`\r${done} records`);
  };
}
