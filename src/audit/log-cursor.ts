import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 64 * 1024;

/** A file of a rotated log: 0 is the current one, 1 the newest of the old ones. */
type Generation = number;

/** A place in a log that goes on through its rotated files, oldest to newest, and stays right while it is rotated. */
export class LogCursor {
  readonly #path: string;
  #fd: number | undefined;
  #offset = 0;

  /** Stands before the last `tail` lines of all files together. No file is no error: it may come later. */
  constructor(path: string, tail: number) {
    this.#path = path;
    let missing = tail;
    for (let n = 0; ; n++) {
      const fd = openIfThere(this.#generation(n));
      if (fd === undefined) return;
      this.close();
      this.#fd = fd;
      const found = findLines(fd, missing);
      this.#offset = found.offset;
      missing -= found.count;
      if (missing <= 0) return;
    }
  }

  /** The complete lines from here to the end of this file, joined; the cursor moves behind them. */
  read(): string {
    if (this.#fd === undefined) return '';
    const { size } = fstatSync(this.#fd);
    // Emptied in place: all that stands there now is new.
    if (size < this.#offset) this.#offset = 0;
    const bytes = readRange(this.#fd, this.#offset, size);
    const lines = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
    this.#offset += lines.length;
    return lines.toString('utf8');
  }

  /** What stands behind the last line end of this file: a line not finished yet, or never. */
  readRest(): string {
    if (this.#fd === undefined) return '';
    const bytes = readRange(this.#fd, this.#offset, fstatSync(this.#fd).size);
    this.#offset += bytes.length;
    return bytes.toString('utf8');
  }

  /** Whether there is a newer file to go on with. */
  hasNext(): boolean {
    return this.#nextGeneration() !== undefined;
  }

  /** Goes to the start of the next newer file, if there is one. */
  advance(): void {
    for (let next = this.#nextGeneration(); next !== undefined; next = this.#nextGeneration()) {
      const fd = openIfThere(this.#generation(next));
      // A rotation between finding the file and opening it makes it another one: look again.
      if (fd !== undefined && this.#nextGeneration() === next) {
        this.close();
        this.#fd = fd;
        this.#offset = 0;
        return;
      }
      if (fd !== undefined) closeSync(fd);
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #generation(n: Generation): string {
    return n === 0 ? this.#path : `${this.#path}.${n}`;
  }

  #nextGeneration(): Generation | undefined {
    const ours = this.#fd === undefined ? undefined : fstatSync(this.#fd).ino;
    let newer: Generation | undefined;
    // One number may be missing for a moment, while a rotation is under way.
    for (let n = 0, missing = 0; missing < 2; n++) {
      const inode = statSync(this.#generation(n), { throwIfNoEntry: false })?.ino;
      if (inode === undefined) {
        missing++;
        continue;
      }
      if (inode === ours) return newer;
      missing = 0;
      newer = n;
    }
    // Ours is rotated out of existence (or none was open): all that are there are newer, the oldest comes first.
    return newer;
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Bytes `from` to `to`, fewer where the file ends before. */
function readRange(fd: number, from: number, to: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, to - from));
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(fd, buffer, length, buffer.length - length, from + length);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

/** Where the last `wanted` complete lines of a file begin, or all of them when there are fewer. */
function findLines(fd: number, wanted: number): { readonly offset: number; readonly count: number } {
  let count = 0;
  for (let to = fstatSync(fd).size; to > 0; to -= CHUNK_BYTES) {
    const from = Math.max(0, to - CHUNK_BYTES);
    const chunk = readRange(fd, from, to);
    for (let at = chunk.length - 1; at >= 0; at--) {
      if (chunk[at] !== NEWLINE) continue;
      if (count === wanted) return { offset: from + at + 1, count };
      count++;
    }
  }
  return { offset: 0, count };
}
