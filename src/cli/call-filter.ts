import type { CallView, Outcome } from './call-view.ts';
import { readTime } from './time-option.ts';
import { readWord } from './word-option.ts';

/** Which calls to show, as the command line says it. Texts are compared without regard to case. */
export interface CallFilterOptions {
  /** Part of the agent's name. */
  readonly agent?: string;
  /** The beginning of the session's id. */
  readonly session?: string;
  /** One or more of deny, ask, allow, pass; with commas between. */
  readonly verdict?: string;
  /** The same, where `seen` stands for pass, `all` for every one and `none` for no one. */
  readonly show?: string;
  /** Part of the name of a matching rule. */
  readonly rule?: string;
  /** Part of the tool's name. */
  readonly tool?: string;
  /** Part of the subject, or of a rule's message. */
  readonly grep?: string;
  /** A span up to now, such as `2h`, or a time as ISO 8601 has it. */
  readonly since?: string;
}

const OUTCOMES: readonly Outcome[] = ['deny', 'ask', 'allow', 'pass'];

/**
 * A test for calls.
 *
 * @throws CliFailure for a verdict or a time that is none.
 */
export function callFilter(options: CallFilterOptions, nowMs: number): (call: CallView) => boolean {
  const { agent, session, verdict, show, rule, tool, grep, since } = options;
  const verdicts = verdict?.split(',').map((word) => readWord('--verdict', word, OUTCOMES));
  const shown = show?.split(',').flatMap(readShown);
  const sinceMs = since === undefined ? undefined : readTime('--since', since, nowMs);
  return (call) =>
    has(call.agent, agent) &&
    (session === undefined || fold(call.sessionId).startsWith(fold(session))) &&
    (verdicts === undefined || verdicts.includes(call.outcome)) &&
    (shown === undefined || shown.includes(call.outcome)) &&
    (rule === undefined || call.alerts.some((alert) => has(alert.rule, rule))) &&
    has(call.tool, tool) &&
    (grep === undefined ||
      has(call.subject, grep) ||
      call.alerts.some(({ message }) => has(message, grep))) &&
    (sinceMs === undefined || Date.parse(call.time) >= sinceMs);
}

/** Whether anything is left out. */
export function isFiltering({
  agent,
  session,
  verdict,
  show,
  rule,
  tool,
  grep,
  since,
}: CallFilterOptions): boolean {
  return [agent, session, verdict, show, rule, tool, grep, since].some((option) => option !== undefined);
}

function has(text: string, part: string | undefined): boolean {
  return part === undefined || fold(text).includes(fold(part));
}

function fold(text: string): string {
  return text.toLowerCase();
}

function readShown(word: string): readonly Outcome[] {
  switch (word.trim().toLowerCase()) {
    case 'all':
      return OUTCOMES;
    case 'none':
      return [];
    case 'seen':
      return ['pass'];
    default:
      return [readWord('--show', word, OUTCOMES)];
  }
}
