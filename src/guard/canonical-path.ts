import { lstatSync, readlinkSync, realpathSync } from 'node:fs';

const MAX_SYMLINKS = 40;

/**
 * The path that the kernel would work on: absolute, symlinks of every existing ancestor resolved (a dangling
 * link's target too, since writing through it creates that target), `.` and `..` removed after the link before
 * them is followed, and a tail that does not exist kept as written.
 *
 * `path` may be relative to `cwd` or begin with `~`. An empty path gives an empty path. Reads the file system;
 * never throws: what cannot be looked at is taken as written.
 */
export function canonicalPath(path: string, cwd: string, home: string): string {
  if (path === '') return '';
  const absolute = toAbsolute(path, cwd, home);
  try {
    // Asked first because an exception costs more than the question.
    if (lstatSync(absolute, { throwIfNoEntry: false }) !== undefined) return realpathSync.native(absolute);
  } catch {
    // Some part cannot be read, or a link leads nowhere.
  }
  return resolveByParts(absolute);
}

function toAbsolute(path: string, cwd: string, home: string): string {
  if (path === '~') return home;
  if (path.startsWith('~/')) return `${home}/${path.slice(2)}`;
  if (path.startsWith('/')) return path;
  return `${cwd}/${path}`;
}

function resolveByParts(absolute: string): string {
  const pending = absolute.split('/').reverse();
  let resolved = '';
  let links = 0;
  let exists = true;
  while (pending.length > 0) {
    const part = pending.pop() as string;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      resolved = resolved.slice(0, Math.max(0, resolved.lastIndexOf('/')));
      continue;
    }
    const next = `${resolved}/${part}`;
    const target = exists && links < MAX_SYMLINKS ? linkTarget(next) : undefined;
    if (target === undefined) {
      resolved = next;
    } else if (target === MISSING) {
      exists = false;
      resolved = next;
    } else {
      links += 1;
      if (target.startsWith('/')) resolved = '';
      pending.push(...target.split('/').reverse());
    }
  }
  return resolved === '' ? '/' : resolved;
}

const MISSING = Symbol('missing');

function linkTarget(path: string): string | undefined | typeof MISSING {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return MISSING;
    return found.isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' ? MISSING : undefined;
  }
}
