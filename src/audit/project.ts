import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** Sessions come and go; those of a day are few. */
const MAX_KNOWN = 256;

const known = new Map<string, string | undefined>();

/** The root of the repository that a folder lies in: the nearest folder above it, or itself, that holds `.git`. */
export function projectOf(cwd: string): string | undefined {
  if (!isAbsolute(cwd)) return undefined;
  if (!known.has(cwd)) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(cwd, findRoot(cwd));
  }
  return known.get(cwd);
}

function findRoot(cwd: string): string | undefined {
  for (let dir = cwd; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir;
    if (dir === dirname(dir)) return undefined;
  }
}
