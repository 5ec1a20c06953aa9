import { renameSync, statSync } from 'node:fs';
import { tryLock } from '../lock-file.ts';
import { takeLeft } from './left-entries.ts';
import { OpenStore, type SetAside, type StoreOptions } from './open-store.ts';
import { isDamage, StoreError } from './store-error.ts';

const LOCK_STALE_MS = 5_000;

const BUSY_MS = 5_000;

/** Far fewer than are written while a lock is not stale yet. */
const LEFT_STEP = 100;

/**
 * Appends entries to the store at a path, each chained to the one before. Several processes may do so at once. What
 * throws has changed nothing and can be tried again: the file is opened anew then. A file that cannot be read is moved
 * aside, and a new store says so in its first record.
 */
export class StoreWriter {
  readonly #options: StoreOptions;
  #open: OpenStore | undefined;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** What keeps the store from being proved or kept within its bounds, for people; absent when all is well. */
  get problem(): string | undefined {
    return this.#open?.problem;
  }

  /** Writes entries, given as JSON, in one transaction; `busyMs`: how long it waits for other processes that write. */
  write(texts: readonly string[], busyMs = BUSY_MS): void {
    this.#with(busyMs, (store) => store.append(texts));
  }

  /** Writes what processes left that ended before they could; gives how many files of them, at most `max`. */
  takeLeft(max: number, busyMs = BUSY_MS): number {
    return takeLeft(this.#options.store, max, (texts) => this.write(texts, busyMs));
  }

  /** Writes what was left, deletes what is too old or too much and tidies up; with `shrinks` the file becomes as small as it can. Gives what was deleted. */
  upkeep(shrinks: boolean): number {
    while (this.takeLeft(LEFT_STEP) === LEFT_STEP);
    return this.#with(BUSY_MS, (store) => {
      const deleted = store.upkeep();
      if (shrinks) store.shrink();
      return deleted;
    });
  }

  /** Moves the file aside, whatever it holds, and begins a new store that says so and why. */
  renew(problem: string): void {
    this.close(true);
    this.#open = this.#renewed(
      BUSY_MS,
      inodeAt(this.#options.store),
      new StoreError('BROKEN_STORE', problem),
    );
  }

  /** Closes, with a checkpoint of what is there where that is wanted and can be made. Never throws. */
  close(signs = false): void {
    try {
      if (signs) this.#open?.checkpoint('stop');
    } catch {
      // The next one covers what this one would have.
    }
    this.#open?.close();
    this.#open = undefined;
  }

  #with<T>(busyMs: number, work: (store: OpenStore) => T): T {
    const inode = inodeAt(this.#options.store);
    try {
      // Another process may have moved the file aside, or a person taken it or its write-ahead log away.
      if (this.#open?.isInPlace === false) this.close();
      this.#open ??= new OpenStore(this.#options, busyMs);
      this.#open.waitFor(busyMs);
      return work(this.#open);
    } catch (error) {
      this.close();
      if (!isDamage(error)) throw error;
      this.#open = this.#renewed(busyMs, inode, error as Error);
      return work(this.#open);
    }
  }

  /** A new store in place of the file that cannot be read, unless another process has made one meanwhile. */
  #renewed(busyMs: number, inode: number | undefined, problem: Error): OpenStore {
    const { store } = this.#options;
    const release = tryLock(`${store}.lock`, LOCK_STALE_MS);
    if (release === undefined) throw problem;
    try {
      const isThere = inode !== undefined && inodeAt(store) === inode;
      return new OpenStore(this.#options, busyMs, isThere ? setAside(store, problem) : undefined);
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
