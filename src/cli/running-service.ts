import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Prefix, packageVersion, readRegularFile } from '../guard/index.ts';
import {
  isOlder,
  type Replace,
  requestReload,
  requestStatus,
  requestStop,
  ServiceError,
  type ServiceStatus,
  spawnService,
} from '../service/index.ts';
import { CliFailure } from './failure.ts';

const START_TIMEOUT_MS = 5_000;
const PROBE_TIMEOUT_MS = 1_000;

/** The status of the service of this prefix, or `undefined` when none runs. */
export function runningStatus(prefix: Prefix): Promise<ServiceStatus | undefined> {
  return ifRunning(requestStatus(prefix.socket));
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
    const status = await statusUnlessHanging(prefix);
    if (status !== undefined && status.pid === child.pid) return status;
  }
  if (exit === undefined) {
    throw new CliFailure(`the service takes too long to start; see ${prefix.serviceLog}`);
  }
  const other = replace === 'any' ? undefined : await runningStatus(prefix);
  // A hook has started one at the same moment.
  if (other !== undefined && !isOlder(other.version, packageVersion())) return other;
  const told = toldSince(logStart, prefix).trim();
  throw new CliFailure(`the service does not start: ${told.replace(/^premptictl: /, '') || exit}`);
}

function toldSince(start: number, prefix: Prefix): string {
  try {
    const log = readRegularFile(prefix.serviceLog);
    return log.toString('utf8', log.length < start ? 0 : start);
  } catch {
    return '';
  }
}

/** Also `undefined` where what serves the path gives no answer soon: it may be about to be replaced. */
async function statusUnlessHanging({ socket }: Prefix): Promise<ServiceStatus | undefined> {
  try {
    return await requestStatus(socket, PROBE_TIMEOUT_MS);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return undefined;
  }
}

function logLength(prefix: Prefix): number {
  return statSync(prefix.serviceLog, { throwIfNoEntry: false })?.size ?? 0;
}

/** Has a service that the system starts when asked make room for a new one; gives the status of that. */
export async function restartActivated(prefix: Prefix, { pid }: ServiceStatus): Promise<ServiceStatus> {
  await stopService(prefix);
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await sleep(20)) {
    // The system holds the socket, so that the old one may still answer what came before it closed.
    const status = await ifRunning(requestStatus(prefix.socket, START_TIMEOUT_MS));
    if (status !== undefined && status.pid !== pid) return status;
  }
  throw new CliFailure(`the service does not start; see ${prefix.serviceLog}`);
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
