import type { CallOutcome, Decision } from '../agents/index.ts';
import type { Alert, Approval, ApprovalAnswer, FieldValue, Judgement, Mode } from '../guard/index.ts';
import { projectOf } from './project.ts';
import { redactText } from './redact.ts';

/** One record of the audit store. Every string in it is redacted. */
export type Entry = CallEntry | ApprovalEntry | OutcomeEntry | TrustEntry | StoreEntry;

export const ENTRY_KINDS: readonly Entry['kind'][] = ['call', 'approval', 'outcome', 'trust', 'store'];

interface Common {
  /** When it happened, milliseconds since the epoch. */
  readonly timeMs: number;
  /** Of the call that it is about, in decimal; absent where that is not known. */
  readonly correlationId?: string;
  /** The agent as rules see it, e.g. `claude_code`. */
  readonly agent: string;
  readonly session?: string;
}

/** A call that was judged. */
export interface CallEntry extends Common, CallFacts {
  readonly kind: 'call';
  /** Of Prempti; absent where that is not known. */
  readonly version?: string;
  /** The id of the subagent that makes the call; absent for the main agent. */
  readonly subagent?: string;
  /** The session that this one was started from, where the agent tells. */
  readonly parentSession?: string;
  readonly cwd?: string;
  /** The root of the repository that `cwd` lies in; absent where it lies in none. */
  readonly project?: string;
  readonly useId?: string;
  readonly turnId?: string;
  readonly model?: string;
  readonly permissionMode?: string;
  readonly mode: Mode;
  /** What the rules say. */
  readonly verdict: Decision;
  /** What the agent was answered. */
  readonly enforced: Decision;
  readonly reason: string;
  readonly approval?: NonNullable<Judgement['approval']>;
  /** The policy that judged, as a sum; absent where none could. */
  readonly ruleSet?: string;
  readonly events: readonly EntryEvent[];
}

/** How long the parts of the answer took, in milliseconds; a hold is in none. */
export interface Latency {
  readonly parseMs: number;
  /** Rules and approvals. */
  readonly judgeMs: number;
  readonly totalMs: number;
}

/** One event that was put to the rules: a tool call, or one file of a patch. */
export interface EntryEvent {
  readonly event: string;
  readonly tool: string;
  /** Every field that has a value. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** The rules that matched, in rule order. */
  readonly alerts: readonly EntryAlert[];
}

export interface EntryAlert extends Pick<Alert, 'rule' | 'priority' | 'source' | 'tags' | 'verdict'> {
  /** The rendered output. */
  readonly output: string;
}

/** What a person said to a call. */
export interface ApprovalEntry extends Common {
  readonly kind: 'approval';
  readonly code: string;
  readonly answer: ApprovalAnswer['decision'];
  readonly by: string;
  readonly span?: Extract<ApprovalAnswer, { decision: 'approved' }>['span'];
  readonly scope?: Extract<ApprovalAnswer, { decision: 'approved' }>['scope'];
  readonly expiresMs: number;
  /** The call for people. */
  readonly text: string;
}

/** What became of a call, as its agent tells. */
export interface OutcomeEntry extends Common {
  readonly kind: 'outcome';
  /** Joins it to the entry of the call. */
  readonly useId?: string;
  readonly tool: string;
  readonly outcome: 'ran' | 'failed' | 'refused' | 'unknown';
  /** Of the program that the tool ran. */
  readonly exitStatus?: number;
  readonly durationMs?: number;
  /** How much the tool gave back, in UTF-16 units. */
  readonly outputLength?: number;
}

/** That a person trusts the file of a project, or does no more: from then on its word counts as theirs, or does not. */
export interface TrustEntry extends Common, TrustAnswer {
  readonly kind: 'trust';
}

/** What a person said to the file of a project. */
export interface TrustAnswer {
  /** Absolute. */
  readonly path: string;
  readonly trust: 'trusted' | 'revoked';
  /** Of the file's bytes, in hex. */
  readonly sha256: string;
  readonly by: string;
}

/** The first record of a store that was begun although there had been one: it says what became of that. */
export interface StoreEntry extends Common {
  readonly kind: 'store';
  /** For people. */
  readonly text: string;
  /** The id of the earlier store; absent where it left no checkpoint. */
  readonly earlier?: string;
  /** Where the earlier file now is; absent where it was gone. */
  readonly setAside?: string;
}

/** What only the one who answers knows about a call. */
export interface CallFacts {
  /** Of the agent's program. */
  readonly agentVersion?: string;
  /** How long a person was waited for. */
  readonly heldMs?: number;
  readonly latency?: Latency;
}

/** The entry of a judgement whose strings are redacted. */
export function callEntry(judgement: Judgement, facts: CallFacts = {}, version?: string): CallEntry {
  const { correlationId, timeMs, mode, verdict, enforced, reason, approval, events } = judgement;
  const call = events[0]?.call;
  return {
    kind: 'call',
    timeMs,
    correlationId: String(correlationId),
    agent: call?.agent ?? '',
    ...given({
      version,
      session: call?.sessionId,
      subagent: call?.subagentId,
      parentSession: call?.parentSessionId,
      cwd: call?.cwd,
      project: call?.cwd === undefined ? undefined : projectOf(call.cwd),
      useId: call?.useId,
      turnId: call?.turnId,
      model: call?.model,
      permissionMode: call?.permissionMode,
    }),
    mode,
    verdict,
    enforced,
    reason,
    ...given({ approval, ruleSet: judgement.policy }),
    ...facts,
    events: events.map((event) => ({
      event: event.call.event,
      tool: event.call.tool,
      fields: event.fields,
      alerts: event.alerts.map(({ rule, priority, source, tags, verdict: says, message }) => ({
        rule,
        priority,
        source,
        tags,
        verdict: says,
        output: message,
      })),
    })),
  };
}

/** The entry of what a person said. */
export function approvalEntry(approval: Approval, answer: ApprovalAnswer): ApprovalEntry {
  const { code, text, correlationId, call } = approval;
  return {
    kind: 'approval',
    timeMs: answer.atMs,
    correlationId: String(correlationId),
    agent: call.agent,
    ...(call.session !== '' && { session: redactText(call.session) }),
    code,
    answer: answer.decision,
    by: redactText(answer.by),
    ...(answer.decision === 'approved' && { span: answer.span, scope: answer.scope }),
    expiresMs: answer.expiresMs,
    text: redactText(text),
  };
}

/** The entry of what a person said to the file of a project. */
export function trustEntry({ path, trust, sha256, by }: TrustAnswer, timeMs: number): TrustEntry {
  return { kind: 'trust', timeMs, agent: '', path: redactText(path), trust, sha256, by: redactText(by) };
}

/** What that says, in words. */
export function trustText({ path, trust, by }: TrustAnswer): string {
  return trust === 'trusted' ? `${by} trusts ${path}` : `${by} trusts ${path} no more`;
}

/** When a call ended, and of which call that is known. */
export interface OutcomeFacts {
  readonly timeMs: number;
  readonly correlationId?: string;
}

/** The entry of what became of a call. */
export function outcomeEntry(outcome: CallOutcome, { timeMs, correlationId }: OutcomeFacts): OutcomeEntry {
  const { agent, tool, result, sessionId, useId, exitStatus, durationMs, outputLength } = outcome;
  return {
    kind: 'outcome',
    timeMs,
    ...given({ correlationId }),
    agent: redactText(agent),
    ...(sessionId !== undefined && { session: redactText(sessionId) }),
    ...(useId !== undefined && { useId: redactText(useId) }),
    tool: redactText(tool),
    outcome: result,
    ...given({ exitStatus, durationMs, outputLength }),
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that have a value. */
function given<T extends object>(members: T): Given<T> {
  const result: Partial<T> = {};
  for (const name in members) if (members[name] !== undefined) result[name] = members[name];
  return result as Given<T>;
}
