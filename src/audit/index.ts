export { type AuditLog, type AuditStatus, createAuditLog } from './audit-log.ts';
export { tryLock } from './lock-file.ts';
export { type AuditLine, followAuditLog, readAuditLog } from './read-log.ts';
export type { AuditRecord } from './record.ts';
export { redactText } from './redact.ts';
