import {
  AGENTS,
  type Agent,
  type Answer,
  askAsRefusal,
  type HookReply,
  type Json,
  type ParsedHook,
} from '../agents/index.ts';
import { type AuditLog, type CallFacts, type Latency, redactedReason } from '../audit/index.ts';
import {
  type Approvals,
  clipped,
  type Guard,
  type Judgement,
  type Mode,
  nextCorrelationId,
} from '../guard/index.ts';
import { agentRunOf } from './agent-run.ts';
import { agentVersionOf } from './agent-version.ts';
import type { CallsUnderway } from './calls-underway.ts';
import { hookFolderOf } from './hook-folder.ts';
import { switchOffsIn } from './project-switch-offs.ts';
import { readSettingsFile } from './settings-file.ts';
import { blockingReply, MAX_REASON_LENGTH } from './wire.ts';

/** What stands behind every verdict, here and in hooks that evaluate on their own. */
export interface Bench {
  readonly guard: Guard;
  /** The guard's mode: outside `guardrails` even a payload that cannot be judged is let through. */
  readonly mode: Mode;
  readonly audit: Pick<AuditLog, 'append' | 'appendOutcome'>;
  /** The calls whose outcomes can be joined to their records. Default: none. */
  readonly calls?: CallsUnderway;
  /** Whether what cannot be judged is let through. Default false. */
  readonly failOpen?: boolean;
  /** Of the judgement that this one repeats. Default: a new one. */
  readonly correlationId?: number;
  /** What people say to calls that a rule stopped. Default: nothing. */
  readonly approvals?: Approvals;
}

/** The part of an agent that answering needs. */
export type Dialect = Pick<
  Agent,
  'name' | 'title' | 'parse' | 'render' | 'registration' | 'isHeadless' | 'losesHook'
>;

/** Stands in for an agent that this version does not know: it refuses in the way that every agent understands. */
export function unknownDialect(name: string): Dialect {
  return {
    name,
    title: `the agent "${name}"`,
    parse: () => ({ kind: 'invalid', problem: 'this version of Prempti does not know that agent' }),
    render: (_event, { decision, reason }) =>
      decision === 'deny' ? blockingReply(reason) : { stdout: '', stderr: '', exitCode: 0 },
  };
}

/** The answer to one payload. */
export interface Answered {
  readonly event: string | undefined;
  readonly answer: Answer;
  /** Absent where the event asked for no decision. */
  readonly judgement?: Judgement;
}

/** The answer as the agent's hook process gives it back; `pid` is of that process, or one of its ancestors. */
export function renderAnswered(
  dialect: Dialect,
  { event, answer }: Answered,
  pid: number | undefined,
): HookReply {
  return dialect.render(event, answer, answer.decision === 'ask' ? agentRunOf(dialect, pid) : {});
}

const MAX_PROBLEM_LENGTH = 400;

const NO_DECISION: Answer = { decision: 'defer', reason: '' };

/**
 * Decides one hook payload and records it. Never throws: whatever breaks, or cannot be understood, is refused
 * with the reason, and that is recorded too.
 */
export function answerPayload(
  agent: Dialect,
  payload: Json,
  pid: number | undefined,
  bench: Bench,
): Answered {
  return answerRead(agent, read(agent, payload, pid), pid, bench);
}

/** As `answerPayload`; where the policy of a project has to be built first, the process does what else it has to do. */
export async function answerAside(
  agent: Dialect,
  payload: Json,
  pid: number | undefined,
  bench: Bench,
): Promise<Answered> {
  const hook = read(agent, payload, pid);
  const ready = bench.guard.at?.(foldersIn(hook.parsed));
  const guard = ready instanceof Promise ? await ready : ready;
  return answerRead(agent, hook, pid, guard === undefined ? bench : { ...bench, guard });
}

/** A payload as its agent understands it, and when that was. */
interface ReadHook {
  readonly timeMs: number;
  readonly started: number;
  readonly parsedAt: number;
  readonly parsed: ParsedHook | { readonly kind: 'broken'; readonly problem: string };
}

function read(agent: Dialect, payload: Json, pid: number | undefined): ReadHook {
  const timeMs = Date.now();
  const started = performance.now();
  let parsed: ReadHook['parsed'];
  try {
    parsed = agent.parse(payload, () => hookFolderOf(agent, pid));
  } catch (error) {
    parsed = { kind: 'broken', problem: internalError(error) };
  }
  return { timeMs, started, parsedAt: performance.now(), parsed };
}

/** Where that happens which the guard is asked about. */
function foldersIn(parsed: ReadHook['parsed']): readonly string[] {
  switch (parsed.kind) {
    case 'calls':
      return [...new Set(parsed.calls.map(({ cwd = '' }) => cwd))];
    case 'session-start':
      return [parsed.folder];
    case 'notice':
    case 'outcome':
    case 'settings-change':
    case 'invalid':
    case 'broken':
      return [];
  }
}

function answerRead(agent: Dialect, hook: ReadHook, pid: number | undefined, bench: Bench): Answered {
  const { timeMs, started, parsedAt, parsed } = hook;
  try {
    switch (parsed.kind) {
      case 'notice':
        return { event: parsed.event, answer: NO_DECISION };
      case 'outcome': {
        const { event, outcome } = parsed;
        const correlationId = bench.calls?.take(outcome);
        bench.audit.appendOutcome(outcome, { timeMs, ...(correlationId !== undefined && { correlationId }) });
        return { event, answer: NO_DECISION };
      }
      case 'session-start': {
        const reason = warningsAt(parsed.folder, bench.guard).join('; ');
        return { event: parsed.event, answer: { decision: 'defer', reason } };
      }
      case 'settings-change': {
        const problem = agent.losesHook?.(parsed.change, readSettingsFile(parsed.change.path));
        if (problem === undefined) return { event: parsed.event, answer: NO_DECISION };
        return denied(agent, parsed.event, keptSettings(parsed.change.path, problem), bench);
      }
      case 'invalid':
        return refuse(
          agent,
          parsed.event,
          `the payload is not one of ${agent.title}: ${parsed.problem}`,
          bench,
        );
      case 'broken':
        return refuse(agent, undefined, parsed.problem, bench);
      case 'calls': {
        if (parsed.calls.length === 0) return refuse(agent, parsed.event, 'the payload holds no call', bench);
        const { correlationId } = bench;
        const context = {
          timeMs,
          ...(pid !== undefined && { agentPid: pid }),
          ...(correlationId !== undefined && { correlationId }),
        };
        const judgement = bench.guard.judge(parsed.calls, context);
        const settled = bench.approvals?.settle(judgement) ?? judgement;
        const latency = latencyOf(started, parsedAt, performance.now());
        const agentVersion = agentVersionOf(agent, parsed.calls[0]?.sessionId, pid);
        return recorded(parsed.event, settled, bench, {
          latency,
          ...(agentVersion !== undefined && { agentVersion }),
        });
      }
    }
  } catch (error) {
    return refuse(agent, parsed.kind === 'broken' ? undefined : parsed.event, internalError(error), bench);
  }
}

/**
 * The code under which a person could let this call run that the agent is about to be refused; `undefined` where they
 * could not, or where the agent prompts them itself.
 */
export function refusedFor(
  dialect: Dialect,
  { event, answer, judgement }: Answered,
  pid: number | undefined,
): string | undefined {
  if (judgement?.approval?.state !== 'asked') return undefined;
  const words = (said: Answer): string => JSON.stringify(dialect.render(event, said));
  const isRefused = words(answer) === words(askAsRefusal(answer));
  return isRefused || agentRunOf(dialect, pid).isHeadless === true ? judgement.approval.code : undefined;
}

/** Refuses a payload that no rule has seen; outside guardrails mode the refusal is only recorded. */
export function refuse(
  agent: Dialect,
  event: string | undefined,
  problem: string,
  bench: Omit<Bench, 'guard'>,
): Answered {
  return denied(agent, event, `Prempti cannot check this call, so it is blocked (${brief(problem)})`, bench);
}

/** Every agent's, because where a project switches hooks off the agent's own do not run to say so. */
function warningsAt(folder: string, guard: Guard): readonly string[] {
  const switchOffs = AGENTS.flatMap((agent) =>
    switchOffsIn(agent, folder).map(
      ({ path, problem }) =>
        `Prempti does not check the calls of ${agent.title} in this project: ${path}: ${problem}`,
    ),
  );
  const problems = guard.projectProblems?.(folder) ?? [];
  return [...switchOffs, ...problems.map((problem) => `The policy of this project: ${brief(problem)}`)];
}

const keptSettings = (path: string, problem: string): string =>
  `Prempti keeps the settings of this session as they were: with ${path} as it is now, nothing would check its calls (${brief(problem)})`;

function denied(
  agent: Dialect,
  event: string | undefined,
  reason: string,
  bench: Omit<Bench, 'guard'>,
): Answered {
  const call = { agent: agent.name, event: event ?? 'unknown', tool: 'unknown', input: {} };
  const judgement: Judgement = {
    correlationId: nextCorrelationId(),
    timeMs: Date.now(),
    mode: bench.mode,
    verdict: 'deny',
    enforced: bench.mode === 'guardrails' && bench.failOpen !== true ? 'deny' : 'defer',
    reason,
    events: [{ call, fields: {}, alerts: [] }],
  };
  return recorded(event, judgement, bench);
}

/** In milliseconds with three decimals. */
function latencyOf(started: number, parsed: number, judged: number): Latency {
  const span = (from: number, to: number): number => Math.round((to - from) * 1000) / 1000;
  return { parseMs: span(started, parsed), judgeMs: span(parsed, judged), totalMs: span(started, judged) };
}

function recorded(
  event: string | undefined,
  judgement: Judgement,
  { audit, calls }: Omit<Bench, 'guard'>,
  facts?: CallFacts,
): Answered {
  audit.append(judgement, facts);
  calls?.add(judgement);
  const { enforced: decision } = judgement;
  // What an agent is told ends up in its transcript, and on a screen.
  const reason = decision === 'defer' ? '' : redactedReason(judgement);
  return { event, judgement, answer: { decision, reason: clipped(reason, MAX_REASON_LENGTH) } };
}

/** An agent needs to know that something broke, not all of it: diagnostics of a policy fill pages. */
function brief(problem: string): string {
  const line = problem.replaceAll(/\s+/g, ' ');
  return line.length <= MAX_PROBLEM_LENGTH ? line : `${line.slice(0, MAX_PROBLEM_LENGTH).toWellFormed()}…`;
}

function internalError(error: unknown): string {
  return `an internal error: ${error instanceof Error ? error.message : String(error)}`;
}
