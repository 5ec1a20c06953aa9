import { type AuditRecord, callSubject } from '../audit/index.ts';
import { localTime } from './local-time.ts';
import { oneLine, type Style, type Terminal } from './terminal.ts';

/** What became of a call, as people are shown it. `pass`: no rule but the catch-all matched. */
export type Outcome = 'deny' | 'ask' | 'allow' | 'pass';

/** One call of an agent, ready to be shown. */
export interface CallView {
  /** ISO 8601. */
  readonly time: string;
  /** Shared by all records of the call; `explain` takes it. */
  readonly correlationId: string;
  readonly agent: string;
  readonly sessionId: string;
  readonly tool: string;
  /** The command, path, URL or arguments. */
  readonly subject: string;
  readonly outcome: Outcome;
  /** Set when the outcome was only recorded: the mode is not guardrails. */
  readonly notEnforced: boolean;
  /** What a person has to do with it, e.g. `approved: K7QM2P`; empty where nobody does. */
  readonly approval: string;
  readonly alerts: readonly { readonly rule: string; readonly priority: string; readonly message: string }[];
}

/** A call as the log has it. */
export interface LoggedCall extends CallView {
  readonly cwd: string;
  /** The file that holds the conversation; empty where the agent names none. */
  readonly transcriptPath: string;
  /** The agent's own id of the call; empty where it gives none. */
  readonly useId: string;
}

const MARKS: Readonly<Record<Outcome, { readonly mark: string; readonly style: Style }>> = {
  deny: { mark: '⊘', style: 'red' },
  ask: { mark: '⊙', style: 'yellow' },
  allow: { mark: '◉', style: 'green' },
  pass: { mark: '●', style: 'green' },
};

/** The outcome with its mark, coloured, five characters wide after the mark. */
export function outcomeLabel(outcome: Outcome, terminal: Terminal): string {
  const { mark, style } = MARKS[outcome];
  return terminal.paint(style, `${mark} ${outcome.padEnd(5)}`);
}

/** Gathers the audit records of each call; the catch-all's record, which comes last, completes it. */
export class CallCollector {
  readonly #alerts = new Map<unknown, AuditRecord[]>();

  /** The call that this record completes, or `undefined` for a record that others follow. */
  add(record: AuditRecord): LoggedCall | undefined {
    const id = record.output_fields['correlation.id'];
    // What became of a call comes later, and not for every call.
    if (record.output_fields['prempti.outcome'] !== undefined) return undefined;
    if (record.output_fields['prempti.verdict'] === undefined) {
      this.#alerts.set(id, [...(this.#alerts.get(id) ?? []), record]);
      // A record whose call never completes (cut off by rotation) must not be kept for ever.
      const oldest = this.#alerts.keys().next();
      if (this.#alerts.size > MAX_OPEN_CALLS && oldest.done !== true) this.#alerts.delete(oldest.value);
      return undefined;
    }
    const alerts = this.#alerts.get(id) ?? [];
    this.#alerts.delete(id);
    return toView(record, alerts);
  }
}

const MAX_OPEN_CALLS = 1000;

/** A line for the call, and one below it for each matching rule. What the agent sent cannot drive the terminal. */
export function formatCall(call: CallView, terminal: Terminal): string {
  const width = Math.max(40, (terminal.columns ?? 160) - 20);
  const tool = oneLine(call.tool, width / 2);
  const time = terminal.paint('dim', clockTime(call.time));
  const note = noteOn(call);
  const head = `${time} ${outcomeLabel(call.outcome, terminal)} ${terminal.paint('bold', tool)}`;
  const lines = [
    `${head}(${oneLine(call.subject, Math.max(10, width - tool.length))})${note === '' ? '' : terminal.paint('dim', ` (${note})`)}`,
  ];
  for (const alert of call.alerts) {
    const style = alertStyle(alert.priority);
    lines.push(
      `         ╰ ${terminal.paint(style, oneLine(alert.priority, width))}  ${oneLine(alert.rule, width)}`,
    );
  }
  return lines.join('\n');
}

/** The line for what a person said to a call, or to the file of a project; `undefined` for a record of a call. */
export function formatAnswer(
  { time, message, output_fields }: AuditRecord,
  terminal: Terminal,
): string | undefined {
  const isAnswer = ['prempti.approval_answer', 'prempti.trust'].some(
    (name) => output_fields[name] !== undefined,
  );
  if (!isAnswer) return undefined;
  return `${terminal.paint('dim', clockTime(time))} ${oneLine(message, terminal.columns ?? 160)}`;
}

/** The local time of the day, to the second. */
export function clockTime(time: string): string {
  return localTime(Date.parse(time)).slice(11);
}

/** What is to be known of a call beyond its outcome; empty where there is nothing. */
export function noteOn({ approval, notEnforced, outcome }: CallView): string {
  if (approval !== '') return approval;
  return notEnforced && outcome !== 'pass' ? 'recorded, not enforced' : '';
}

/** How the priority of a rule is shown. */
export function alertStyle(priority: string): Style {
  switch (priority) {
    case 'Emergency':
    case 'Alert':
    case 'Critical':
    case 'Error':
      return 'red';
    case 'Warning':
      return 'yellow';
    default:
      return 'dim';
  }
}

function toView(seen: AuditRecord, alerts: readonly AuditRecord[]): LoggedCall {
  const field = (name: string): string => {
    const value = seen.output_fields[name];
    return typeof value === 'string' ? value : '';
  };
  const verdict = field('prempti.verdict');
  const floor = alerts.length > 0 ? 'allow' : 'pass';
  return {
    time: seen.time,
    correlationId: String(seen.output_fields['correlation.id'] ?? ''),
    agent: field('agent.name'),
    sessionId: field('agent.session_id'),
    tool: field('tool.name'),
    cwd: field('agent.cwd'),
    transcriptPath: field('agent.transcript_path'),
    useId: field('tool.use_id'),
    subject: callSubject(field),
    outcome: verdict === 'deny' || verdict === 'ask' ? verdict : floor,
    approval: [field('prempti.approval_state'), field('prempti.approval')].filter(Boolean).join(': '),
    notEnforced: verdict !== field('prempti.enforced'),
    alerts: alerts.map(({ rule, priority, message }) => ({ rule, priority, message })),
  };
}
