import { renameSync, statSync } from 'node:fs';
import { tryLock } from '../lock-file.ts';
import { OpenStore, type SetAside, type StoreOptions } from './open-store.ts';
import { StoreError } from './store-error.ts';

const LOCK_STALE_MS = 5_000;

/** SQLite's primary result codes of a file that is none of its own, or damaged. */
const CORRUPT = new Set([11, 26]);

/**
 * Appends entries to the store at a path, each chained to the one before. Several processes may do so at once. What
 * throws has changed nothing and can be tried again: the file is opened anew then. A file that cannot be read is moved
 * aside, and a new store says so in its first record.
 */
export class StoreWriter {
  readonly #options: StoreOptions;
  readonly #onCheckpoint: (line: string) => void;
  #open: OpenStore | undefined;

  /** `onCheckpoint` is given the line of each checkpoint that is made, once it is in the store. */
  constructor(options: StoreOptions, onCheckpoint: (line: string) => void) {
    this.#options = options;
    this.#onCheckpoint = onCheckpoint;
  }

  /** What keeps the store from being proved or kept within its bounds, for people; absent when all is well. */
  get problem(): string | undefined {
    return this.#open?.problem;
  }

  /** Writes entries, given as JSON, in one transaction. */
  write(texts: readonly string[]): void {
    this.#with((store) => store.append(texts));
  }

  /** Deletes what has become too old, a step of it. Never throws: there is a next time. */
  upkeep(): void {
    try {
      this.#open?.retain();
    } catch {
      this.close();
    }
  }

  /** Never throws. */
  close(): void {
    this.#open?.close();
    this.#open = undefined;
  }

  /** Closes, with a checkpoint of what is there as far as that can be made. Never throws. */
  stop(): void {
    try {
      this.#open?.checkpoint('stop');
    } catch {
      // The next one covers what this one would have.
    }
    this.close();
  }

  #with<T>(work: (store: OpenStore) => T): T {
    // Another process may have moved the file aside, or a person taken it away.
    if (this.#open?.isAtItsPath() === false) this.close();
    const inode = inodeAt(this.#options.store);
    try {
      this.#open ??= new OpenStore(this.#options, this.#onCheckpoint);
      return work(this.#open);
    } catch (error) {
      this.close();
      if (!isCorrupt(error)) throw error;
      this.#open = this.#renewed(inode, error as Error);
      return work(this.#open);
    }
  }

  /** A new store in place of the file that cannot be read, unless another process has made one meanwhile. */
  #renewed(inode: number | undefined, problem: Error): OpenStore {
    const { store } = this.#options;
    const release = tryLock(`${store}.lock`, LOCK_STALE_MS);
    if (release === undefined) throw problem;
    try {
      const isThere = inode !== undefined && inodeAt(store) === inode;
      return new OpenStore(this.#options, this.#onCheckpoint, isThere ? setAside(store, problem) : undefined);
    } finally {
      release();
    }
  }
}

/** Moves a store and what SQLite keeps beside it to another name. */
function setAside(path: string, { message }: Error): SetAside {
  const aside = `${path}.unreadable-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (inodeAt(path + suffix) !== undefined) renameSync(path + suffix, aside + suffix);
  }
  return { path: aside, problem: message };
}

function inodeAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

/** Whether an error says that a file is no store, or no longer. */
function isCorrupt(error: unknown): boolean {
  if (error instanceof StoreError) return error.code === 'BROKEN_STORE';
  const { errcode } = error as { readonly errcode?: number };
  return errcode !== undefined && CORRUPT.has(errcode & 0xff);
}
