import type { DefaultAction, Mode } from './judgement.ts';
import type { FileKey } from './key-file.ts';
import type { SettingType } from './setting-type.ts';
import { SINKS, type SinkSettings } from './sink-settings.ts';

/** When a service runs by itself. */
export type ServiceStart = 'on-demand' | 'login' | 'manual';

/** What `config/prempti.yaml` can say. */
export interface Settings {
  readonly mode: Mode;
  readonly defaultAction: DefaultAction;
  readonly failOpen: boolean;
  readonly denyTags: readonly string[];
  readonly askTags: readonly string[];
  readonly seenTags: readonly string[];
  /** Names of the files of `rules/packs` that are in force beside the default rules. */
  readonly packs: readonly string[];
  readonly serviceStart: ServiceStart;
  readonly serviceIdleMinutes: number;
  readonly serviceHttpPort: number;
  readonly approvalsWait: number;
  readonly maxRequestBytes: number;
  readonly logRotateBytes: number;
  readonly logRotateKeep: number;
  readonly auditRetainDays: number;
  readonly auditMaxBytes: number;
  readonly auditOutcomes: boolean;
  /** Where records are sent besides. */
  readonly sinks: readonly SinkSettings[];
}

/** One key of the settings file. */
export type SettingKey = FileKey<keyof Settings>;

export const MODES: readonly Mode[] = ['guardrails', 'monitor', 'passthrough'];
export const DEFAULT_ACTIONS: readonly DefaultAction[] = ['defer', 'allow'];
export const SERVICE_STARTS: readonly ServiceStart[] = ['on-demand', 'login', 'manual'];

export const DEFAULT_SETTINGS: Settings = {
  mode: 'guardrails',
  defaultAction: 'defer',
  failOpen: false,
  denyTags: ['coding_agent_deny'],
  askTags: ['coding_agent_ask'],
  seenTags: ['coding_agent_seen'],
  packs: [],
  serviceStart: 'on-demand',
  serviceIdleMinutes: 180,
  serviceHttpPort: 0,
  approvalsWait: 0,
  maxRequestBytes: 5 * 1024 * 1024,
  logRotateBytes: 10 * 1024 * 1024,
  logRotateKeep: 3,
  auditRetainDays: 365,
  auditMaxBytes: 2 * 1024 * 1024 * 1024,
  auditOutcomes: true,
  sinks: [],
};

const TAGS: SettingType = { kind: 'names', what: 'tags', mayBeEmpty: false };

/** Every key: what is read, checked, documented and put into the JSON Schema. */
export const SETTING_KEYS: readonly SettingKey[] = [
  {
    name: 'mode',
    setting: 'mode',
    type: { kind: 'choice', values: MODES },
    meaning:
      '`guardrails` enforces; `monitor` evaluates, records and leaves every decision to the agent; `passthrough` records without evaluating',
  },
  {
    name: 'default_action',
    setting: 'defaultAction',
    type: { kind: 'choice', values: DEFAULT_ACTIONS },
    meaning:
      "the answer when no deny or ask rule matched: `defer` to the agent's own permissions, or `allow` (in guardrails mode only)",
  },
  {
    name: 'fail_open',
    setting: 'failOpen',
    type: { kind: 'switch' },
    meaning:
      'when a call cannot be evaluated at all, give no decision instead of denying; takes effect with `premptictl hook add`',
  },
  {
    name: 'deny_tags',
    setting: 'denyTags',
    type: TAGS,
    meaning: 'a match of a rule with one of these tags denies',
  },
  {
    name: 'ask_tags',
    setting: 'askTags',
    type: TAGS,
    meaning: 'a match of a rule with one of these tags asks',
  },
  { name: 'seen_tags', setting: 'seenTags', type: TAGS, meaning: 'rules that only record a call' },
  {
    name: 'packs',
    setting: 'packs',
    type: { kind: 'names', what: 'packs', mayBeEmpty: true },
    meaning:
      'packs of rules that are in force beside the default ones, e.g. `[cloud, kubernetes]`: see [rules.md](rules.md)',
  },
  {
    name: 'service.start',
    setting: 'serviceStart',
    type: { kind: 'choice', values: SERVICE_STARTS },
    meaning:
      '`on-demand`: the first call of an agent starts the service; `login`: it also starts when you log in (`premptictl enable`); `manual`: only `premptictl start` does',
  },
  {
    name: 'service.idle_minutes',
    setting: 'serviceIdleMinutes',
    type: { kind: 'number', min: 0, max: 10_080, unit: 'minutes' },
    meaning: 'with `on-demand`, the service ends after so many minutes without a call; 0: never',
  },
  {
    name: 'service.http_port',
    setting: 'serviceHttpPort',
    type: { kind: 'number', min: 0, max: 65_535 },
    meaning:
      'the port on 127.0.0.1 for agents with HTTP hooks (Claude Code), read when the service starts; 0: none',
  },
  {
    name: 'approvals.wait',
    setting: 'approvalsWait',
    type: { kind: 'number', min: 0, max: 300, unit: 'seconds' },
    meaning:
      'how long the service holds a call that a person may approve where the agent has no prompt of its own; 0: not at all; takes effect with `premptictl hook add`: see [approvals.md](approvals.md)',
  },
  {
    name: 'max_request_bytes',
    setting: 'maxRequestBytes',
    type: { kind: 'number', min: 4096, max: 64 * 1024 * 1024, unit: 'bytes' },
    meaning: 'the largest request that the service takes, read when it starts',
  },
  {
    name: 'log_rotate_bytes',
    setting: 'logRotateBytes',
    type: { kind: 'number', min: 4096, max: 1024 * 1024 * 1024, unit: 'bytes' },
    meaning: 'size at which the audit file is rotated',
  },
  {
    name: 'log_rotate_keep',
    setting: 'logRotateKeep',
    type: { kind: 'number', min: 0, max: 100 },
    meaning: 'rotated files that are kept',
  },
  {
    name: 'audit.retain_days',
    setting: 'auditRetainDays',
    type: { kind: 'number', min: 0, max: 36_500, unit: 'days' },
    meaning:
      'how long records stay in the audit store, read when the service starts; 0: for good: see [audit.md](audit.md)',
  },
  {
    name: 'audit.max_bytes',
    setting: 'auditMaxBytes',
    type: { kind: 'number', min: 0, max: 1024 ** 4, unit: 'bytes' },
    meaning:
      'how large the audit store may grow before its oldest records go, read when the service starts; 0: no bound',
  },
  {
    name: 'audit.outcomes',
    setting: 'auditOutcomes',
    type: { kind: 'switch' },
    meaning:
      'whether agents tell what became of their calls, behind their backs; takes effect with `premptictl hook add`',
  },
  {
    name: 'sinks',
    setting: 'sinks',
    type: SINKS,
    meaning: 'where records are sent besides, by name: see [sinks.md](sinks.md)',
  },
];
