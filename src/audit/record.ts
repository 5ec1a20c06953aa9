import type { Alert, Approval, ApprovalAnswer, JudgedEvent, Judgement } from '../guard/index.ts';
import { type OutcomeEntry, type TrustEntry, trustText } from './entry.ts';
import { redactText } from './redact.ts';
import type { Checkpoint } from './store/checkpoint.ts';

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

/** Marks the records of what became of calls. */
export const OUTCOME_TAG = 'coding_agent_outcome';

/** What the record of a call says where no catch-all rule matched, as in passthrough mode. */
const SEEN: Omit<Alert, 'outputFields' | 'verdict'> = {
  rule: 'Coding Agent Event Seen',
  priority: 'Debug',
  source: 'coding_agent',
  tags: ['coding_agent_seen'],
  message: '',
};

/**
 * The records of one judgement whose strings are redacted. Per event: one for each matching rule, then the `seen`
 * record, which carries all fields and the verdict. All share `correlation.id`.
 */
export function toRecords(judgement: Judgement, hostname: string): readonly AuditRecord[] {
  const { correlationId, timeMs } = judgement;
  const clock = localTime(timeMs);
  const time = isoTime(timeMs);
  const records: AuditRecord[] = [];
  const add = (
    { message, priority, rule, source, tags }: Omit<Alert, 'outputFields' | 'verdict'>,
    fields: AuditRecord['output_fields'],
  ): void => {
    const output = `${clock}: ${priority} ${message}`;
    records.push({ hostname, output, output_fields: fields, message, priority, rule, source, tags, time });
  };
  for (const event of judgement.events) {
    let seen: Alert | undefined;
    for (const alert of event.alerts) {
      if (alert.verdict === 'seen') seen ??= alert;
      else add(alert, { ...alert.outputFields, 'correlation.id': correlationId });
    }
    const { agent, event: name, tool } = event.call;
    add(seen ?? { ...SEEN, message: `${agent} ${name} ${tool}` }, seenFields(judgement, event, seen));
  }
  return records;
}

function seenFields(
  { correlationId, verdict, enforced, mode, reason, policy, projectFiles, approval }: Judgement,
  { call, fields }: JudgedEvent,
  seen: Alert | undefined,
): AuditRecord['output_fields'] {
  return {
    'agent.name': call.agent,
    'agent.hook_event_name': call.event,
    'tool.name': call.tool,
    ...seen?.outputFields,
    ...fields,
    'correlation.id': correlationId,
    'prempti.verdict': verdict,
    'prempti.enforced': enforced,
    'prempti.mode': mode,
    'prempti.reason': reason,
    ...(policy !== undefined && { 'prempti.policy': policy }),
    ...(projectFiles !== undefined && { 'prempti.project': projectFiles }),
    ...(approval !== undefined && {
      'prempti.approval': approval.code,
      'prempti.approval_state': approval.state,
    }),
  };
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

/** The record of what a person said to the file of a project. */
export function trustRecord(entry: TrustEntry, hostname: string): AuditRecord {
  const { timeMs, path, trust, sha256, by } = entry;
  const message = trustText(entry);
  return {
    hostname,
    output: `${localTime(timeMs)}: Notice ${message}`,
    output_fields: {
      'prempti.project': [path],
      'prempti.trust': trust,
      'prempti.trust_sha256': sha256,
      'prempti.trust_by': by,
    },
    message,
    priority: 'Notice',
    rule: 'Coding Agent Project Trust',
    source: 'coding_agent',
    tags: ['coding_agent_trust'],
    time: isoTime(timeMs),
  };
}

/** The record of what became of a call; its correlation id is that of the call, where that is known. */
export function outcomeRecord(entry: OutcomeEntry, hostname: string): AuditRecord {
  const {
    timeMs,
    correlationId,
    agent,
    session,
    useId,
    tool,
    outcome,
    exitStatus,
    durationMs,
    outputLength,
  } = entry;
  const message = [
    `${agent} ${tool}: ${OUTCOMES[outcome]}`,
    ...(exitStatus === undefined ? [] : [`status ${exitStatus}`]),
    ...(durationMs === undefined ? [] : [`${durationMs} ms`]),
  ].join(', ');
  return {
    hostname,
    output: `${localTime(timeMs)}: Debug ${message}`,
    output_fields: {
      'agent.name': agent,
      'agent.session_id': session ?? '',
      'tool.name': tool,
      'tool.use_id': useId ?? '',
      ...(correlationId !== undefined && { 'correlation.id': Number(correlationId) }),
      'prempti.outcome': outcome,
      ...(exitStatus !== undefined && { 'prempti.exit_status': exitStatus }),
      ...(durationMs !== undefined && { 'prempti.duration_ms': durationMs }),
      ...(outputLength !== undefined && { 'prempti.output_length': outputLength }),
    },
    message,
    priority: 'Debug',
    rule: 'Coding Agent Call Ended',
    source: 'coding_agent',
    tags: [OUTCOME_TAG],
    time: isoTime(timeMs),
  };
}

const OUTCOMES: Readonly<Record<OutcomeEntry['outcome'], string>> = {
  ran: 'ran',
  failed: 'failed',
  refused: 'was refused by the agent',
  unknown: 'ended',
};

/** The record of a checkpoint of the store, for who keeps records elsewhere: with them the store can be proved. */
export function checkpointRecord(line: string, hostname: string): AuditRecord {
  const { store, seq, hash, timeMs, reason, key, signature } = JSON.parse(line) as Checkpoint;
  const message = `the audit store was signed up to record ${seq}`;
  return {
    hostname,
    output: `${localTime(timeMs)}: Informational ${message}`,
    output_fields: {
      'audit.store': store,
      'audit.seq': seq,
      'audit.hash': hash,
      'audit.time_ms': timeMs,
      'audit.reason': reason,
      'audit.key': key,
      'audit.signature': signature,
    },
    message,
    priority: 'Informational',
    rule: 'Coding Agent Audit Checkpoint',
    source: 'coding_agent',
    tags: ['coding_agent_checkpoint'],
    time: isoTime(timeMs),
  };
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
