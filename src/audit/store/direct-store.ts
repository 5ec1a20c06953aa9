import type { EntryStore, StoreStatus } from './entry-store.ts';
import type { StoreOptions } from './open-store.ts';
import { StoreWriter } from './store-writer.ts';

/**
 * Writes at once, in this thread: for a process that has one call to record and then ends. What cannot be written is
 * lost to the store.
 */
export function directStore(options: StoreOptions, onCheckpoint: (line: string) => void): EntryStore {
  return new DirectStore(options, onCheckpoint);
}

class DirectStore implements EntryStore {
  readonly #path: string;
  readonly #writer: StoreWriter;
  #written = 0;
  #lost = 0;
  #problem: string | undefined;

  constructor(options: StoreOptions, onCheckpoint: (line: string) => void) {
    this.#path = options.store;
    this.#writer = new StoreWriter(options, onCheckpoint);
  }

  append(texts: readonly string[]): void {
    if (texts.length === 0) return;
    try {
      this.#writer.write(texts);
      this.#written += texts.length;
    } catch (error) {
      this.#lost += texts.length;
      this.#problem = `cannot write ${this.#path}: ${(error as Error).message}`;
    }
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#writer.close();
    return Promise.resolve();
  }

  status(): StoreStatus {
    return {
      path: this.#path,
      written: this.#written,
      pending: 0,
      lost: this.#lost,
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }
}
