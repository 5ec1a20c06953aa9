import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { tryLock } from './lock-file.ts';

const NEWLINE = 0x0a;
const LOCK_STALE_MS = 5_000;
const MAX_ATTEMPTS = 100;

export interface LogFileOptions {
  readonly path: string;
  /** A write that would take the file past this size goes to a new file. */
  readonly rotateBytes: number;
  /** How many old files are kept, as `.1` (newest) to `.N`. */
  readonly keep: number;
}

/** What became of an append. */
export interface AppendResult {
  /** The lines that did not get written; empty on success. */
  readonly rest: Buffer;
  readonly error?: Error;
}

/**
 * A file of lines that several processes append to and rotate at the same time, without torn or lost lines.
 *
 * Each append opens the file anew and writes whole lines by one `O_APPEND` write, which the system makes atomic;
 * so no lock is needed to write, and a file moved aside meanwhile merely gets its last lines a little late. Only
 * the renaming is under a lock. The file is readable by its owner alone.
 */
export class LogFile {
  readonly #options: LogFileOptions;
  #rotationProblem: string | undefined;

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /** Why the file last could not be rotated although it was due; it then grows past its size. */
  get rotationProblem(): string | undefined {
    return this.#rotationProblem;
  }

  /** Appends complete lines, each ended by a newline. Never throws. */
  append(lines: Buffer): AppendResult {
    let rest = lines;
    try {
      for (let attempt = 0; rest.length > 0; attempt++) {
        if (attempt === MAX_ATTEMPTS) throw new Error(`${this.#options.path} is moved away again and again`);
        const fd = this.#open();
        try {
          const stats = fstatSync(fd);
          if (stats.isFIFO()) throw new Error('it is a pipe, which would hold whoever writes to it');
          if (this.#isDue(stats, rest.length) && this.#rotate(stats)) continue;
          const unwritten = writeLines(fd, stats, rest);
          // Removed by other processes' rotations between our open and our write: those lines are gone.
          if (fstatSync(fd).nlink > 0) rest = unwritten.rest;
          if (unwritten.error !== undefined) return { rest, error: unwritten.error };
        } finally {
          closeSync(fd);
        }
      }
    } catch (error) {
      return { rest, error: error as Error };
    }
    return { rest };
  }

  #open(): number {
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
    try {
      return openSync(this.#options.path, flags, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(this.#options.path), { recursive: true, mode: 0o700 });
      return openSync(this.#options.path, flags, 0o600);
    }
  }

  #isDue(stats: Stats, bytes: number): boolean {
    return stats.isFile() && stats.size > 0 && stats.size + bytes > this.#options.rotateBytes;
  }

  /** Whether the path now leads to another file, by our doing or another process's. */
  #rotate(stats: Stats): boolean {
    const { path, keep } = this.#options;
    const isCurrent = (): boolean => statSync(path, { throwIfNoEntry: false })?.ino === stats.ino;
    try {
      const release = tryLock(`${path}.lock`, LOCK_STALE_MS);
      if (release === undefined) return !isCurrent();
      try {
        if (!isCurrent()) return true;
        for (let n = keep - 1; n >= 1; n--) renameIfThere(`${path}.${n}`, `${path}.${n + 1}`);
        if (keep > 0) renameSync(path, `${path}.1`);
        else unlinkSync(path);
      } finally {
        release();
      }
      this.#rotationProblem = undefined;
      return true;
    } catch (error) {
      this.#rotationProblem = `cannot rotate ${path}: ${(error as Error).message}`;
      return false;
    }
  }
}

function writeLines(fd: number, stats: Stats, lines: Buffer): AppendResult {
  let rest = lines;
  try {
    if (stats.isFile() && (stats.mode & 0o077) !== 0) fchmodSync(fd, 0o600);
    // A process killed in the middle of a write leaves half a line: ours begins on its own.
    let torn = stats.isFile() && !endsLine(fd, stats.size);
    while (rest.length > 0) {
      const chunk = torn ? Buffer.concat([Buffer.of(NEWLINE), rest]) : rest;
      const written = writeSync(fd, chunk);
      // Half a line may be out, and another process may write next: that line is written again as a whole.
      const wholeLines = chunk.subarray(0, written).lastIndexOf(NEWLINE) + 1;
      if (wholeLines > 0) rest = chunk.subarray(wholeLines);
      torn = wholeLines < written;
    }
    return { rest };
  } catch (error) {
    return { rest, error: error as Error };
  }
}

function endsLine(fd: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size === 0 || readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
