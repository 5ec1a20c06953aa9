import { readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findAgent } from '../agents/index.ts';
import { createAuditLog, redactText } from '../audit/index.ts';
import {
  type OpenedGuard,
  openApprovals,
  openGuard,
  type Prefix,
  packageVersion,
  policyFileChangedAfter,
  readSettings,
  writableByOthers,
} from '../guard/index.ts';
import {
  createService,
  type Replace,
  readHttpToken,
  requestReload,
  requestStatus,
  requestStop,
  type Service,
  ServiceError,
  type ServiceOptions,
  type ServiceStatus,
  spawnService,
} from '../service/index.ts';
import { CliFailure } from './failure.ts';

const START_TIMEOUT_MS = 5_000;

/** Files change while they are loaded, and the clock of a file system is not quite ours. */
const SETTLING_MS = 100;

/** A service for this prefix in this process, not started yet. */
export function serviceAt(prefix: Prefix, options: ServiceAtOptions = {}): Service {
  const { home, ...more } = options;
  const { settings } = readSettings(prefix);
  let inForce: Pick<OpenedGuard, 'settings' | 'policy'> | undefined;
  return createService({
    socketPath: prefix.socket,
    loadGuard: () => {
      const opened = openGuard(prefix, { inForce, ...(home !== undefined && { home }) });
      const { guard, settings: current, policy, problems } = opened;
      inForce = { settings: current, policy };
      return { guard, mode: current.mode, problems, holdMs: current.approvalsWait * 1000 };
    },
    findAgent,
    approvals: openApprovals(prefix, redactText),
    audit: createAuditLog({
      path: prefix.auditLog,
      rotateBytes: settings.logRotateBytes,
      keep: settings.logRotateKeep,
    }),
    version: packageVersion(),
    maxRequestBytes: settings.maxRequestBytes,
    ...(settings.serviceHttpPort > 0 && {
      http: { port: settings.serviceHttpPort, token: readHttpToken(prefix.httpToken) },
    }),
    ...more,
  });
}

interface ServiceAtOptions extends Pick<ServiceOptions, 'takeover' | 'inheritedFd' | 'onReload'> {
  /** What `~` stands for in calls. */
  readonly home?: string;
}

/** Starts a service of this process. */
export async function startHere(service: Service): Promise<void> {
  try {
    await service.start();
  } catch (error) {
    throw error instanceof ServiceError ? new CliFailure(error.message) : error;
  }
}

/** The status of the service of this prefix, or `undefined` when none runs. */
export function runningStatus(prefix: Prefix): Promise<ServiceStatus | undefined> {
  return ifRunning(requestStatus(prefix.socket));
}

/** What is wrong with a prefix: as its service sees it, else as a hook would that evaluates by itself. */
export function problemsOf(prefix: Prefix, service: ServiceStatus | undefined): readonly string[] {
  const exposed = writableByOthers(prefix).map(
    (path) => `others can change ${path}, and with it what is allowed: run "chmod go-w ${path}"`,
  );
  if (service === undefined) {
    try {
      return [...openGuard(prefix).problems, ...exposed];
    } catch (error) {
      return [(error as Error).message, ...exposed];
    }
  }
  const { problems, loadedMs, reloadProblem, audit, version } = service;
  const newer = policyFileChangedAfter(prefix, loadedMs + SETTLING_MS);
  return [
    ...problems,
    ...exposed,
    ...(newer === undefined
      ? []
      : [`${newer} is newer than what is in force: run "premptictl restart" if that stays so`]),
    ...(version === packageVersion()
      ? []
      : [`the service is of version ${version}, this is ${packageVersion()}: run "premptictl restart"`]),
    ...(reloadProblem === undefined ? [] : [`the last reload failed: ${reloadProblem}`]),
    ...(audit.problem === undefined ? [] : [audit.problem]),
    ...(audit.lost === 0 ? [] : [`${audit.lost} records of the audit were lost`]),
  ];
}

/** Has a running service take new rules and settings; false when none runs. */
export async function reloadIfRunning(prefix: Prefix): Promise<boolean> {
  const result = await ifRunning(requestReload(prefix.socket));
  if (result?.ok === false) {
    throw new CliFailure(`the service keeps what it had, because it could not reload: ${result.problem}`);
  }
  return result !== undefined;
}

/**
 * Starts a service in the background and waits until it answers, in place of the one that runs where `replace` says
 * so. Gives its status.
 */
export async function startService(prefix: Prefix, replace: Replace = 'none'): Promise<ServiceStatus> {
  const logStart = logLength(prefix);
  const child = spawnService(prefix, replace);
  let exit: string | undefined;
  child.once('error', (error) => {
    exit = error.message;
  });
  child.once('exit', (code, signal) => {
    exit = `it ended with ${signal ?? `status ${code}`}`;
  });
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end && exit === undefined; await sleep(20)) {
    const status = await runningStatus(prefix);
    if (status !== undefined && status.pid === child.pid) return status;
  }
  if (exit === undefined) {
    throw new CliFailure(`the service takes too long to start; see ${prefix.serviceLog}`);
  }
  const told = readFileSync(prefix.serviceLog).subarray(logStart).toString('utf8').trim();
  throw new CliFailure(`the service does not start: ${told.replace(/^premptictl: /, '') || exit}`);
}

function logLength(prefix: Prefix): number {
  return statSync(prefix.serviceLog, { throwIfNoEntry: false })?.size ?? 0;
}

/** The status of a service that the system starts when asked. */
export async function activatedStatus(prefix: Prefix): Promise<ServiceStatus> {
  const status = await ifRunning(requestStatus(prefix.socket, START_TIMEOUT_MS));
  if (status === undefined) throw new CliFailure(`the service does not start; see ${prefix.serviceLog}`);
  return status;
}

/** Stops a running service; its socket is free when this returns. False when none runs. */
export async function stopService(prefix: Prefix): Promise<boolean> {
  return (await ifRunning(requestStop(prefix.socket))) !== undefined;
}

async function ifRunning<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code === 'NOT_RUNNING') return undefined;
    throw new CliFailure(error.message);
  }
}
