import type { Decision, ToolCall } from '../agents/index.ts';

/**
 * `guardrails` enforces; `monitor` evaluates and records but always defers; `passthrough` defers at once
 * and records nothing but the call.
 */
export type Mode = 'guardrails' | 'monitor' | 'passthrough';

/** The floor of the verdict when no deny or ask rule matched. */
export type DefaultAction = 'allow' | 'defer';

/** The value of one field as rules and the audit see it. */
export type FieldValue = string | number | boolean | readonly string[];

/** One matching rule, rendered. */
export interface Alert {
  readonly rule: string;
  /** Whether it is a rule of the project that the agent works on. */
  readonly isProjects?: boolean;
  /** Falco's spelling, e.g. `Critical`. */
  readonly priority: string;
  readonly source: string;
  readonly tags: readonly string[];
  /** The rendered output. */
  readonly message: string;
  /** Whether the message is the text of the rule's output as it stands there: nothing of the call is in it. */
  readonly isFixed?: boolean;
  readonly outputFields: Readonly<Record<string, unknown>>;
  /** What the rule's tags ask for; `none` for a rule that only reports. */
  readonly verdict: 'deny' | 'ask' | 'seen' | 'none';
}

/** One event put to the rules: one tool call, or one file of a patch. */
export interface JudgedEvent {
  readonly call: ToolCall;
  /** Every field that has a value. Worked out when first read; never throws. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** In rule order, the catch-all included. */
  readonly alerts: readonly Alert[];
  /** Values in the call that are secret because of the file that they stand in, such as `.env`. Never throws. */
  readonly secrets?: readonly string[];
}

/** The outcome of one hook payload: one verdict for all its events. */
export interface Judgement {
  readonly correlationId: number;
  readonly timeMs: number;
  readonly mode: Mode;
  /** What the rules say: deny over ask over the floor. */
  readonly verdict: Decision;
  /** What the agent is answered; differs from `verdict` in monitor and passthrough mode. */
  readonly enforced: Decision;
  /**
   * For the agent: `<rule>: <message>`, what an agent should do with that, and the correlation id, on one line; empty
   * when there is nothing to say. Where a rule decided, all that it says of the calls is in the message.
   */
  readonly reason: string;
  readonly events: readonly JudgedEvent[];
  /** Which policy judged: another text for other rules, modes or tags, see `policyHash`. Absent where none could. */
  readonly policy?: string;
  /** The files of projects that had a part in it; absent where none had. */
  readonly projectFiles?: readonly string[];
  /** The floor, to which the answer comes down once a person approves; absent where no approval changes it. */
  readonly ifApproved?: DefaultAction;
  /** What a person has to do with it, by the code of the approval; absent where nobody does. */
  readonly approval?: { readonly code: string; readonly state: 'asked' | 'approved' | 'denied' };
}

/** Puts tool calls to the rules. */
export interface Guard {
  /** Decides one hook payload's calls (at least one). Never throws: what breaks inside denies. */
  judge(calls: readonly ToolCall[], context: JudgeContext): Judgement;
  /** What is wrong with what the project of a folder says about its policy; absent where projects say nothing. Never throws. */
  projectProblems?(folder: string): readonly string[];
  /**
   * The guard for calls that are made in these folders: of a policy that is not ready a promise, which does not reject, and
   * while it is built the process does what else it has to do. Absent where that makes no difference.
   */
  at?(folders: readonly string[]): Guard | Promise<Guard>;
}

export interface JudgeContext {
  /** When the call arrived, milliseconds since the epoch. */
  readonly timeMs: number;
  /** The agent's process, where known. */
  readonly agentPid?: number;
  /** Of the judgement that this one repeats. Default: a new one. */
  readonly correlationId?: number;
}
