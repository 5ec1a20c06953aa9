import { homedir } from 'node:os';
import { sep } from 'node:path';
import {
  type EventKind,
  finish,
  formatDiagnostic,
  type LoadResult,
  positionAt,
  type RuleSet,
  type Steps,
} from '../falco/index.ts';
import { createGuardInSteps, type GuardResult } from './create-guard.ts';
import { EVENT_SOURCE } from './fields.ts';
import { GuardError } from './guard-error.ts';
import { inSlices } from './in-slices.ts';
import { findInstallation, type Installation } from './installation.ts';
import type { Guard } from './judgement.ts';
import { readMovedSettings } from './moved-settings.ts';
import { type PolicyFile, readPolicy, ruleFiles, withPacks } from './policy.ts';
import type { Prefix } from './prefix.ts';
import type { ProjectFile } from './project-file.ts';
import { ProjectFiles } from './project-files.ts';
import { ProjectGuard } from './project-guard.ts';
import { overreachOf } from './project-rules.ts';
import { withProject } from './project-settings.ts';
import { readSettings } from './read-settings.ts';
import type { Settings } from './setting-keys.ts';

/** A guard as one prefix configures it, and what is in force in one folder. */
export interface OpenedGuard {
  /** Judges each call by the policy of the folder that it is made in. */
  readonly guard: Guard;
  readonly ruleSet: RuleSet;
  readonly loaded: LoadResult;
  readonly settings: Settings;
  /** The files in force, in load order. */
  readonly policy: readonly PolicyFile[];
  /** The files of the project, the outermost first. */
  readonly projectFiles: readonly ProjectFile[];
  /** What is wrong with the configuration, for status, logs and health; empty when all is well. */
  readonly problems: readonly string[];
}

export interface OpenOptions {
  /** What `~` stands for. Default: the user's home directory. */
  readonly home?: string;
  /** The folder whose policy is told of, and ready when the guard is; absolute. Default: one of no project. */
  readonly folder?: string | undefined;
  /** A folder whose project counts for every call, wherever it is made; absolute. `false`: none does. Default: that of each call. */
  readonly project?: string | false | undefined;
  /** What the guard is made of. Default: what this process runs from. */
  readonly installation?: Installation;
  /** The kinds of events that it is made ready for, such as those that the rules in force have met. Default: none. */
  readonly kinds?: readonly EventKind[];
  /** What is in force now: of files that have become wrong, its version stays. */
  readonly inForce?: InForce | undefined;
}

type InForce = Pick<OpenedGuard, 'settings' | 'policy'>;

/** What the prefix says, before any project does. */
interface Base {
  readonly settings: Settings;
  readonly policy: readonly PolicyFile[];
  readonly problems: readonly string[];
  readonly home: string;
  readonly installation: Installation;
  readonly inForce?: InForce | undefined;
}

/**
 * Builds the guard from the prefix's settings and the policy on disk.
 *
 * A user file that does not load is reported, and its version in force stays; where there is none it is left out, so
 * that one mistake neither blocks all work nor switches the other rules off. So are the rules of a project.
 *
 * @throws GuardError when no guard can be built at all: the defaults are missing or do not load.
 */
export function openGuard(prefix: Prefix, options: OpenOptions = {}): OpenedGuard {
  return finish(openGuardInSteps(prefix, options));
}

/** As `openGuard`, in slices between which the process does what else it has to do. */
export function openGuardAside(prefix: Prefix, options: OpenOptions = {}): Promise<OpenedGuard> {
  return inSlices(openGuardInSteps(prefix, options));
}

function* openGuardInSteps(prefix: Prefix, options: OpenOptions): Steps<OpenedGuard> {
  const { home = homedir(), folder, project } = options;
  let base = readBase(prefix, home, options);
  const files = new ProjectFiles(prefix, home);
  const filesAt = (place: string | false | undefined): readonly ProjectFile[] =>
    place ? files.at(place) : [];
  const only = project === undefined ? undefined : filesAt(project);
  const here = only ?? filesAt(folder);
  const opened = yield* buildPolicy(base, here);
  const { ruleSet, problems } = opened;
  // What was left out of it need not be found out again for each project.
  if (here.length === 0) base = { ...base, policy: opened.policy, problems };
  yield* ruleSet.prepareInSteps(EVENT_SOURCE, options.kinds ?? []);
  const guard = new ProjectGuard({
    files: only === undefined ? files : { at: () => only },
    settings: base.settings,
    *build(projects) {
      const built = yield* buildPolicy(base, projects);
      // What else was opened, such as all that the files define, is not kept for this.
      yield* built.ruleSet.prepareInSteps(EVENT_SOURCE, ruleSet.kinds(EVENT_SOURCE));
      return built;
    },
    ready: { projects: here, guard: opened.guard, problems },
  });
  return { ...opened, guard };
}

function readBase(prefix: Prefix, home: string, { inForce, installation }: OpenOptions): Base {
  const read = readSettings(prefix);
  const isBad = read.problems.some(({ severity }) => severity === 'error');
  const settings = isBad && inForce !== undefined ? inForce.settings : read.settings;
  const onDisk = readPolicy(prefix, settings.packs);
  const moved = readMovedSettings(prefix);
  return {
    settings,
    policy: onDisk.flatMap((file) =>
      file.problem === undefined ? [file] : [file, ...keptBelow(file, inForce)],
    ),
    problems: [
      ...read.problems.map(({ message }) => message),
      ...onDisk.flatMap(({ problem }) => problem ?? []),
      ...(moved.problem === undefined ? [] : [moved.problem]),
    ],
    home,
    installation: installation ?? findInstallation(prefix, home),
    inForce,
  };
}

/** The policy of a prefix as the files of a project change it. */
function* buildPolicy(base: Base, projectFiles: readonly ProjectFile[]): Steps<OpenedGuard> {
  const { home, installation, inForce } = base;
  let { settings, policy } = base;
  for (const { path, given, trust } of projectFiles) {
    settings = withProject(settings, given, trust === 'trusted');
    policy = withPacks(policy, given.packs ?? [], path);
    if (given.rules !== undefined) policy = [...policy, { path, origin: 'project', text: given.rules }];
  }
  const found = [
    ...base.problems,
    ...projectFiles.flatMap(({ problems }) => problems),
    ...policy.flatMap(({ origin, problem }) => (origin === 'project' && problem ? [problem] : [])),
  ];
  const untrusted = new Set(projectFiles.filter(({ trust }) => trust !== 'trusted').map(({ path }) => path));
  for (;;) {
    const result = yield* createGuardInSteps({ ...settings, rules: ruleFiles(policy), home, installation });
    if (result.ok) {
      const { guard, ruleSet, loaded } = result;
      const overreach = overreachOf(loaded, ruleSet, untrusted);
      if (overreach === undefined)
        return { guard, ruleSet, loaded, settings, policy, projectFiles, problems: found };
      const { file, range, what } = overreach;
      const own = (one: PolicyFile): boolean => one.path === file && one.text !== undefined;
      const { line, column } = positionAt(policy.find(own)?.text ?? '', range.start);
      found.push(
        `${file}:${line}:${column}: its rules are left out because this ${what}, which only a file may that you trust ("premptictl trust")`,
      );
      policy = policy.filter((one) => !own(one));
      continue;
    }
    const message = describe(policy, result);
    const failing = failingFile(policy, result);
    if (failing === undefined)
      throw new GuardError('POLICY_DOES_NOT_LOAD', `the policy does not load:\n${message}`);
    const kept = inForce?.policy.find(({ path, text }) => path === failing.path && text !== failing.text);
    const consequence = kept === undefined ? 'is left out' : 'has its version before this one in force';
    found.push(`${failing.path} ${consequence} because it does not load:\n${message}`);
    policy = policy.flatMap((file) => (file === failing ? (kept ?? []) : [file]));
  }
}

/** The files in force that a file or folder stands for which cannot be read now. */
function keptBelow(unread: PolicyFile, inForce: InForce | undefined): readonly PolicyFile[] {
  const isBelow = (path: string): boolean => path === unread.path || path.startsWith(`${unread.path}${sep}`);
  return inForce?.policy.filter(({ path, text }) => text !== undefined && isBelow(path)) ?? [];
}

function failingFile(
  files: readonly PolicyFile[],
  result: GuardResult & { ok: false },
): PolicyFile | undefined {
  const error = result.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  const added = files.filter(
    ({ origin, text }) => (origin === 'user' || origin === 'project') && text !== undefined,
  );
  // One can also break another (by redefining a macro): then the last goes first.
  return added.find((file) => file.path === error?.file) ?? added.at(-1);
}

function describe(files: readonly PolicyFile[], result: GuardResult & { ok: false }): string {
  const sources = new Map(files.map((file) => [file.path, file.text ?? '']));
  return result.diagnostics
    .filter((diagnostic) => diagnostic.severity === 'error')
    .map((diagnostic) => formatDiagnostic(diagnostic, sources))
    .join('\n');
}
