export { type AuditLog, type AuditLogOptions, type AuditStatus, createAuditLog } from './audit-log.ts';
export { tryLock } from './lock-file.ts';
export { type AuditLine, type FollowOptions, followAuditLog, readAuditLog } from './read-log.ts';
export { type AuditRecord, toRecords } from './record.ts';
export { redactText, redactValue } from './redact.ts';
