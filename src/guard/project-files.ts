import { type Stats, statSync } from 'node:fs';
import { canonicalPath } from './canonical-path.ts';
import type { Prefix } from './prefix.ts';
import { findProjectFiles, type ProjectFile, readProjectFile } from './project-file.ts';
import { readTrust } from './project-trust.ts';

/** Each may hold 64 KiB of rules. */
const MAX_KEPT = 32;

/** The files of projects, each read once and again when it, or what is trusted, has changed. */
export class ProjectFiles {
  readonly #prefix: Prefix;
  readonly #home: string;
  readonly #read = new Map<string, { readonly stats: Stats; readonly file: ProjectFile }>();
  #trust: { readonly stats: Stats | undefined; readonly read: ReturnType<typeof readTrust> } | undefined;

  constructor(prefix: Prefix, home: string) {
    this.#prefix = prefix;
    this.#home = canonicalPath(home, '/', home);
  }

  /** The files of the project that a folder belongs to, see `findProjectFiles`. Never throws. */
  at(folder: string): readonly ProjectFile[] {
    const found = findProjectFiles(folder, this.#home);
    if (found.length === 0) return [];
    const { trusted, problem } = this.#currentTrust();
    const files = found.map(({ path, stats }) => {
      const known = this.#read.get(path);
      if (known !== undefined && isSame(known.stats, stats)) return known.file;
      const file = readProjectFile({ path }, trusted);
      this.#keep(path, { stats, file });
      return file;
    });
    const [first, ...rest] = files;
    if (problem === undefined || first === undefined) return files;
    return [{ ...first, problems: [...first.problems, problem] }, ...rest];
  }

  #currentTrust(): ReturnType<typeof readTrust> {
    const stats = statOf(this.#prefix.trustFile);
    if (this.#trust === undefined || !isSame(this.#trust.stats, stats)) {
      this.#read.clear();
      this.#trust = { stats, read: readTrust(this.#prefix) };
    }
    return this.#trust.read;
  }

  #keep(path: string, read: { readonly stats: Stats; readonly file: ProjectFile }): void {
    this.#read.delete(path);
    this.#read.set(path, read);
    const [oldest] = this.#read.keys();
    if (oldest !== undefined && this.#read.size > MAX_KEPT) this.#read.delete(oldest);
  }
}

/** Whether two looks have found the same content. */
function isSame(a: Stats | undefined, b: Stats | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
