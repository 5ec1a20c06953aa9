import { closeSync, fstatSync, linkSync, openSync, renameSync, statSync, unlinkSync } from 'node:fs';

/**
 * Takes a lock that all processes see: a file that only one of them can create.
 *
 * Meant for sections of a few milliseconds. A lock older than `staleMs` belongs to a process that died in its
 * section and is broken; age is used rather than the holder's id, which means nothing across containers.
 *
 * @returns the function that releases the lock, or `undefined` when somebody holds it.
 */
export function tryLock(path: string, staleMs: number): (() => void) | undefined {
  const release = create(path);
  if (release !== undefined) return release;
  return breakStale(path, staleMs) ? create(path) : undefined;
}

function create(path: string): (() => void) | undefined {
  try {
    const fd = openSync(path, 'wx', 0o600);
    return () => {
      const mine = fstatSync(fd).ino;
      closeSync(fd);
      if (inode(path) === mine) unlinkIfThere(path);
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}

function breakStale(path: string, staleMs: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (Date.now() - found.mtimeMs <= staleMs) return false;
  // Moving it aside is atomic, so of several who find it stale exactly one takes it away.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    // Somebody broke the lock and took it between our look and our move: give it back.
    if (inode(aside) !== found.ino) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  unlinkIfThere(aside);
  return true;
}

function inode(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
