export { type AuditLog, type AuditStatus, createAuditLog } from './audit-log.ts';
export { callSubject } from './call-subject.ts';
export {
  type CallEntry,
  type CallFacts,
  ENTRY_KINDS,
  type Entry,
  type EntryEvent,
  type Latency,
  type OutcomeEntry,
  type TrustAnswer,
  trustText,
} from './entry.ts';
export { tryLock } from './lock-file.ts';
export { openAuditLog } from './open-audit-log.ts';
export { type AuditLine, followAuditLog, readAuditLog } from './read-log.ts';
export type { AuditRecord } from './record.ts';
export { redactText } from './redact.ts';
export { redactedReason, redactionOf } from './redact-judgement.ts';
export { keptTexts } from './redacted-value.ts';
export { type AuditStats, auditStats, type Tally } from './search/audit-stats.ts';
export { callById } from './search/call-by-id.ts';
export { outcomeOf } from './search/call-outcome.ts';
export { followEntries } from './search/follow-entries.ts';
export { newestEntries, searchEntries } from './search/search-entries.ts';
export type { SearchQuery } from './search/search-query.ts';
export { SHOWN_VERDICTS, shownVerdict } from './search/search-text.ts';
export {
  listSessions,
  type SessionSummary,
  type StoryEntry,
  sessionStory,
  sessionsStartingWith,
} from './search/sessions.ts';
export type { SinkStatus } from './sinks/delivery.ts';
export { createSinks, type Sinks, type SinksOptions } from './sinks/sinks.ts';
export { type SinkTest, testSink } from './sinks/test-sink.ts';
export type { Checkpoint } from './store/checkpoint.ts';
export { maintainStore, renewStore } from './store/maintain-store.ts';
export { type AuditStoreReader, readAuditStore, type StoredEntry } from './store/read-store.ts';
export { isDamage, StoreError } from './store/store-error.ts';
export { storeSummary } from './store/store-summary.ts';
export { readCheckpoints, type Verification, verifyStore } from './store/verify-store.ts';
