import type { Alert, JudgedEvent, Judgement } from '../guard/index.ts';
import { redactText, redactValue } from './redact.ts';

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
 * The records of one judgement, every string redacted. Per event: one for each matching rule, then the `seen`
 * record, which carries all fields and the verdict. All share `correlation.id`.
 */
export function toRecords(judgement: Judgement, hostname: string): readonly AuditRecord[] {
  return judgement.events.flatMap((event) => eventRecords(judgement, event, hostname));
}

function eventRecords(judgement: Judgement, event: JudgedEvent, hostname: string): readonly AuditRecord[] {
  const correlation = { 'correlation.id': judgement.correlationId };
  const toRecord = (alert: Omit<Alert, 'outputFields' | 'verdict'>, fields: object): AuditRecord => {
    const message = redactText(alert.message);
    return {
      hostname,
      output: `${localTime(judgement.timeMs)}: ${alert.priority} ${message}`,
      output_fields: redactValue(fields) as Record<string, unknown>,
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
    }),
  ];
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
