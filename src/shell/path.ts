import { startsUnknown } from './text.ts';

/**
 * The path seen from `cwd`, without `.`, `..`, doubled or trailing slashes; links are not followed. Values may
 * carry the marks of text.ts: a path that starts with an unknown piece stays as it is, and `..` takes back an
 * unknown piece like any other.
 */
export function resolvePath(cwd: string, path: string): string {
  if (path.charCodeAt(0) === 47) return isNormal(path) ? path : normalize(path);
  if (startsUnknown(path)) return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (path === '' || path === '.') return cwd;
  if (path.startsWith('./') && isPlain(path, 2))
    return cwd === '/' ? path.slice(1) : `${cwd}${path.slice(1)}`;
  const joined = cwd === '/' ? `/${path}` : `${cwd}/${path}`;
  return isPlain(path, 0) ? joined : normalize(joined);
}

/** No `.` or `..` component, no empty one and no slash at the end, from `start`. */
function isPlain(path: string, start: number): boolean {
  let component = start;
  for (let i = start; i <= path.length; i++) {
    if (i < path.length && path.charCodeAt(i) !== 47) continue;
    const length = i - component;
    if (length === 0) return false;
    if (
      length <= 2 &&
      path.charCodeAt(component) === 46 &&
      (length === 1 || path.charCodeAt(component + 1) === 46)
    )
      return false;
    component = i + 1;
  }
  return true;
}

function isNormal(path: string): boolean {
  return path === '/' || isPlain(path, 1);
}

function normalize(path: string): string {
  const rooted = path.charCodeAt(0) === 47;
  const kept: string[] = [];
  for (const component of path.split('/')) {
    if (component === '' || component === '.') continue;
    if (component !== '..') kept.push(component);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!rooted) kept.push(component);
  }
  return rooted ? `/${kept.join('/')}` : kept.join('/');
}

/** The last component; empty for `/`. */
export function baseName(path: string): string {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === 47) end -= 1;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

export function dirName(path: string): string {
  const slash = path.lastIndexOf('/', path.length - (path.endsWith('/') ? 2 : 1));
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash);
}

/** Whether `path` is `directory` or lies below it. */
export function isWithin(directory: string, path: string): boolean {
  return (
    path === directory ||
    directory === '/' ||
    (path.startsWith(directory) && path.charCodeAt(directory.length) === 47)
  );
}
