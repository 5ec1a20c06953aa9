import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Deeper folders than any project has: a bound on the work for a hostile path. */
const MAX_DEPTH = 64;

/** A folder and those above it, the nearest first, up to the root of its repository; without one the folder alone. */
export function projectFolders(folder: string): readonly string[] {
  const above: string[] = [];
  for (let next = folder; above.length < MAX_DEPTH; next = dirname(next)) {
    above.push(next);
    if (existsSync(join(next, '.git'))) return above;
    if (dirname(next) === next) break;
  }
  return [folder];
}
