import type { ByteString } from '../condition/byte-string.ts';
import { compileGlob } from './glob.ts';

/** A level of the tree of wanted paths. */
interface Directory {
  readonly names: Map<ByteString, Directory>;
  readonly globs: Map<
    ByteString,
    { readonly matches: (name: ByteString) => boolean; readonly below: Directory }
  >;
  /** A wanted path ends here, so everything below matches. */
  isEnd: boolean;
}

/**
 * Tests whether one of the paths is a prefix of a value, by components: both are split at `/`, empty components
 * dropped. A component with `?`, `*` or `[` is a glob for one component.
 */
export function compilePathPrefixes(paths: readonly ByteString[]): (value: ByteString) => boolean {
  const root = newDirectory();
  for (const path of paths) addPath(root, components(path));
  return (value) => hasPrefix(root, components(value), 0);
}

/** The non-empty parts between slashes. */
export function components(path: ByteString): readonly ByteString[] {
  return path.split('/').filter((part) => part !== '');
}

function newDirectory(): Directory {
  return { names: new Map(), globs: new Map(), isEnd: false };
}

function addPath(root: Directory, names: readonly ByteString[]): void {
  let directory = root;
  for (const name of names) {
    const next: Directory | undefined = directory.names.get(name) ?? directory.globs.get(name)?.below;
    if (next !== undefined) {
      directory = next;
      continue;
    }
    const below = newDirectory();
    if (/[?*[]/.test(name)) {
      directory.globs.set(name, { matches: compileGlob(name, { ignoreCase: false }), below });
    } else directory.names.set(name, below);
    directory = below;
  }
  directory.isEnd = true;
}

function hasPrefix(directory: Directory, names: readonly ByteString[], depth: number): boolean {
  if (directory.isEnd) return true;
  const name = names[depth];
  if (name === undefined) return false;
  const exact = directory.names.get(name);
  if (exact !== undefined && hasPrefix(exact, names, depth + 1)) return true;
  for (const glob of directory.globs.values()) {
    if (glob.matches(name) && hasPrefix(glob.below, names, depth + 1)) return true;
  }
  return false;
}
