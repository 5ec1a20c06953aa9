import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { formatDiagnostic, type LoadResult, type RuleSet } from '../falco/index.ts';
import { createGuard, type GuardResult } from './create-guard.ts';
import { GuardError } from './guard-error.ts';
import { findInstallation } from './installation.ts';
import type { Guard } from './judgement.ts';
import { type PolicyFile, readPolicy, ruleFiles } from './policy.ts';
import type { Prefix } from './prefix.ts';
import type { Settings } from './setting-keys.ts';
import { type ParsedSettings, parseSettings } from './settings.ts';

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

/**
 * Builds the guard from the prefix's settings and the policy on disk.
 *
 * A user file that does not load is left out and reported, so that one mistake neither blocks all work nor
 * switches the other rules off.
 *
 * @throws GuardError when no guard can be built at all: the defaults are missing or do not load.
 */
export function openGuard(prefix: Prefix, options: { readonly home?: string } = {}): OpenedGuard {
  const { settings, problems } = readSettings(prefix);
  const home = options.home ?? homedir();
  const installation = findInstallation(prefix, home);
  const policy = readPolicy(prefix, settings.packs);
  const found = [...problems.map((p) => p.message), ...policy.flatMap((f) => (f.problem ? [f.problem] : []))];
  let files: readonly PolicyFile[] = policy;
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
    found.push(`${failing.path} is left out because it does not load:\n${message}`);
    files = files.filter((file) => file !== failing);
  }
}

/** The prefix's settings; the defaults where there is no file. */
export function readSettings(prefix: Prefix): ParsedSettings {
  let text = '';
  try {
    text = readFileSync(prefix.configFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      const message = `${prefix.configFile}: cannot be read (${(error as Error).message}); the defaults apply`;
      return { ...parseSettings('', prefix.configFile), problems: [{ severity: 'error', message }] };
    }
  }
  return parseSettings(text, prefix.configFile);
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
