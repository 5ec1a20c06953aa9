import { basename, resolve } from 'node:path';
import { formatDiagnostic, type RuleFile } from '../falco/index.ts';
import {
  createGuard,
  type GuardOptions,
  type GuardResult,
  type PolicyFile,
  ruleFiles,
} from '../guard/index.ts';
import { CliFailure } from './failure.ts';

/**
 * The policy as it would be with some more user files. A file that is part of the policy already stands where it
 * stood; any other takes the place of the user file of the same name, or comes after the user's files.
 */
export function policyWith(policy: readonly PolicyFile[], given: readonly RuleFile[]): readonly PolicyFile[] {
  const isPart = (file: RuleFile): boolean => policy.some(({ path }) => path === resolve(file.name));
  const drafts = given
    .filter((file) => !isPart(file))
    .map(({ name, text }): PolicyFile => ({ path: name, origin: 'user', text }));
  const replaced = new Set(drafts.map(({ path }) => basename(path)));
  const kept = policy.filter(({ path, origin }) => origin !== 'user' || !replaced.has(basename(path)));
  const end = kept.findIndex(({ origin }) => origin === 'seen');
  return end === -1 ? [...kept, ...drafts] : [...kept.slice(0, end), ...drafts, ...kept.slice(end)];
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
  const sources = new Map(rules.map(({ name, text }) => [name, text]));
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  throw new CliFailure(
    `the rules do not load:\n${errors.map((error) => formatDiagnostic(error, sources)).join('\n')}`,
  );
}
