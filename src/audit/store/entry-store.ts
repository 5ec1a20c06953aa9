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

/** Where a process puts its entries. Nothing here throws or rejects. */
export interface EntryStore {
  /** Takes entries, as JSON, to be written soon. */
  append(texts: readonly string[]): void;
  /** Settles when what was taken is written, or cannot be for now. */
  flush(): Promise<void>;
  /** Flushes, for a bounded time, and lets go of the file. */
  close(): Promise<void>;
  status(): StoreStatus;
}
