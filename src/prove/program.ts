import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A program of this machine, and what tells that it is another one than before. */
export interface Program {
  /** Where it is found, absolute. */
  readonly path: string;
  /** What lies behind links. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** The first of these names on a search path. Relative folders do not count. */
export function findProgram(names: readonly string[], searchPath: string): Program | undefined {
  const folders = searchPath.split(delimiter).filter(isAbsolute);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const path of paths) {
    const program = programAt(path);
    if (program !== undefined) return program;
  }
  return undefined;
}

function programAt(path: string): Program | undefined {
  try {
    accessSync(path, constants.X_OK);
    const stat = statSync(path);
    if (!stat.isFile()) return undefined;
    return { path, file: realpathSync(path), sizeBytes: stat.size, modifiedMs: Math.floor(stat.mtimeMs) };
  } catch (error) {
    // Not there, or not ours to run.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
