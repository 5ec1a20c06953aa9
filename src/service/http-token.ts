import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { prepareFolder } from './socket-folder.ts';

const TOKEN_LENGTH = 64;
const TOKEN = /^[0-9a-f]+$/;

/**
 * The token that callers of the HTTP endpoint show, kept in a file for the owner alone; made where there is none, and
 * anew where others could have read it.
 *
 * @throws ServiceError `BAD_SOCKET_PATH`; what the file system refuses
 */
export function readHttpToken(path: string): string {
  prepareFolder(dirname(path));
  const kept = readKept(path);
  if (kept !== undefined) return kept;
  const token = randomBytes(TOKEN_LENGTH / 2).toString('hex');
  rmSync(path, { force: true });
  // Of two that make one at the same time the second fails, and reads that of the first.
  try {
    writeFileSync(path, token, { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  } catch (error) {
    const made = readKept(path);
    if (made === undefined) throw error;
    return made;
  }
  return token;
}

function readKept(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.size !== TOKEN_LENGTH || !stats.isFile()) return undefined;
  if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) return undefined;
  const token = readFileSync(path, 'utf8');
  return TOKEN.test(token) ? token : undefined;
}
