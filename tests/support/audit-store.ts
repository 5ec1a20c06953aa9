import { join } from 'node:path';
import { readAuditStore, type StoredEntry } from '../../src/audit/index.ts';
import type { StoreOptions } from '../../src/audit/store/open-store.ts';

/** The options of a store in a folder laid out as an installation. */
export function storeIn(folder: string, more: Partial<StoreOptions> = {}): StoreOptions {
  return {
    store: join(folder, 'log', 'audit.db'),
    checkpoints: join(folder, 'log', 'audit-checkpoints.jsonl'),
    key: join(folder, 'audit.key'),
    maxAgeMs: 0,
    maxBytes: 0,
    ...more,
  };
}

/** All that is in the store at a path; nothing where there is none. */
export function storedEntries(path: string): readonly StoredEntry[] {
  const reader = readAuditStore(path);
  if (reader === undefined) return [];
  try {
    return [...reader.entries()];
  } finally {
    reader.close();
  }
}
