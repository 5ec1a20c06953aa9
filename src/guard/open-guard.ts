import { homedir } from 'node:os';
import { sep } from 'node:path';
import { formatDiagnostic, type LoadResult, type RuleSet } from '../falco/index.ts';
import { createGuard, type GuardResult } from './create-guard.ts';
import { GuardError } from './guard-error.ts';
import { findInstallation } from './installation.ts';
import type { Guard } from './judgement.ts';
import { type PolicyFile, readPolicy, ruleFiles } from './policy.ts';
import type { Prefix } from './prefix.ts';
import { readSettings } from './read-settings.ts';
import type { Settings } from './setting-keys.ts';

/** A guard as one prefix configures it. */
export interface OpenedGuard {
  readonly guard: Guard;
  readonly ruleSet: RuleSet;
  readonly loaded: LoadResult;
  readonly settings: Settings;
  /** The files in force, in load order. */
  readonly policy: readonly PolicyFile[];
  /** What is wrong with the configuration, for status, logs and health; empty when all is well. */
  readonly problems: readonly string[];
}

export interface OpenOptions {
  /** What `~` stands for. Default: the user's home directory. */
  readonly home?: string;
  /** What is in force now: of files that have become wrong, its version stays. */
  readonly inForce?: InForce | undefined;
}

type InForce = Pick<OpenedGuard, 'settings' | 'policy'>;

/**
 * Builds the guard from the prefix's settings and the policy on disk.
 *
 * A user file that does not load is reported, and its version in force stays; where there is none it is left out, so
 * that one mistake neither blocks all work nor switches the other rules off.
 *
 * @throws GuardError when no guard can be built at all: the defaults are missing or do not load.
 */
export function openGuard(prefix: Prefix, options: OpenOptions = {}): OpenedGuard {
  const { inForce, home = homedir() } = options;
  const read = readSettings(prefix);
  const isBad = read.problems.some(({ severity }) => severity === 'error');
  const settings = isBad && inForce !== undefined ? inForce.settings : read.settings;
  const installation = findInstallation(prefix, home);
  const onDisk = readPolicy(prefix, settings.packs);
  const found = [
    ...read.problems.map(({ message }) => message),
    ...onDisk.flatMap(({ problem }) => problem ?? []),
  ];
  let files: readonly PolicyFile[] = onDisk.flatMap((file) =>
    file.problem === undefined ? [file] : [file, ...keptBelow(file, inForce)],
  );
  for (;;) {
    const result = createGuard({ ...settings, rules: ruleFiles(files), home, installation });
    if (result.ok) {
      const { guard, ruleSet, loaded } = result;
      return { guard, ruleSet, loaded, settings, policy: files, problems: found };
    }
    const failing = failingUserFile(files, result);
    const message = describe(files, result);
    if (failing === undefined)
      throw new GuardError('POLICY_DOES_NOT_LOAD', `the policy does not load:\n${message}`);
    const kept = inForce?.policy.find(({ path, text }) => path === failing.path && text !== failing.text);
    const consequence = kept === undefined ? 'is left out' : 'has its version before this one in force';
    found.push(`${failing.path} ${consequence} because it does not load:\n${message}`);
    files = files.flatMap((file) => (file === failing ? (kept ?? []) : [file]));
  }
}

/** The files in force that a file or folder stands for which cannot be read now. */
function keptBelow(unread: PolicyFile, inForce: InForce | undefined): readonly PolicyFile[] {
  const isBelow = (path: string): boolean => path === unread.path || path.startsWith(`${unread.path}${sep}`);
  return inForce?.policy.filter(({ path, text }) => text !== undefined && isBelow(path)) ?? [];
}

function failingUserFile(
  files: readonly PolicyFile[],
  result: GuardResult & { ok: false },
): PolicyFile | undefined {
  const error = result.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  const user = files.filter((file) => file.origin === 'user' && file.text !== undefined);
  // A user file can also break a later one (by redefining a macro): then the last user file goes first.
  return user.find((file) => file.path === error?.file) ?? user.at(-1);
}

function describe(files: readonly PolicyFile[], result: GuardResult & { ok: false }): string {
  const sources = new Map(files.map((file) => [file.path, file.text ?? '']));
  return result.diagnostics
    .filter((diagnostic) => diagnostic.severity === 'error')
    .map((diagnostic) => formatDiagnostic(diagnostic, sources))
    .join('\n');
}
