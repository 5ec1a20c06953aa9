import { leaveEntries } from './left-entries.ts';
import type { StoreOptions } from './open-store.ts';
import { isOfFile } from './store-error.ts';
import { StoreWriter } from './store-writer.ts';

/** How the store of a process is doing. */
export interface StoreStatus {
  readonly path: string;
  /** Entries written since the process began. */
  readonly written: number;
  readonly pending: number;
  /** Entries given up because they could not be written for too long. */
  readonly lost: number;
  /** What keeps the store from being complete, provable or bounded now; absent when all is well. */
  readonly problem?: string;
}

export interface EntryStoreOptions extends StoreOptions {
  /** How long `close` waits for other processes that write; else they are not waited for. */
  readonly closeBusyMs: number;
  /** Whether the process lives on and on: it signs the last record when it ends, and writes what others left that had to end. */
  readonly stays: boolean;
}

/** As many go into one transaction, about a millisecond of work, before calls have their turn. */
const SLICE = 8;

/** As many wait while calls keep coming; what is beyond it goes into the next transaction, as many again at most. */
const MAX_WAITING = 128;

/** A process that writes is done soon. */
const BUSY_RETRY_MS = 20;
const RETRY_MS = 1_000;

/** How often it is looked whether other processes have left something. */
const LOOK_MS = 5_000;

/** For how long it may be others' turn to write before that is a problem. */
const BUSY_IS_PROBLEM_MS = 5_000;

/** What waits while nothing can be written, in UTF-16 units; beyond it the oldest is lost. */
const MAX_PENDING = 8 * 1024 * 1024;

const SQLITE_BUSY = 5;

/** Where a process puts its entries: a queue before the file, so that nothing here is waited for. Never throws. */
export class EntryStore {
  readonly #options: EntryStoreOptions;
  readonly #writer: StoreWriter;
  #waiting: string[] = [];
  #waitingLength = 0;
  #timer: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #busySinceMs: number | undefined;
  #written = 0;
  #lost = 0;
  #problem: string | undefined;

  constructor(options: EntryStoreOptions) {
    this.#options = options;
    this.#writer = new StoreWriter(options);
    if (options.stays) this.#lookIn(LOOK_MS);
  }

  /** Takes entries, as JSON, to be written soon. */
  append(texts: readonly string[]): void {
    for (const text of texts) this.#waitingLength += text.length;
    this.#waiting.push(...texts);
    while (this.#waitingLength > MAX_PENDING) {
      this.#waitingLength -= this.#waiting.shift()?.length ?? 0;
      this.#lost++;
    }
    if (this.#waiting.length > 0 && this.#timer === undefined) this.#writeIn(0);
  }

  /** Writes all that waits, or else leaves it for others, and lets go of the file until there is more. */
  close(): void {
    if (this.#waiting.length > 0) this.#write(this.#waiting.length, this.#options.closeBusyMs);
    if (this.#waiting.length > 0) this.#leave();
    clearTimeout(this.#timer);
    clearTimeout(this.#look);
    this.#timer = undefined;
    this.#writer.close(this.#options.stays);
  }

  status(): StoreStatus {
    const problem = this.#problem ?? this.#writer.problem;
    return {
      path: this.#options.store,
      written: this.#written,
      pending: this.#waiting.length,
      lost: this.#lost,
      ...(problem !== undefined && { problem }),
    };
  }

  #writeIn(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waiting.length === 0) return;
      const excess = this.#waiting.length - MAX_WAITING;
      const retryMs = this.#write(Math.min(Math.max(SLICE, excess), MAX_WAITING), 0);
      if (this.#waiting.length > 0) this.#writeIn(retryMs);
    }, ms).unref();
  }

  /** Gives after how long to go on. */
  #write(count: number, busyMs: number): number {
    const texts = this.#waiting.slice(0, count);
    try {
      this.#writer.write(texts, busyMs);
    } catch (error) {
      if (isOfFile(error)) return this.#failed(error as Error);
      // A bug of ours: these would fail again and again, and keep all others from being written.
      this.#take(texts);
      this.#lost += texts.length;
      return 0;
    }
    this.#take(texts);
    this.#written += texts.length;
    this.#problem = undefined;
    this.#busySinceMs = undefined;
    return 0;
  }

  #leave(): void {
    try {
      if (leaveEntries(this.#options.store, this.#waiting)) this.#take([...this.#waiting]);
    } catch (error) {
      this.#problem ??= `cannot write beside ${this.#options.store}: ${(error as Error).message}`;
    }
  }

  #lookIn(ms: number): void {
    this.#look = setTimeout(() => this.#lookIn(this.#takeLeft() ? 0 : LOOK_MS), ms).unref();
  }

  /** Writes some of what others left, where no call of its own waits; gives whether there may be more. */
  #takeLeft(): boolean {
    if (this.#waiting.length > 0) return false;
    try {
      return this.#writer.takeLeft(SLICE, 0) === SLICE;
    } catch {
      // What keeps the store from being written is told with the next call of its own.
      return false;
    }
  }

  #take(texts: readonly string[]): void {
    this.#waiting.splice(0, texts.length);
    for (const text of texts) this.#waitingLength -= text.length;
  }

  #failed(error: Error & { readonly errcode?: number }): number {
    const isBusy = ((error.errcode ?? 0) & 0xff) === SQLITE_BUSY;
    this.#busySinceMs = isBusy ? (this.#busySinceMs ?? Date.now()) : undefined;
    if (isBusy && Date.now() - (this.#busySinceMs ?? 0) < BUSY_IS_PROBLEM_MS) return BUSY_RETRY_MS;
    this.#problem = `cannot write ${this.#options.store}: ${error.message}`;
    return RETRY_MS;
  }
}
