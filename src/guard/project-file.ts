import { createHash } from 'node:crypto';
import { constants, lstatSync, type Stats } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';
import { canonicalPath } from './canonical-path.ts';
import { projectFolders } from './project-folders.ts';
import { type ProjectSettings, parseProjectSettings } from './project-settings.ts';
import type { TrustedFiles } from './project-trust.ts';
import { readRegularFile } from './regular-file.ts';

/** What a project says about its policy, in a folder of it. */
export const PROJECT_FILE = '.prempti.yaml';

/** The longest path of a folder that is looked at, in UTF-16 units. */
const MAX_PATH_LENGTH = 4096;

/** As for the settings: what is larger takes too long to read. */
const MAX_BYTES = 64 * 1024;

/** A project's file as a look at its folder finds it. */
export interface FoundFile {
  /** Absolute and canonical. */
  readonly path: string;
  readonly stats: Stats;
}

/** A project's file that was read. */
export interface ProjectFile {
  readonly path: string;
  /** Of its bytes, in hex; empty where it cannot be read. */
  readonly sha256: string;
  /** Whether a person has trusted it; `changed`: they did, when it was another one. */
  readonly trust: 'none' | 'trusted' | 'changed';
  readonly given: ProjectSettings;
  /** What is wrong with it; what is wrong does not count. */
  readonly problems: readonly string[];
}

/**
 * The files of the project that a folder belongs to, the outermost first: of that folder and those above it up to the root
 * of the repository, but not above the home directory. Without a repository that of the folder alone. Takes one look
 * at each folder; never throws.
 */
export function findProjectFiles(folder: string, home: string): readonly FoundFile[] {
  if (!isAbsolute(folder) || folder.length > MAX_PATH_LENGTH) return [];
  return projectFolders(canonicalPath(folder, '/', home))
    .filter((one) => !home.startsWith(one.endsWith(sep) ? one : `${one}${sep}`))
    .flatMap((one): readonly FoundFile[] => {
      const path = join(one, PROJECT_FILE);
      const stats = statsOf(path);
      return stats === undefined ? [] : [{ path, stats }];
    })
    .reverse();
}

/** Reads a project's file; what cannot be read says nothing but why. */
export function readProjectFile({ path }: Pick<FoundFile, 'path'>, trusted: TrustedFiles): ProjectFile {
  let bytes: Buffer;
  try {
    bytes = readBounded(path);
  } catch (error) {
    const problem = `${path}: ${(error as Error).message}; none of it counts`;
    return { path, sha256: '', trust: 'none', given: {}, problems: [problem] };
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = Object.hasOwn(trusted, path) ? trusted[path] : undefined;
  const trust = known === undefined ? 'none' : known.sha256 === sha256 ? 'trusted' : 'changed';
  const { given, problems } = parseProjectSettings(bytes.toString('utf8'), path);
  const changed = `${path} has changed since you trusted it, so that it can only make the policy stricter: read it, then run "premptictl trust"`;
  return { path, sha256, trust, given, problems: trust === 'changed' ? [...problems, changed] : problems };
}

/** The content of a file of bounded size; links, which lead to what the project does not hold, are not followed. */
function readBounded(path: string): Buffer {
  if (statsOf(path)?.isSymbolicLink() === true)
    throw new Error('it is a symbolic link, which is not followed');
  // Windows has no such flag.
  const { O_NOFOLLOW = 0 } = constants;
  return readRegularFile(path, MAX_BYTES, O_NOFOLLOW);
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // Not ours to look at, or below what is no folder: then no agent works there either.
    return undefined;
  }
}
