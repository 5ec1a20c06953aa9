import type { ByteString } from '../condition/byte-string.ts';
import { compileGlob } from './glob.ts';

const SLASH = 0x2f;

/** A level of the tree of wanted paths. Most have one name below them or none, and no patterns. */
interface Directory {
  names?: Map<ByteString, Directory>;
  globs?: Map<ByteString, { readonly matches: (name: ByteString) => boolean; readonly below: Directory }>;
  /** A wanted path ends here, so everything below matches. */
  isEnd: boolean;
}

/**
 * Tests whether one of the paths is a prefix of a value, by components: both are split at `/`, empty components
 * dropped. A component with `?`, `*` or `[` is a glob for one component.
 */
export function compilePathPrefixes(paths: readonly ByteString[]): (value: ByteString) => boolean {
  const root: Directory = { isEnd: false };
  for (const path of paths) addPath(root, path.split('/'));
  return (value) => hasPrefix(root, value, 0);
}

function addPath(root: Directory, names: readonly ByteString[]): void {
  let directory = root;
  for (const name of names) {
    if (name === '') continue;
    const next: Directory | undefined = directory.names?.get(name) ?? directory.globs?.get(name)?.below;
    if (next !== undefined) {
      directory = next;
      continue;
    }
    const below: Directory = { isEnd: false };
    if (isGlobName(name)) {
      directory.globs ??= new Map();
      directory.globs.set(name, { matches: compileGlob(name, { ignoreCase: false }), below });
    } else {
      directory.names ??= new Map();
      directory.names.set(name, below);
    }
    directory = below;
  }
  directory.isEnd = true;
}

/** Whether a component of a wanted path is a pattern. */
export function isGlobName(name: ByteString): boolean {
  return /[?*[]/.test(name);
}

function hasPrefix(directory: Directory, value: ByteString, position: number): boolean {
  if (directory.isEnd) return true;
  let start = position;
  while (value.charCodeAt(start) === SLASH) start++;
  if (start >= value.length) return false;
  const slash = value.indexOf('/', start);
  const end = slash === -1 ? value.length : slash;
  const name = value.slice(start, end);
  const exact = directory.names?.get(name);
  if (exact !== undefined && hasPrefix(exact, value, end)) return true;
  if (directory.globs === undefined) return false;
  for (const glob of directory.globs.values()) {
    if (glob.matches(name) && hasPrefix(glob.below, value, end)) return true;
  }
  return false;
}
