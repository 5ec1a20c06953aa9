import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findAgent } from '../agents/index.ts';
import { createAuditLog } from '../audit/index.ts';
import { openGuard, type Prefix, packageRoot, packageVersion, readSettings } from '../guard/index.ts';
import {
  createService,
  requestReload,
  requestStatus,
  requestStop,
  type Service,
  ServiceError,
  type ServiceStatus,
} from '../service/index.ts';
import { CliFailure } from './failure.ts';

const START_TIMEOUT_MS = 5_000;

/** A service mostly waits: small heap spaces keep its memory low and cost it no speed. */
const NODE_OPTIONS = ['--max-semi-space-size=2', '--max-old-space-size=192'];

/** A service for this prefix in this process, not started yet. `home` is what `~` stands for in calls. */
export function serviceAt(prefix: Prefix, options: { readonly home?: string } = {}): Service {
  const { settings } = readSettings(prefix);
  return createService({
    socketPath: prefix.socket,
    loadGuard: () => {
      const { guard, settings: current, problems } = openGuard(prefix, options);
      return { guard, mode: current.mode, problems };
    },
    findAgent,
    audit: createAuditLog({
      path: prefix.auditLog,
      rotateBytes: settings.logRotateBytes,
      keep: settings.logRotateKeep,
    }),
    version: packageVersion(),
    maxRequestBytes: settings.maxRequestBytes,
  });
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
  if (service === undefined) {
    try {
      return openGuard(prefix).problems;
    } catch (error) {
      return [(error as Error).message];
    }
  }
  const { problems, reloadProblem, audit } = service;
  return [
    ...problems,
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

/** Starts a service in the background and waits until it answers. Gives its status. */
export async function startService(prefix: Prefix): Promise<ServiceStatus> {
  mkdirSync(prefix.logDir, { recursive: true, mode: 0o700 });
  const log = openSync(prefix.serviceLog, 'a', 0o600);
  const { size: logStart } = fstatSync(log);
  const program = join(packageRoot(), 'bin', 'premptictl.cjs');
  const child = spawn(process.execPath, [...NODE_OPTIONS, program, 'daemon', '--prefix', prefix.root], {
    // It must not hold on to the folder that it happens to be started from.
    cwd: prefix.root,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let exit: string | undefined;
  child.once('error', (error) => {
    exit = error.message;
  });
  child.once('exit', (code, signal) => {
    exit = `it ended with ${signal ?? `status ${code}`}`;
  });
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end && exit === undefined; await sleep(20)) {
    const status = await runningStatus(prefix);
    if (status !== undefined) {
      child.unref();
      return status;
    }
  }
  child.unref();
  if (exit === undefined) {
    throw new CliFailure(`the service takes too long to start; see ${prefix.serviceLog}`);
  }
  const told = readFileSync(prefix.serviceLog).subarray(logStart).toString('utf8').trim();
  throw new CliFailure(`the service does not start: ${told.replace(/^premptictl: /, '') || exit}`);
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
