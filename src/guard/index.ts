export {
  APPROVAL_SCOPES,
  APPROVAL_SPANS,
  type Approval,
  type ApprovalAnswer,
  type ApprovalScope,
  type ApprovalSpan,
  expiryOf,
  whyNotApprovable,
} from './approvals/approval.ts';
export { ApprovalStore } from './approvals/approval-store.ts';
export { type Approvals, openApprovals } from './approvals/approvals.ts';
export { canonicalPath } from './canonical-path.ts';
export { nextCorrelationId } from './correlation-id.ts';
export { createGuard, type GuardOptions, type GuardResult } from './create-guard.ts';
export { CODING_AGENT_CATALOGUE, EVENT_SOURCE } from './fields.ts';
export { GuardError, type GuardErrorCode } from './guard-error.ts';
export { findInstallation, type Installation, installationAt } from './installation.ts';
export type {
  Alert,
  DefaultAction,
  FieldValue,
  Guard,
  JudgeContext,
  JudgedEvent,
  Judgement,
  Mode,
} from './judgement.ts';
export type { SettingsProblem } from './key-file.ts';
export { type MovedSettings, type MovingVariables, readMovedSettings } from './moved-settings.ts';
export { type OpenedGuard, type OpenOptions, openGuard, openGuardAside } from './open-guard.ts';
export { clipped, plainText } from './plain-text.ts';
export { type PolicyFile, readPolicy, ruleFiles } from './policy.ts';
export {
  policyFileChangedAfter,
  policyFingerprint,
  policyFolders,
  writableByOthers,
} from './policy-fingerprint.ts';
export { policyHash } from './policy-hash.ts';
export { findPrefix, type Prefix, packageRoot, packageVersion, prefixAt } from './prefix.ts';
export { PROJECT_FILE, type ProjectFile } from './project-file.ts';
export { ProjectFiles } from './project-files.ts';
export { projectFolders } from './project-folders.ts';
export { readTrust, type TrustedFiles } from './project-trust.ts';
export { readSettings } from './read-settings.ts';
export { recordedEvent } from './recorded-event.ts';
export { openRegularFile, readRegularFile } from './regular-file.ts';
export { ruleVerdict, type VerdictTags } from './rule-verdict.ts';
export { anySecret, SECRET_PATTERNS, type SecretPattern } from './secret-patterns.ts';
export {
  DEFAULT_ACTIONS,
  DEFAULT_SETTINGS,
  MODES,
  SERVICE_STARTS,
  SETTING_KEYS,
  type ServiceStart,
  type SettingKey,
  type Settings,
} from './setting-keys.ts';
export { type ParsedSettings, parseSettings, setSetting } from './settings.ts';
export { settingsTemplate } from './settings-template.ts';
export {
  type FileSinkSettings,
  type HttpSinkSettings,
  type NatsSinkSettings,
  SINK_PRIORITIES,
  type SinkSettings,
  SYSLOG_FACILITIES,
  type SyslogSinkSettings,
  type TlsFiles,
} from './sink-settings.ts';
