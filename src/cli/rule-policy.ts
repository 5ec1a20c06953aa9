import { basename, resolve } from 'node:path';
import { formatDiagnostic, type RuleFile } from '../falco/index.ts';
import {
  createGuard,
  type GuardOptions,
  type GuardResult,
  type OpenedGuard,
  type OpenOptions,
  openGuard,
  type PolicyFile,
  type Prefix,
  ruleFiles,
} from '../guard/index.ts';
import { CliFailure } from './failure.ts';

/** The policy in force, with the text of its files. */
export interface OpenedPolicy extends OpenedGuard {
  /** The text of each file by its path. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Opens the policy of a prefix, and of the project that a folder belongs to, as the guard does: a user's file that does
 * not load is left out and reported.
 */
export function openPolicy(prefix: Prefix, options: Pick<OpenOptions, 'folder' | 'project'>): OpenedPolicy {
  let opened: OpenedGuard;
  try {
    opened = openGuard(prefix, options);
  } catch (error) {
    throw new CliFailure((error as Error).message);
  }
  return { ...opened, texts: textsOf(ruleFiles(opened.policy)) };
}

/**
 * The policy as it would be with some more user files. A file that is part of the policy already stands where it
 * stood; any other takes the place of the user file of the same name, or comes after the user's files.
 */
export function policyWith(policy: readonly PolicyFile[], given: readonly RuleFile[]): readonly PolicyFile[] {
  const byPath = new Map(given.map((file) => [resolve(file.name), file]));
  const parts = new Set(policy.map(({ path }) => path));
  const drafts = given
    .filter(({ name }) => !parts.has(resolve(name)))
    .map(({ name, text }): PolicyFile => ({ path: name, origin: 'user', text }));
  const replaced = new Set(drafts.map(({ path }) => basename(path)));
  const kept = policy
    .filter(({ path, origin }) => origin !== 'user' || !replaced.has(basename(path)))
    .map((file): PolicyFile => {
      const { name: path, text } = byPath.get(file.path) ?? {};
      return path === undefined ? file : { path, origin: file.origin, text };
    });
  const end = kept.findIndex(({ origin }) => origin === 'seen');
  return [...kept.slice(0, end), ...drafts, ...kept.slice(end)];
}

/** A guard of these files, all of which must load. */
export function guardOf(
  policy: readonly PolicyFile[],
  options: Omit<GuardOptions, 'rules'>,
): Extract<GuardResult, { ok: true }> {
  const unreadable = policy.find(({ problem }) => problem !== undefined);
  if (unreadable !== undefined) throw new CliFailure(`cannot read ${unreadable.problem}`);
  const rules = ruleFiles(policy);
  const result = createGuard({ ...options, rules });
  if (result.ok) return result;
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  const told = errors.map((error) => formatDiagnostic(error, textsOf(rules)));
  throw new CliFailure(`the rules do not load:\n${told.join('\n')}`);
}

/** The text of each file by its name. */
export function textsOf(files: readonly RuleFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ name, text }) => [name, text]));
}
