import { type Prefix, packageVersion, type Settings } from '../guard/index.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { spawnUpkeep } from './store/spawn-upkeep.ts';
import { storeOptions } from './store/store-options.ts';

/** A process that ends waits at most so long until others have written; for one that records a single thing somebody waits. */
const CLOSE_BUSY_MS = { service: 500, once: 50 };

/** The audit trail of a prefix, log and store: of a service, or of a process that records one thing and ends. */
export function openAuditLog(prefix: Prefix, settings: Settings, by: 'service' | 'once'): AuditLog {
  return createAuditLog({
    path: prefix.auditLog,
    version: packageVersion(),
    rotateBytes: settings.logRotateBytes,
    keep: settings.logRotateKeep,
    store: {
      ...storeOptions(prefix, settings),
      closeBusyMs: CLOSE_BUSY_MS[by],
      stays: by === 'service',
      onUpkeepDue: () => spawnUpkeep(prefix.root),
    },
  });
}
