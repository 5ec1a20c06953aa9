import { connect } from 'node:net';
import { dirname } from 'node:path';
import { ServiceError } from './service-error.ts';
import { folderProblem } from './socket-folder.ts';
import type { ReloadResult, ServiceStatus } from './status.ts';
import type { Control } from './wire.ts';

const TIMEOUT_MS = 5_000;

/** In UTF-16 units; the problems of a policy fill pages. */
const MAX_ANSWER_LENGTH = 4 * 1024 * 1024;

/** What connecting fails with where no service can be: no file, nobody behind it, no folder, a name too long. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'EINVAL', 'ENAMETOOLONG']);

/** @throws ServiceError `NOT_RUNNING` or `NO_ANSWER` */
export async function requestStatus(socketPath: string, timeoutMs = TIMEOUT_MS): Promise<ServiceStatus> {
  const { status } = await control<{ status?: ServiceStatus }>(socketPath, 'status', timeoutMs);
  if (typeof status?.pid !== 'number') throw noAnswer(socketPath, 'its answer is not a status');
  return status;
}

/**
 * Has the service read its rules and settings again; says why where it stays with the old ones.
 *
 * @throws ServiceError `NOT_RUNNING` or `NO_ANSWER`
 */
export async function requestReload(socketPath: string, timeoutMs = 6 * TIMEOUT_MS): Promise<ReloadResult> {
  const { ok, problem } = await control<{ ok?: boolean; problem?: string }>(socketPath, 'reload', timeoutMs);
  if (ok === true) return { ok };
  if (ok === false && typeof problem === 'string') return { ok, problem };
  throw noAnswer(socketPath, 'its answer does not say whether it has reloaded');
}

/**
 * Asks the service to stop and gives its process id. It still answers what is in flight; the socket is gone when
 * this returns. `onConnected` runs before it is asked.
 *
 * @throws ServiceError `NOT_RUNNING` or `NO_ANSWER`
 */
export async function requestStop(
  socketPath: string,
  timeoutMs = TIMEOUT_MS,
  onConnected?: () => void,
): Promise<number> {
  const { pid } = await control<{ pid?: number }>(socketPath, 'stop', timeoutMs, onConnected);
  if (typeof pid !== 'number') throw noAnswer(socketPath, 'its answer has no pid');
  return pid;
}

async function control<Reply extends object>(
  socketPath: string,
  name: Control,
  timeoutMs: number,
  onConnected: () => void = () => undefined,
): Promise<Reply> {
  const line = JSON.stringify({ version: 2, control: name });
  const text = await exchangeLine(socketPath, line, timeoutMs, onConnected);
  try {
    return (JSON.parse(text) ?? {}) as Reply;
  } catch {
    throw noAnswer(socketPath, 'its answer is not JSON');
  }
}

/** Sends one line and gives the line that comes back. */
function exchangeLine(
  socketPath: string,
  line: string,
  timeoutMs: number,
  onConnected: () => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let answer = '';
    const timer = setTimeout(
      () => socket.destroy(noAnswer(socketPath, `none within ${timeoutMs} ms`)),
      timeoutMs,
    );
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      try {
        onConnected();
        socket.write(`${line}\n`);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (answer.includes('\n')) socket.destroy();
      else if (answer.length > MAX_ANSWER_LENGTH) socket.destroy(noAnswer(socketPath, 'it never ends'));
    });
    socket.on('end', () => socket.destroy());
    socket.on('error', (error) => reject(asServiceError(socketPath, error)));
    socket.on('close', () => {
      clearTimeout(timer);
      const end = answer.indexOf('\n');
      if (end === -1) reject(noAnswer(socketPath, 'it closed the connection'));
      else resolve(answer.slice(0, end));
    });
  });
}

function asServiceError(socketPath: string, error: NodeJS.ErrnoException): ServiceError {
  if (error instanceof ServiceError) return error;
  if (NOBODY.has(error.code ?? '')) {
    return new ServiceError('NOT_RUNNING', `no service is running at ${socketPath}`);
  }
  return noAnswer(socketPath, folderProblem(dirname(socketPath)) ?? error.message);
}

function noAnswer(socketPath: string, detail: string): ServiceError {
  return new ServiceError('NO_ANSWER', `the service at ${socketPath} gives no answer (${detail})`);
}
