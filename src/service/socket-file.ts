import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, lstatSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../audit/index.ts';
import { requestStatus, requestStop } from './control-client.ts';
import { ServiceError } from './service-error.ts';
import { prepareFolder } from './socket-folder.ts';

/** Longer than the lock is ever held: a probe and a rename. */
const LOCK_STALE_MS = 5_000;

const PROBE_TIMEOUT_MS = 1_000;

/** The shortest limit among the systems we run on (macOS; Linux takes 107). */
export const MAX_SOCKET_PATH_BYTES = 103;

/**
 * What becomes of a live instance that holds the path: it is left alone, or its path is taken over and it is asked to
 * stop, always or when the function says so of its version. One that gives no answer is left alone by `never` only.
 */
export type Takeover = 'never' | 'always' | ((version: string) => boolean);

/**
 * Makes `server` listen at `path`, for the owner alone, and gives the function that takes the socket file away
 * again if it is still ours.
 *
 * A stale socket file is taken over, also when several start at once: who probes and who replaces is one process at
 * a time, under a lock. The server listens under another name first, so that the path leads from the old socket to
 * the new one in one step: whoever connects reaches one of them, and a live old one answers what has reached it.
 *
 * @throws ServiceError when a live instance keeps the path or the path cannot be used.
 */
export async function listenAt(
  server: Server,
  path: string,
  takeover: Takeover = 'never',
): Promise<SocketFile> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
    throw new ServiceError(
      'BAD_SOCKET_PATH',
      `${path} is too long for a socket (at most ${MAX_SOCKET_PATH_BYTES} bytes): use a shorter prefix`,
    );
  }
  prepareFolder(dirname(path));
  const release = await lock(`${path}.lock`);
  try {
    const isLive = await isServed(path, takeover);
    const temporary = join(dirname(path), `.${randomBytes(4).toString('hex')}`);
    const listening = once(server, 'listening');
    server.listen(temporary);
    await listening;
    chmodSync(temporary, 0o600);
    const takePath = (): void => renameSync(temporary, path);
    if (isLive) await displace(path, takePath);
    else takePath();
    return new SocketFile(path);
  } finally {
    release();
  }
}

/** The path of a socket that this process has put there. */
export class SocketFile {
  readonly #path: string;
  readonly #inode: number;

  constructor(path: string) {
    this.#path = path;
    this.#inode = statSync(path).ino;
  }

  /** Whether the path still leads to our socket: nobody has removed or replaced it. */
  get isOurs(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  /** Whether the path leads to another socket: that of the service that has taken over. */
  get isTaken(): boolean {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    return found !== undefined && found.ino !== this.#inode;
  }

  remove(): void {
    if (this.isOurs) rmSync(this.#path, { force: true });
  }
}

async function lock(path: string): Promise<() => void> {
  for (const start = Date.now(); Date.now() - start < 2 * LOCK_STALE_MS; await sleep(20)) {
    const release = tryLock(path, LOCK_STALE_MS);
    if (release !== undefined) return release;
  }
  throw new ServiceError('BAD_SOCKET_PATH', `${path} is held by another process that is starting`);
}

/** Whether a live instance holds the path and may be displaced. */
async function isServed(path: string, takeover: Takeover): Promise<boolean> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!found.isSocket()) {
    throw new ServiceError('BAD_SOCKET_PATH', `${path} is there and is not a socket: move it away`);
  }
  if (takeover === 'always') return true;
  let pid: number | undefined;
  try {
    const status = await requestStatus(path, PROBE_TIMEOUT_MS);
    if (typeof takeover === 'function' && takeover(status.version)) return true;
    pid = status.pid;
  } catch (error) {
    if ((error as ServiceError).code === 'NOT_RUNNING') return false;
    // One that hangs finds its path gone when it wakes up, and ends.
    if (takeover !== 'never') return true;
  }
  const who = pid === undefined ? 'a service that does not say who it is' : `process ${pid}`;
  throw new ServiceError('ALREADY_RUNNING', `${path} is served already, by ${who}`, pid);
}

/** Takes the path while connected to the one who holds it, who is then asked to stop: it has no name any more. */
async function displace(path: string, takePath: () => void): Promise<void> {
  let isTaken = false;
  const takeOnce = (): void => {
    if (!isTaken) takePath();
    isTaken = true;
  };
  try {
    await requestStop(path, PROBE_TIMEOUT_MS, takeOnce);
  } catch {
    // Nobody there, or one that hangs: without the path no call reaches it.
    takeOnce();
  }
}
