import type { Alert, Approval, ApprovalAnswer, JudgedEvent, Judgement } from '../guard/index.ts';
import { type FoundSecrets, maskFound, redactText, redactValue } from './redact.ts';

/** One line of the audit trail, in the shape in which Falco prints an alert with `json_output`. */
export interface AuditRecord {
  readonly hostname: string;
  /** `HH:MM:SS.nnnnnnnnn: Priority message`, in local time. */
  readonly output: string;
  readonly output_fields: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly priority: string;
  readonly rule: string;
  readonly source: string;
  readonly tags: readonly string[];
  /** UTC with nine decimals. */
  readonly time: string;
}

/** What the record of a call says where no catch-all rule matched, as in passthrough mode. */
const SEEN: Omit<Alert, 'outputFields' | 'verdict'> = {
  rule: 'Coding Agent Event Seen',
  priority: 'Debug',
  source: 'coding_agent',
  tags: ['coding_agent_seen'],
  message: '',
};

/**
 * Fields that tell the words of a command apart: `--password` and its value are two of them, and only the command as
 * it was sent shows that the second is a secret. What a program is called and which files it touches stays.
 */
const WORDS_OF_COMMANDS: ReadonlySet<string> = new Set([
  'exec.arg',
  'exec.line',
  'exec.canonical',
  'exec.script',
]);

/**
 * The records of one judgement, every string redacted. Per event: one for each matching rule, then the `seen`
 * record, which carries all fields and the verdict. All share `correlation.id`.
 */
export function toRecords(judgement: Judgement, hostname: string): readonly AuditRecord[] {
  return judgement.events.flatMap((event) => {
    const found: FoundSecrets = new Set();
    const records = eventRecords(judgement, event, hostname, found);
    return found.size === 0 ? records : records.map((record) => withoutFound(record, found));
  });
}

/** The record of what a person said to a call; its correlation id is that of the call. */
export function approvalRecord(approval: Approval, answer: ApprovalAnswer, hostname: string): AuditRecord {
  const { code, text, correlationId, call } = approval;
  const { atMs, expiresMs, by } = answer;
  const how =
    answer.decision === 'approved'
      ? { 'prempti.approval_for': answer.span, 'prempti.approval_scope': answer.scope }
      : {};
  const message = redactText(`${by} ${answer.decision} ${text} (${code})`);
  return {
    hostname,
    output: `${localTime(atMs)}: Notice ${message}`,
    output_fields: {
      'agent.name': call.agent,
      'agent.session_id': call.session,
      'correlation.id': correlationId,
      'prempti.approval': code,
      'prempti.approval_answer': answer.decision,
      ...how,
      'prempti.approval_expires': isoTime(expiresMs),
      'prempti.approval_by': by,
    },
    message,
    priority: 'Notice',
    rule: 'Coding Agent Call Answered',
    source: 'coding_agent',
    tags: ['coding_agent_approval'],
    time: isoTime(atMs),
  };
}

function eventRecords(
  judgement: Judgement,
  event: JudgedEvent,
  hostname: string,
  found: FoundSecrets,
): readonly AuditRecord[] {
  const correlation = { 'correlation.id': judgement.correlationId };
  const toRecord = (alert: Omit<Alert, 'outputFields' | 'verdict'>, fields: object): AuditRecord => {
    const message = redactText(alert.message, found);
    return {
      hostname,
      output: `${localTime(judgement.timeMs)}: ${alert.priority} ${message}`,
      output_fields: redactValue(fields, found) as Record<string, unknown>,
      message,
      priority: alert.priority,
      rule: alert.rule,
      source: alert.source,
      tags: alert.tags,
      time: isoTime(judgement.timeMs),
    };
  };
  const seen = event.alerts.find((alert) => alert.verdict === 'seen');
  return [
    ...event.alerts
      .filter((alert) => alert.verdict !== 'seen')
      .map((alert) => toRecord(alert, { ...alert.outputFields, ...correlation })),
    toRecord(seen ?? { ...SEEN, message: `${event.call.agent} ${event.call.event} ${event.call.tool}` }, {
      'agent.name': event.call.agent,
      'agent.hook_event_name': event.call.event,
      'tool.name': event.call.tool,
      ...seen?.outputFields,
      ...event.fields,
      ...correlation,
      'prempti.verdict': judgement.verdict,
      'prempti.enforced': judgement.enforced,
      'prempti.mode': judgement.mode,
      'prempti.reason': judgement.reason,
      ...(judgement.approval !== undefined && {
        'prempti.approval': judgement.approval.code,
        'prempti.approval_state': judgement.approval.state,
      }),
    }),
  ];
}

function withoutFound(record: AuditRecord, found: FoundSecrets): AuditRecord {
  const fields = Object.entries(record.output_fields).map(([name, value]) => {
    const isWords = WORDS_OF_COMMANDS.has(name) && Array.isArray(value);
    return [name, isWords ? value.map((item) => maskFound(String(item), found)) : value];
  });
  return { ...record, output_fields: Object.fromEntries(fields) };
}

/** Falco's nine decimals; below the millisecond as far as `timeMs` has a fraction. */
function decimals(timeMs: number): string {
  const nanoseconds = Math.floor((timeMs - Math.floor(timeMs / 1000) * 1000) * 1e6);
  return String(nanoseconds).padStart(9, '0');
}

function isoTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}.${decimals(timeMs)}Z`;
}

function localTime(timeMs: number): string {
  const date = new Date(timeMs);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${decimals(timeMs)}`;
}
