import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync, statSync } from 'node:fs';
import { openRegularFile } from '../guard/index.ts';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 64 * 1024;

/** A longer line is no record: what is read of it is passed over. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** How much of its first line tells a file from all others. */
const HEAD_BYTES = 4096;

/** A place in a log that means the same in another process, however often the files have been rotated. */
export interface LogPlace {
  /** Of the first line of the file, a sum: names of files and their numbers in the system are used again. */
  readonly head: string;
  readonly offset: number;
}

/** A complete line, and the place behind it. */
export interface LogLine {
  readonly text: string;
  readonly end: LogPlace;
}

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

  /** A cursor at a place; `undefined` where the file of that place is gone. */
  static resume(path: string, { head, offset }: LogPlace): LogCursor | undefined {
    const cursor = new LogCursor(path, 0);
    // One number may be missing for a moment, while a rotation is under way.
    for (let n = 0, missing = 0; missing < 2; n++) {
      const fd = openIfThere(cursor.#generation(n));
      if (fd === undefined) {
        missing++;
        continue;
      }
      missing = 0;
      if (headOf(fd) === head) {
        cursor.close();
        cursor.#fd = fd;
        cursor.#offset = offset;
        return cursor;
      }
      closeSync(fd);
    }
    cursor.close();
    return undefined;
  }

  /** Where the cursor stands; `undefined` where its file has no complete line yet. */
  get place(): LogPlace | undefined {
    const head = this.#fd === undefined ? undefined : headOf(this.#fd);
    return head === undefined ? undefined : { head, offset: this.#offset };
  }

  /** How much is there behind the cursor, in this file and the newer ones. */
  get unreadBytes(): number {
    let bytes = this.#fd === undefined ? 0 : Math.max(0, fstatSync(this.#fd).size - this.#offset);
    for (let n = this.#nextGeneration() ?? -1; n >= 0; n--) {
      bytes += statSync(this.#generation(n), { throwIfNoEntry: false })?.size ?? 0;
    }
    return bytes;
  }

  /** The next complete lines of this file, up to `maxBytes` of them but at least one; the cursor moves behind them. */
  take(maxBytes: number): readonly LogLine[] {
    if (this.#fd === undefined) return [];
    const { size } = fstatSync(this.#fd);
    // Emptied in place: all that stands there now is new.
    if (size < this.#offset) this.#offset = 0;
    const head = headOf(this.#fd);
    if (head === undefined) return [];
    for (let wanted = maxBytes; ; wanted = Math.min(2 * wanted, MAX_LINE_BYTES)) {
      const bytes = readRange(this.#fd, this.#offset, Math.min(size, this.#offset + wanted));
      if (bytes.lastIndexOf(NEWLINE) !== -1) return this.#lines(bytes, head);
      if (this.#offset + bytes.length === size) return [];
      if (bytes.length >= MAX_LINE_BYTES) this.#offset += bytes.length;
    }
  }

  #lines(bytes: Buffer, head: string): readonly LogLine[] {
    const lines: LogLine[] = [];
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
      const end = { head, offset: this.#offset + to + 1 };
      lines.push({ text: bytes.toString('utf8', from, to), end });
      from = to + 1;
    }
    this.#offset += from;
    return lines;
  }

  /** What stands behind the last line end of this file: a line not finished yet, or never; nothing where it is none of ours. */
  takeRest(): string {
    if (this.#fd === undefined) return '';
    const { size } = fstatSync(this.#fd);
    const bytes = readRange(this.#fd, this.#offset, Math.min(size, this.#offset + MAX_LINE_BYTES));
    this.#offset = Math.max(size, this.#offset);
    return bytes.length === MAX_LINE_BYTES ? '' : bytes.toString('utf8');
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
      const stats = statSync(this.#generation(n), { throwIfNoEntry: false });
      if (stats?.isFile() !== true) {
        missing++;
        continue;
      }
      if (stats.ino === ours) return newer;
      missing = 0;
      newer = n;
    }
    // Ours is rotated out of existence (or none was open): all that are there are newer, the oldest comes first.
    return newer;
  }
}

/** What is no file, a folder or pipe, holds no lines. */
function openIfThere(path: string): number | undefined {
  try {
    return openRegularFile(path);
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

/** What tells a file from all others; `undefined` as long as its first line is not complete. */
function headOf(fd: number): string | undefined {
  const bytes = readRange(fd, 0, HEAD_BYTES);
  const end = bytes.indexOf(NEWLINE);
  if (end === -1 && bytes.length < HEAD_BYTES) return undefined;
  return createHash('sha256')
    .update(end === -1 ? bytes : bytes.subarray(0, end))
    .digest('base64url');
}
