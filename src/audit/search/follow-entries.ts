import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditStoreReader, readAuditStore, type StoredEntry } from '../store/read-store.ts';
import type { OnUnreadable } from './readable-entry.ts';
import { newestEntries, searchEntries } from './search-entries.ts';
import type { SearchQuery } from './search-query.ts';

export interface FollowEntriesOptions {
  /** How many of the newest entries that the query wants come first. */
  readonly tail: number;
  /** How often the store is looked at. Default 200 ms. */
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
  readonly onUnreadable?: OnUnreadable;
}

/**
 * Gives the entries that a query wants as they are written, oldest first, until the signal aborts. Waits for a store
 * that is not there yet, and goes on with the new one where a store is set aside.
 *
 * @throws what SQLite says, and StoreError, of a store that cannot be read at first; of a later one it is waited for
 */
export async function* followEntries(
  path: string,
  query: SearchQuery,
  { tail, pollMs = 200, signal, onUnreadable = () => undefined }: FollowEntriesOptions,
): AsyncGenerator<StoredEntry> {
  let store = openStore(path);
  let next = { inode: store?.inode, seq: 0 };
  try {
    if (store !== undefined) {
      next = { inode: store.inode, seq: newestSeq(store.reader) + 1 };
      yield* newestEntries(store.reader, query, tail, onUnreadable).filter(({ seq }) => seq < next.seq);
    }
    while (signal?.aborted !== true) {
      try {
        // Asked before reading: what was written until a store was set aside is read, too.
        const isOver = store !== undefined && inodeAt(path) !== store.inode;
        if (store !== undefined) {
          let last = newestSeq(store.reader);
          const options = { order: 'oldest', fromSeq: next.seq, onUnreadable } as const;
          for (const stored of searchEntries(store.reader, query, options)) {
            last = Math.max(last, stored.seq);
            yield stored;
          }
          next = { ...next, seq: last + 1 };
        }
        if (isOver) {
          store?.reader.close();
          store = undefined;
        }
        store ??= openStore(path);
        if (store !== undefined && store.inode !== next.inode) next = { inode: store.inode, seq: 0 };
      } catch {
        // A file that cannot be read is set aside by the next who writes.
        store?.reader.close();
        store = undefined;
      }
      await sleep(pollMs, undefined, signal && { signal }).catch(() => undefined);
    }
  } finally {
    store?.reader.close();
  }
}

function openStore(path: string): { readonly reader: AuditStoreReader; readonly inode: number } | undefined {
  const inode = inodeAt(path);
  const reader = inode === undefined ? undefined : readAuditStore(path);
  return inode === undefined || reader === undefined ? undefined : { reader, inode };
}

function inodeAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function newestSeq({ database }: AuditStoreReader): number {
  return Number(database.prepare('SELECT max(seq) AS seq FROM record').get()?.seq ?? 0);
}
