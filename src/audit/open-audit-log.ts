import type { Prefix, Settings } from '../guard/index.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { directStore } from './store/direct-store.ts';
import type { StoreOptions } from './store/open-store.ts';
import { threadStore } from './store/thread-store.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long a process that records one call waits for others to write. The agent waits for its end. */
const DIRECT_BUSY_MS = 500;

/** How long the thread of the service waits before the batch is tried again. */
const THREAD_BUSY_MS = 5_000;

/**
 * The audit trail of a prefix, log and store. `direct`: all is written in this thread, for a process that records one
 * thing and ends; `thread`: the store has a thread of its own.
 */
export function openAuditLog(prefix: Prefix, settings: Settings, by: 'direct' | 'thread'): AuditLog {
  const options: StoreOptions = {
    store: prefix.auditStore,
    checkpoints: prefix.auditCheckpoints,
    key: prefix.auditKey,
    maxAgeMs: settings.auditRetainDays * DAY_MS,
    maxBytes: settings.auditMaxBytes,
    busyMs: by === 'direct' ? DIRECT_BUSY_MS : THREAD_BUSY_MS,
  };
  return createAuditLog({
    path: prefix.auditLog,
    rotateBytes: settings.logRotateBytes,
    keep: settings.logRotateKeep,
    store: (onCheckpoint) =>
      by === 'direct' ? directStore(options, onCheckpoint) : threadStore(options, onCheckpoint),
  });
}
