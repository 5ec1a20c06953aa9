import { accessSync, constants, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ServiceError } from './service-error.ts';

/**
 * Makes the folder of a socket, or of what else is the owner's alone, where there is none.
 *
 * @throws ServiceError `BAD_SOCKET_PATH`; what the system says
 */
export function prepareFolder(dir: string): void {
  const problem = folderProblem(dir);
  if (problem !== undefined) throw new ServiceError('BAD_SOCKET_PATH', problem);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
}

/** Why no socket can be in this folder, and what to do about it; nothing where it is not there yet. Never throws. */
export function folderProblem(dir: string): string | undefined {
  let stats: Stats | undefined;
  try {
    stats = statSync(dir, { throwIfNoEntry: false });
  } catch (error) {
    return `${dir} cannot be looked at (${(error as Error).message}): run "chmod u+rwx ${dirname(dir)}"`;
  }
  if (stats === undefined) return undefined;
  if (!stats.isDirectory()) return `${dir} is there and is not a folder: move it away`;
  const ownUid = process.getuid?.();
  // Windows has neither.
  if (ownUid === undefined) return undefined;
  if (stats.uid !== ownUid) return `${dir} belongs to another user (uid ${stats.uid})`;
  if ((stats.mode & 0o022) !== 0) {
    return `${dir} can be written by others, who could put their own socket there: run "chmod 700 ${dir}"`;
  }
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return `${dir} is closed to its owner: run "chmod u+rwx ${dir}"`;
  }
}
