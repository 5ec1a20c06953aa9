import type { Prefix, Settings } from '../../guard/index.ts';
import type { StoreOptions } from './open-store.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The store of a prefix, and how much it keeps. */
export function storeOptions(prefix: Prefix, settings: Settings): StoreOptions {
  return {
    store: prefix.auditStore,
    checkpoints: prefix.auditCheckpoints,
    key: prefix.auditKey,
    maxAgeMs: settings.auditRetainDays * DAY_MS,
    maxBytes: settings.auditMaxBytes,
  };
}
