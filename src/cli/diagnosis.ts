import { chmodSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readAuditLog } from '../audit/index.ts';
import {
  openGuard,
  type Prefix,
  packageRoot,
  packageVersion,
  policyFileChangedAfter,
  writableByOthers,
} from '../guard/index.ts';
import { folderProblem, MAX_SOCKET_PATH_BYTES, type ServiceStatus } from '../service/index.ts';
import { agentHooks } from './agent-hooks.ts';
import { auditFindings } from './audit-findings.ts';
import { CliFailure } from './failure.ts';
import { AREAS, type Area, type Finding, type Found, note, problem, unwritablePlace } from './finding.ts';
import { hookFindings } from './hook-findings.ts';
import { findNativeHook } from './native-hook.ts';
import { runningStatus, startService } from './running-service.ts';
import { blockedNow } from './service-need.ts';

/** Everything that is wrong with a prefix, its service and the agents of this machine. */
export async function diagnose(prefix: Prefix): Promise<readonly Finding[]> {
  const service = await askService(prefix);
  const examinations: Readonly<Record<Area, () => readonly Found[]>> = {
    program: () => programFindings(),
    policy: () => policyFindings(prefix),
    permissions: () => permissionFindings(prefix),
    service: () => serviceFindings(prefix, service),
    hooks: () => hookFindings(prefix, agentHooks(prefix)),
    audit: () =>
      auditFindings(prefix, service !== undefined && 'audit' in service ? service.audit : undefined),
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

/** The permissions; none where there is no such file, or its folder is closed to us. */
function modeOf(path: string): number {
  try {
    return statSync(path).mode & 0o7777;
  } catch {
    return 0;
  }
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
    const closed = folderProblem(prefix.runDir);
    if (closed !== undefined) return [problem(`no service can run: ${closed}`)];
    const unwritable = unwritablePlace(prefix.runDir);
    if (unwritable !== undefined) {
      return [
        problem(`no service can run: ${unwritable} cannot be written to`, `run "chmod u+rwx ${unwritable}"`),
      ];
    }
    const need = blockedNow(agentHooks(prefix));
    if (need !== undefined) return [{ ...problem(need.problem, need.fix), repair: restart }];
    const message = 'no service is running: hooks evaluate calls by themselves, which is slower';
    return [{ ...note(message, 'run "premptictl start"'), repair: restart }];
  }
  if ('mute' in service && folderProblem(prefix.runDir) !== undefined) return [problem(service.mute)];
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

/** Clocks of one machine differ by less. */
const MAX_AHEAD_MS = 60_000;

/** Records of the future: the clock was set back, so that times of the audit do not tell the order. */
function clockFindings({ auditLog }: Prefix): readonly Found[] {
  const last = readAuditLog(auditLog, { tail: 20 }).findLast(({ record }) => record !== undefined)?.record;
  if (last === undefined || Date.parse(last.time) <= Date.now() + MAX_AHEAD_MS) return [];
  return [note(`the last record is of ${last.time}, which is still to come`, 'set the clock of the system')];
}
