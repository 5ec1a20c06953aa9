import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nearestName, type RuleFile } from '../falco/index.ts';
import { GuardError } from './guard-error.ts';
import { type Prefix, packageRoot } from './prefix.ts';
import { readRegularFile } from './regular-file.ts';
import { checkShippedRules } from './rule-manifest.ts';

/** One file of the policy, with its text or the reason why it could not be read. */
export interface PolicyFile {
  /** Absolute path. */
  readonly path: string;
  /**
   * `default` and `pack` files ship with the package, packs for those who switch them on; `user` files are the
   * person's own; `seen` is the catch-all; `project` files come with what the agent works on.
   */
  readonly origin: 'default' | 'pack' | 'user' | 'seen' | 'project';
  readonly text: string | undefined;
  readonly problem?: string;
}

/**
 * The rule files in load order: the defaults, the packs with these names, the user's, then the catch-all, each
 * by file name. What ships comes straight from the package, so there is no copy that could be old or edited.
 *
 * @throws GuardError `NO_DEFAULT_RULES` when a file of the package is not there or cannot be read: what is left would
 * let pass what the missing rules deny. `ALTERED_RULES`, see `checkShippedRules`.
 */
export function readPolicy(prefix: Prefix, packs: readonly string[]): readonly PolicyFile[] {
  const rules = join(packageRoot(), 'rules');
  const policy = [
    ...readFolder(join(rules, 'default'), 'default'),
    ...readPacks(packs, { path: prefix.configFile, origin: 'user' }),
    ...readFolder(prefix.userRulesDir, 'user'),
    readPolicyFile(join(rules, 'seen.yaml'), 'seen'),
  ];
  checkPackage(policy);
  return policy;
}

/**
 * A policy with the packs of these names, some of which it has already; a name that no pack has is a problem of the
 * project's file `wantedBy`.
 *
 * @throws GuardError as `readPolicy` does.
 */
export function withPacks(
  policy: readonly PolicyFile[],
  packs: readonly string[],
  wantedBy: string,
): readonly PolicyFile[] {
  const present = new Set(policy.filter(({ origin }) => origin === 'pack').map(packName));
  const missing = packs.filter((name) => !present.has(name));
  if (missing.length === 0) return policy;
  const end = policy.findIndex(({ origin }) => origin !== 'default' && origin !== 'pack');
  const more = readPacks(missing, { path: wantedBy, origin: 'project' });
  const result = [...policy.slice(0, end), ...more, ...policy.slice(end)];
  checkPackage(result);
  return result;
}

/** That the files of the package are there and as they were built. */
function checkPackage(policy: readonly PolicyFile[]): void {
  const shipped = policy.filter(({ origin }) => origin !== 'user' && origin !== 'project');
  const missing = shipped.find(({ problem }) => problem !== undefined);
  if (missing !== undefined || !policy.some(({ origin }) => origin === 'default')) {
    const folder = join(packageRoot(), 'rules');
    throw new GuardError(
      'NO_DEFAULT_RULES',
      `the default rules are not all there (${missing?.problem ?? `none in ${folder}`}): install Prempti anew`,
    );
  }
  checkShippedRules(shipped);
}

/** The files that could be read, as the rule language takes them. */
export function ruleFiles(policy: readonly PolicyFile[]): readonly RuleFile[] {
  return policy.flatMap(({ path, text, origin }) =>
    text === undefined ? [] : [{ name: path, text, isKnown: origin !== 'user' && origin !== 'project' }],
  );
}

/** The packs with these names; for a name that no pack has, the file that names it stands in its place. */
function readPacks(
  names: readonly string[],
  wantedBy: Pick<PolicyFile, 'path' | 'origin'>,
): readonly PolicyFile[] {
  if (names.length === 0) return [];
  const all = readFolder(join(packageRoot(), 'rules', 'packs'), 'pack');
  const known = all.map(packName);
  const unknown = names.filter((name) => !known.includes(name));
  return [
    ...all.filter((file) => file.problem !== undefined || names.includes(packName(file))),
    ...unknown.map((name): PolicyFile => {
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? `the packs are ${known.join(', ')}` : `did you mean "${nearest}"?`;
      const problem = `${wantedBy.path}: there is no pack ${JSON.stringify(name)}; ${hint}`;
      return { ...wantedBy, text: undefined, problem };
    }),
  ];
}

function packName({ path }: PolicyFile): string {
  return basename(path, '.yaml');
}

/** The YAML files in a folder; a folder that is there and cannot be listed stands in their place, with the problem. */
function readFolder(folder: string, origin: PolicyFile['origin']): readonly PolicyFile[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => readPolicyFile(join(folder, name), origin));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : [unreadable(folder, origin, error)];
  }
}

function readPolicyFile(path: string, origin: PolicyFile['origin']): PolicyFile {
  try {
    return { path, origin, text: readRegularFile(path).toString('utf8') };
  } catch (error) {
    return unreadable(path, origin, error);
  }
}

function unreadable(path: string, origin: PolicyFile['origin'], error: unknown): PolicyFile {
  return { path, origin, text: undefined, problem: `${path}: ${(error as Error).message}` };
}
