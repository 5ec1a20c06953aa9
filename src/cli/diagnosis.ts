import { accessSync, chmodSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readAuditLog, storeSummary } from '../audit/index.ts';
import {
  openGuard,
  type Prefix,
  packageRoot,
  packageVersion,
  policyFileChangedAfter,
  writableByOthers,
} from '../guard/index.ts';
import { MAX_SOCKET_PATH_BYTES, type ServiceStatus } from '../service/index.ts';
import { type AgentHook, addHook, agentHooks, isGuarded } from './agent-hooks.ts';
import { CliFailure } from './failure.ts';
import { findNativeHook } from './native-hook.ts';
import { proofProblems } from './proofs.ts';
import { runningStatus, startService } from './running-service.ts';

/** What can be wrong, in the order in which it is looked at. */
export const AREAS = ['program', 'policy', 'permissions', 'service', 'hooks', 'audit', 'clock'] as const;
export type Area = (typeof AREAS)[number];

/** One thing that is wrong, or that could be better. */
export interface Finding {
  readonly area: Area;
  /** A `note` does not keep calls from being checked. */
  readonly level: 'problem' | 'note';
  readonly message: string;
  /** What a person can do, where `message` does not say it. */
  readonly fix?: string;
  /** Puts it right; only where that takes nothing from anybody. */
  readonly repair?: () => void | Promise<void>;
}

type Found = Omit<Finding, 'area'>;

/** Everything that is wrong with a prefix, its service and the agents of this machine. */
export async function diagnose(prefix: Prefix): Promise<readonly Finding[]> {
  const service = await askService(prefix);
  const examinations: Readonly<Record<Area, () => readonly Found[]>> = {
    program: () => programFindings(),
    policy: () => policyFindings(prefix),
    permissions: () => permissionFindings(prefix),
    service: () => serviceFindings(prefix, service),
    hooks: () => hookFindings(prefix),
    audit: () => auditFindings(prefix, service),
    clock: () => clockFindings(prefix),
  };
  return AREAS.flatMap((area) => examined(examinations[area]).map((finding) => ({ area, ...finding })));
}

/** What cannot be looked at is wrong too, and hides nothing else. */
function examined(examine: () => readonly Found[]): readonly Found[] {
  try {
    return examine();
  } catch (error) {
    return [problem((error as Error).message)];
  }
}

const MIN_NODE = [22, 13] as const;

function programFindings(): readonly Found[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isOld = major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]);
  const missing = ['hook-client.cjs', 'hook-fallback.js', 'premptictl.js']
    .map((name) => join(packageRoot(), 'dist', name))
    .filter((path) => !existsSync(path));
  return [
    ...(isOld
      ? [problem(`Node ${process.versions.node} is too old`, `install Node ${MIN_NODE.join('.')} or newer`)]
      : []),
    ...missing.map((path) =>
      problem(`${path} is missing`, 'run "npm run build", or install the package anew'),
    ),
    ...(findNativeHook(packageRoot()) === undefined
      ? [
          note(
            'there is no native hook client for this system, so each call starts Node, which is slower',
            'install the package without --omit=optional, or run "npm run build" with a C compiler',
          ),
        ]
      : []),
  ];
}

function policyFindings(prefix: Prefix): readonly Found[] {
  try {
    const { problems, projectFiles } = openGuard(prefix, { folder: process.cwd() });
    return [
      ...problems.map((message) => problem(message, 'correct the file')),
      ...projectFiles.map(({ path, trust }) =>
        note(
          trust === 'trusted'
            ? `${path} is trusted: it counts as your own word here`
            : `${path} can make the policy stricter here`,
        ),
      ),
    ];
  } catch (error) {
    return [problem((error as Error).message, 'install the package anew')];
  }
}

function permissionFindings(prefix: Prefix): readonly Found[] {
  const changeable = writableByOthers(prefix).map((path) => ({
    ...problem(`others can change ${path}, and with it what is allowed`, `run "chmod go-w ${path}"`),
    repair: () => chmodSync(path, modeOf(path) & ~0o022),
  }));
  const { runDir, logDir, auditLog, auditStore, auditCheckpoints, auditKey, httpToken, approvalsDir } =
    prefix;
  const secret = [runDir, logDir, auditLog, auditStore, auditCheckpoints, auditKey, httpToken, approvalsDir];
  const readable = secret.filter((path) => process.platform !== 'win32' && (modeOf(path) & 0o077) !== 0);
  return [
    ...changeable,
    ...readable.map((path) => ({
      ...problem(`${path} is open to others`, `run "chmod go-rwx ${path}"`),
      repair: () => chmodSync(path, modeOf(path) & ~0o077),
    })),
  ];
}

/** The permissions; none where there is no such file. */
function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o7777;
}

/** The status of the service, or what keeps it from telling. */
type Asked = ServiceStatus | { readonly mute: string } | undefined;

async function askService(prefix: Prefix): Promise<Asked> {
  try {
    return await runningStatus(prefix);
  } catch (error) {
    if (error instanceof CliFailure) return { mute: error.message };
    throw error;
  }
}

/** Files change while they are loaded, and the clock of a file system is not quite ours. */
const SETTLING_MS = 100;

function serviceFindings(prefix: Prefix, service: Asked): readonly Found[] {
  const length = Buffer.byteLength(prefix.socket);
  if (length > MAX_SOCKET_PATH_BYTES) {
    const message = `${prefix.socket} is too long for a socket (${length} of ${MAX_SOCKET_PATH_BYTES} bytes), so that no service can run`;
    return [problem(message, 'choose a shorter PREMPTI_HOME, then run "premptictl hook add"')];
  }
  const restart = async (): Promise<void> => {
    await startService(prefix, 'any');
  };
  if (service === undefined) {
    const unwritable = unwritablePlace(prefix.runDir);
    if (unwritable !== undefined) {
      return [
        problem(`no service can run: ${unwritable} cannot be written to`, `run "chmod u+rwx ${unwritable}"`),
      ];
    }
    const message = 'no service is running: hooks evaluate calls by themselves, which is slower';
    return [{ ...note(message, 'run "premptictl start"'), repair: restart }];
  }
  if ('mute' in service) return [{ ...problem(service.mute, 'run "premptictl restart"'), repair: restart }];
  const { version, loadedMs, reloadProblem, isActivatedBySystem } = service;
  const newer = policyFileChangedAfter(prefix, loadedMs + SETTLING_MS);
  const stale = [
    ...(version === packageVersion()
      ? []
      : [`the service is of version ${version}, this is ${packageVersion()}`]),
    ...(newer === undefined ? [] : [`${newer} is newer than what is in force`]),
    ...(reloadProblem === undefined ? [] : [`the last reload failed: ${reloadProblem}`]),
  ];
  return stale.map((message) => ({
    ...problem(message, 'run "premptictl restart"'),
    // What the system starts, it starts again by itself: that is the person's to do.
    ...(isActivatedBySystem !== true && { repair: restart }),
  }));
}

/** The nearest existing folder of a path, where it is not ours to write to. */
function unwritablePlace(path: string): string | undefined {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  try {
    accessSync(place, constants.W_OK);
    return undefined;
  } catch {
    return place;
  }
}

function hookFindings(prefix: Prefix): readonly Found[] {
  const hooks = agentHooks(prefix);
  const guarded = hooks.filter(isGuarded).map(({ agent }) => agent);
  if (hooks.length === 0) return [note('no agent is found here', 'install one, or see docs/agents.md')];
  return [
    ...hooks.flatMap((hook) => hookFinding(hook, prefix)),
    ...proofProblems(prefix, guarded).map((message) => note(message)),
  ];
}

function hookFinding(hook: AgentHook, prefix: Prefix): readonly Found[] {
  const { agent, file, status, switchedOffHere } = hook;
  const repair = (): void => {
    addHook(agent, prefix, false);
  };
  const add = `run "premptictl hook add ${agent.id}"`;
  switch (status.kind) {
    case 'registered':
      return [
        ...switchedOffHere.map(({ path, problem: why }) =>
          problem(
            `${agent.title} is not guarded in this project: ${path}: ${why}`,
            `take that out of ${path}`,
          ),
        ),
        ...(status.outdated === undefined
          ? []
          : [{ ...note(`${agent.title} is guarded, but ${status.outdated}`, add), repair }]),
      ];
    case 'absent':
      return [problem(`${agent.title} is not guarded: no hook in ${file}`, add)];
    case 'needs-repair':
      return [
        {
          ...problem(`${agent.title} is not guarded reliably (${file}): ${status.problems.join('; ')}`, add),
          repair,
        },
      ];
    case 'disabled':
      return [
        problem(
          `${agent.title} is not guarded, hooks are switched off in ${file}: ${status.problems.join('; ')}`,
          `switch them on in ${file}`,
        ),
      ];
    case 'broken':
      return [problem(`${agent.title} is not guarded: ${status.problem}`, `correct ${file}, then ${add}`)];
  }
}

/** Below this, records are soon lost. */
const MIN_FREE_BYTES = 16 * 1024 * 1024;

function auditFindings({ auditLog, auditStore, logDir }: Prefix, service: Asked): readonly Found[] {
  const file = existsSync(auditLog) ? auditLog : logDir;
  const unwritable = unwritablePlace(file);
  const audit = service !== undefined && 'audit' in service ? service.audit : undefined;
  const told = [audit?.problem, audit?.store?.problem].flatMap((text) => text ?? []);
  const { problem: unread, setAside } = storeSummary(auditStore);
  return [
    ...(unwritable === undefined
      ? []
      : [
          problem(
            `${unwritable} cannot be written to: calls leave no record`,
            `run "chmod u+rwX ${unwritable}"`,
          ),
        ]),
    ...told.map((text) => problem(text, 'free the disk or correct the permissions')),
    ...(unread === undefined ? [] : [problem(unread, 'the next call moves it aside if it is damaged')]),
    ...setAside.map((path) => note(`a store that could not be read was moved to ${path}`)),
    ...((audit?.lost ?? 0) > 0 ? [note(`${audit?.lost} records were lost since the service started`)] : []),
    ...(freeBytes(logDir) < MIN_FREE_BYTES
      ? [problem(`the disk of ${logDir} is full: calls leave no record`, 'free some space')]
      : []),
  ];
}

function freeBytes(path: string): number {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}

/** Clocks of one machine differ by less. */
const MAX_AHEAD_MS = 60_000;

/** Records of the future: the clock was set back, so that times of the audit do not tell the order. */
function clockFindings({ auditLog }: Prefix): readonly Found[] {
  const last = readAuditLog(auditLog, { tail: 20 }).findLast(({ record }) => record !== undefined)?.record;
  if (last === undefined || Date.parse(last.time) <= Date.now() + MAX_AHEAD_MS) return [];
  return [note(`the last record is of ${last.time}, which is still to come`, 'set the clock of the system')];
}

function problem(message: string, fix?: string): Found {
  return { level: 'problem', message, ...(fix !== undefined && { fix }) };
}

function note(message: string, fix?: string): Found {
  return { level: 'note', message, ...(fix !== undefined && { fix }) };
}
