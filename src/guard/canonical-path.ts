import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { normalize } from 'node:path/posix';

const MAX_SYMLINKS = 40;

/**
 * The path that the kernel would work on: absolute, symlinks of every existing ancestor resolved (a dangling
 * link's target too, since writing through it creates that target), `.` and `..` removed after the link before
 * them is followed, and a tail that does not exist kept as written. A `..` takes back a part that does not exist, as
 * most programs do before they ask the kernel.
 *
 * `path` may be relative to `cwd` or begin with `~`. An empty path gives an empty path. Reads the file system;
 * never throws: what cannot be looked at is taken as written.
 */
export function canonicalPath(path: string, cwd: string, home: string): string {
  if (path === '') return '';
  const absolute = toAbsolute(path, cwd, home);
  // What else a process says of itself is not what ours would say.
  if (/^\/+proc\/+(?:self|thread-self)(?:\/|$)/.test(absolute)) return normalize(absolute);
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
  if (!path.startsWith('/')) return `${cwd === '/' ? '' : toAbsolute(cwd, '/', home)}/${path}`;
  // The working directory and the root of the process that would run, not of ours.
  const own = /^\/+proc\/+(?:self|thread-self)\/+(cwd|root)(?=\/|$)(.*)$/s.exec(path);
  if (own === null) return path;
  return `${own[1] === 'cwd' ? toAbsolute(cwd, '/', home) : ''}${own[2]}` || '/';
}

function resolveByParts(absolute: string): string {
  const pending = absolute.split('/').reverse();
  let resolved = '';
  let links = 0;
  /** How many parts at the end of `resolved` do not exist. */
  let missing = 0;
  while (pending.length > 0) {
    const part = pending.pop() as string;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      resolved = parentOf(resolved);
      missing = Math.max(0, missing - 1);
      continue;
    }
    const next = `${resolved}/${part}`;
    const target = missing === 0 && links < MAX_SYMLINKS ? linkTarget(next) : undefined;
    if (target === undefined) {
      resolved = next;
      if (missing > 0) missing += 1;
    } else if (target === MISSING) {
      resolved = next;
      missing = 1;
    } else {
      links += 1;
      if (target.startsWith('/')) resolved = '';
      pending.push(...target.split('/').reverse());
    }
  }
  return inTrueCase(resolved, missing) || '/';
}

/** Where the file system takes `.SSH` for `.ssh`, the part that exists is given as it is spelled there. */
function inTrueCase(resolved: string, missing: number): string {
  let existing = resolved;
  for (let part = 0; part < missing; part += 1) existing = parentOf(existing);
  try {
    const real = realpathSync.native(existing || '/');
    return `${real === '/' ? '' : real}${resolved.slice(existing.length)}`;
  } catch {
    // It cannot be looked at, or is a loop of links: as written.
    return resolved;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
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
