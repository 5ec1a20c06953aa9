import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../audit/index.ts';
import { requestStatus } from './control-client.ts';
import { ServiceError } from './service-error.ts';

/** Longer than the lock is ever held: a probe and a rename. */
const LOCK_STALE_MS = 5_000;

const PROBE_TIMEOUT_MS = 1_000;

/** The shortest limit among the systems we run on (macOS; Linux takes 107). */
const MAX_PATH_BYTES = 103;

/**
 * Makes `server` listen at `path`, for the owner alone, and gives the function that takes the socket file away
 * again.
 *
 * A live instance is never displaced and a stale socket file is taken over, also when several start at once: who
 * probes and who replaces is one process at a time, under a lock. The server listens under another name first,
 * so that the path leads from a dead socket to a live one in one step.
 *
 * @throws ServiceError when a live instance holds the path or the path cannot be used.
 */
export async function listenAt(server: Server, path: string): Promise<() => void> {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new ServiceError(
      'BAD_SOCKET_PATH',
      `${path} is too long for a socket (at most ${MAX_PATH_BYTES} bytes): use a shorter prefix`,
    );
  }
  prepareFolder(dirname(path));
  const release = await lock(`${path}.lock`);
  try {
    await refuseIfTaken(path);
    const temporary = join(dirname(path), `.${randomBytes(4).toString('hex')}`);
    const listening = once(server, 'listening');
    server.listen(temporary);
    await listening;
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
    const { ino } = statSync(path);
    return () => {
      if (statSync(path, { throwIfNoEntry: false })?.ino === ino) rmSync(path, { force: true });
    };
  } finally {
    release();
  }
}

function prepareFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(dir);
  const ownUid = process.getuid?.();
  // Windows has neither.
  if (ownUid === undefined) return;
  if (uid !== ownUid) {
    throw new ServiceError('BAD_SOCKET_PATH', `${dir} belongs to another user (uid ${uid})`);
  }
  if ((mode & 0o022) !== 0) {
    throw new ServiceError(
      'BAD_SOCKET_PATH',
      `${dir} can be written by others, who could put their own socket there: run "chmod 700 ${dir}"`,
    );
  }
}

async function lock(path: string): Promise<() => void> {
  for (const start = Date.now(); Date.now() - start < 2 * LOCK_STALE_MS; await sleep(20)) {
    const release = tryLock(path, LOCK_STALE_MS);
    if (release !== undefined) return release;
  }
  throw new ServiceError('BAD_SOCKET_PATH', `${path} is held by another process that is starting`);
}

async function refuseIfTaken(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new ServiceError('BAD_SOCKET_PATH', `${path} is there and is not a socket: move it away`);
  }
  let pid: number | undefined;
  try {
    pid = (await requestStatus(path, PROBE_TIMEOUT_MS)).pid;
  } catch (error) {
    if ((error as ServiceError).code === 'NOT_RUNNING') return;
  }
  const who = pid === undefined ? 'a service that does not say who it is' : `process ${pid}`;
  throw new ServiceError('ALREADY_RUNNING', `${path} is served already, by ${who}`, pid);
}
