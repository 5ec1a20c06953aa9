export { type AuditLog, type AuditStatus, createAuditLog } from './audit-log.ts';
export { tryLock } from './lock-file.ts';
export { openAuditLog } from './open-audit-log.ts';
export { type AuditLine, followAuditLog, readAuditLog } from './read-log.ts';
export type { AuditRecord } from './record.ts';
export { redactText } from './redact.ts';
export {
  readAuditStore,
  type StoredEntry,
} from './store/read-store.ts';
