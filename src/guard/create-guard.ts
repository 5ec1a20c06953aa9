import { homedir, platform } from 'node:os';
import { basename } from 'node:path';
import type { ToolCall } from '../agents/index.ts';
import {
  type Diagnostic,
  finish,
  type LoadResult,
  loadRulesInSteps,
  type Match,
  type RuleFile,
  type RuleSet,
  type Steps,
} from '../falco/index.ts';
import { nextCorrelationId } from './correlation-id.ts';
import { CallFields, CODING_AGENT_CATALOGUE, EVENT_SOURCE } from './fields.ts';
import { inputText } from './input-text.ts';
import type { Installation } from './installation.ts';
import type { Alert, DefaultAction, Guard, JudgeContext, JudgedEvent, Judgement, Mode } from './judgement.ts';
import { clipped, plainText } from './plain-text.ts';
import { policyHash, type VerdictSettings } from './policy-hash.ts';
import { PROJECT_FILE } from './project-file.ts';
import { ruleVerdict } from './rule-verdict.ts';
import { DEFAULT_SETTINGS } from './setting-keys.ts';

/** Ends every reason, so that the agent knows what to do with it and the person can find the record. */
const ADVICE_TO_AGENT =
  'For AI agents: tell the user that a Falco rule flagged this and do not work around it';

/** Lets a person approve what a rule denies. */
const APPROVABLE_TAG = 'approvable';

/** The longest message of a rule in a reason, in UTF-16 units: what stands after it must reach the agent. */
const MAX_MESSAGE_LENGTH = 4096;

export interface GuardOptions {
  /** In load order; usually the defaults, the user's, the catch-all. */
  readonly rules: readonly RuleFile[];
  /** Default `guardrails`. */
  readonly mode?: Mode;
  /** Default `defer`. */
  readonly defaultAction?: DefaultAction;
  readonly denyTags?: readonly string[];
  readonly askTags?: readonly string[];
  readonly seenTags?: readonly string[];
  /** What `~` stands for. Default: the user's home directory. */
  readonly home?: string;
  /** What the guard is made of, for the fields that protect it. Default: nothing is known of it. */
  readonly installation?: Installation;
}

export type GuardResult =
  | {
      readonly ok: true;
      readonly guard: Guard;
      readonly ruleSet: RuleSet;
      /** All that the files define, warnings included. */
      readonly loaded: LoadResult;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Compiles rules into a guard.
 *
 * @example
 * const result = createGuard({ rules: [{ name: 'mine.yaml', text }] });
 * if (result.ok) {
 *   const { enforced, reason } = result.guard.judge([call], { timeMs: Date.now() });
 * }
 */
export function createGuard(options: GuardOptions): GuardResult {
  return finish(createGuardInSteps(options));
}

/** As `createGuard`, in short steps. */
export function* createGuardInSteps(options: GuardOptions): Steps<GuardResult> {
  const loaded = yield* loadRulesInSteps(options.rules, { catalogues: [CODING_AGENT_CATALOGUE] });
  if (loaded.ruleSet === undefined) return { ok: false, diagnostics: loaded.diagnostics };
  return {
    ok: true,
    guard: new RuleGuard(loaded.ruleSet, options),
    ruleSet: loaded.ruleSet,
    loaded,
  };
}

class RuleGuard implements Guard {
  readonly #ruleSet: RuleSet;
  readonly #settings: VerdictSettings;
  readonly #home: string;
  readonly #installation: Installation | undefined;
  readonly #policy: string;

  constructor(ruleSet: RuleSet, { rules, home = homedir(), installation, ...settings }: GuardOptions) {
    this.#ruleSet = ruleSet;
    this.#settings = { ...DEFAULT_SETTINGS, ...settings };
    this.#home = home;
    this.#installation = installation;
    this.#policy = policyHash(rules, this.#settings);
  }

  judge(calls: readonly ToolCall[], context: JudgeContext): Judgement {
    const base = {
      correlationId: context.correlationId ?? nextCorrelationId(),
      timeMs: context.timeMs,
      mode: this.#settings.mode,
    };
    try {
      checkWork(calls);
      const events = calls.map((call) => this.#judgeCall(call, base.correlationId, context));
      return { ...base, ...this.#verdict(events, base.correlationId), policy: this.#policy, events };
    } catch (error) {
      return { ...base, ...notEvaluated(calls, this.#settings.mode, error) };
    }
  }

  #judgeCall(call: ToolCall, correlationId: number, context: JudgeContext): JudgedEvent {
    const fields = new CallFields({
      call,
      correlationId,
      agentPid: context.agentPid ?? 0,
      os: OS_NAMES[platform()] ?? 'unknown',
      home: this.#home,
      installation: this.#installation,
    });
    const matches = this.#settings.mode === 'passthrough' ? [] : this.#ruleSet.match(EVENT_SOURCE, fields);
    return new Judged(
      call,
      fields,
      matches.map((match) => this.#alert(match)),
    );
  }

  #alert(match: Match): Alert {
    const { name, priority, source, tags, file, output } = match.rule;
    const isProjects = basename(file) === PROJECT_FILE;
    const rendered = match.alert();
    return {
      rule: name,
      ...(isProjects && { isProjects }),
      priority,
      source,
      tags,
      verdict: ruleVerdict(tags, this.#settings),
      ...(rendered.message === output && { isFixed: true }),
      ...rendered,
    };
  }

  /** Deny over ask over the floor; the reason is that of the first rule, in rule order, that asked for it. */
  #verdict(
    events: readonly JudgedEvent[],
    correlationId: number,
  ): Pick<Judgement, 'verdict' | 'enforced' | 'reason' | 'ifApproved'> {
    const alerts = events.flatMap((event) => event.alerts);
    const decisive = alerts.find((a) => a.verdict === 'deny') ?? alerts.find((a) => a.verdict === 'ask');
    const enforcing = this.#settings.mode === 'guardrails';
    if (decisive === undefined) {
      const verdict = enforcing ? this.#settings.defaultAction : 'defer';
      return { verdict, enforced: verdict, reason: '' };
    }
    const verdict = decisive.verdict === 'deny' ? 'deny' : 'ask';
    const isFinal = alerts.some((a) => a.verdict === 'deny' && !a.tags.includes(APPROVABLE_TAG));
    return {
      verdict,
      enforced: enforcing ? verdict : 'defer',
      ...(enforcing && !isFinal && { ifApproved: this.#settings.defaultAction }),
      reason: `${decisive.rule}${decisive.isProjects === true ? ' (a rule of the project)' : ''}: ${inReason(decisive.message)} | ${ADVICE_TO_AGENT} | correlation=${correlationId}`,
    };
  }
}

/** What becomes of calls that could not be put to the rules. */
export function notEvaluated(
  calls: readonly ToolCall[],
  mode: Mode,
  error: unknown,
): Pick<Judgement, 'verdict' | 'enforced' | 'reason' | 'events'> {
  const problem = error instanceof Error ? error.message : String(error);
  return {
    verdict: 'deny',
    enforced: mode === 'guardrails' ? 'deny' : 'defer',
    reason: `Prempti could not evaluate this call (${problem}), so it is blocked: ask the user to run "premptictl health"`,
    events: calls.map((call) => ({ call, fields: {}, alerts: [] })),
  };
}

/** Rules look through the whole input once for each file, command or address that it names. */
const MAX_INPUT_WORK = 32 * 1024 * 1024;

/** Refuses an input that is long and names so much that the rules could not go through it in time. */
function checkWork(calls: readonly ToolCall[]): void {
  const [first] = calls;
  if (first === undefined || calls.length === 1) return;
  const length = inputText(first.input).length;
  if (calls.length * length > MAX_INPUT_WORK)
    throw new Error(`it names ${calls.length} files, commands or addresses in ${length} characters`);
}

/** A message holds what the agent sent, and a person may read it in a prompt: nothing in it may be hidden. */
function inReason(message: string): string {
  return clipped(plainText(message), MAX_MESSAGE_LENGTH);
}

/** A judged call; the fields that no rule asked for are worked out when the audit does, after the verdict. */
class Judged implements JudgedEvent {
  readonly call: ToolCall;
  readonly alerts: readonly Alert[];
  readonly #fields: CallFields;

  constructor(call: ToolCall, fields: CallFields, alerts: readonly Alert[]) {
    this.call = call;
    this.#fields = fields;
    this.alerts = alerts;
  }

  get fields(): JudgedEvent['fields'] {
    return this.#fields.all();
  }

  get secrets(): readonly string[] {
    return this.#fields.secrets();
  }
}

const OS_NAMES: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'macos', win32: 'windows' };
