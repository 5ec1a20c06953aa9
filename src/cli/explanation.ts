import {
  type CheckTrace,
  type ConditionChange,
  describeCheck,
  fieldsOf,
  type Rule,
  type RuleSet,
  smallestChange,
  type Trace,
  Tracer,
} from '../falco/index.ts';
import { CODING_AGENT_CATALOGUE, EVENT_SOURCE, recordedEvent, ruleVerdict } from '../guard/index.ts';
import { partialEvent } from '../replay/index.ts';
import type { Outcome } from './call-view.ts';
import { lineOf } from './rule-place.ts';
import type { OpenedPolicy } from './rule-policy.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Why one rule matches a call or does not. */
export interface RuleExplanation {
  readonly rule: string;
  readonly verdict: ReturnType<typeof ruleVerdict>;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly trace: Trace;
  /** Absent where what is masked or cut decides: the trace takes the mask for the value. */
  readonly matches?: boolean;
  /** What would have to be otherwise for the rule to say otherwise; absent where only another tool or agent would do. */
  readonly change?: ConditionChange;
}

/** One event of a call: what rules can ask about it, and what they say. */
export interface EventExplanation {
  readonly fields: Fields;
  /** In rule order, the catch-all left out. */
  readonly matching: readonly RuleExplanation[];
  /** Rules of which it cannot be known, in the same order. */
  readonly uncertain: readonly RuleExplanation[];
  /** Rules that one more condition would make match, the most telling first. */
  readonly near: readonly RuleExplanation[];
  /** Leaves out of a check's lists what does not matter to it. */
  readonly narrow: Tracer['narrow'];
}

/** What would have to be otherwise for the call to get another verdict. */
export interface VerdictChange {
  readonly verdict: Outcome;
  readonly rules: readonly RuleExplanation[];
}

/** At most so many rules are shown that nearly match. */
const MAX_NEAR = 5;

/** What the audit trail has of an event, whose secrets are masked and long values cut. */
export interface RecordedMatches {
  /** The rules that matched, if they were those of the policy that explains. */
  readonly rules?: ReadonlySet<string>;
}

/** Explains the event with these fields, by the rules of a policy that are switched on. */
export function explainEvent(
  fields: Fields,
  policy: OpenedPolicy,
  recorded?: RecordedMatches,
): EventExplanation {
  const tracer = new Tracer(CODING_AGENT_CATALOGUE, recordedEvent(fields));
  const matches = matchesOf(fields, policy.ruleSet, recorded);
  const rules = policy.ruleSet.rules
    .filter(({ enabled, source }) => enabled && source === EVENT_SOURCE)
    .map((rule) => explainRule(rule, tracer, policy, matches))
    .filter(({ verdict }) => verdict !== 'seen');
  const near = rules
    .filter(
      ({ trace, matches, change }) =>
        matches === false && !trace.holds && change?.checks.length === 1 && change.support > 0,
    )
    .sort((a, b) => (b.change?.support ?? 0) - (a.change?.support ?? 0) || severity(a) - severity(b));
  return {
    fields,
    matching: rules.filter(({ matches }) => matches === true),
    uncertain: rules.filter(({ matches }) => matches === undefined),
    near: near.slice(0, MAX_NEAR),
    narrow: (check) => tracer.narrow(check),
  };
}

/** Explains one rule for one event, whether the rule is switched on or not. */
export function explainRuleFor(
  fields: Fields,
  rule: Rule,
  policy: OpenedPolicy,
  recorded?: RecordedMatches,
): RuleExplanation {
  const ruleSet = policy.ruleSet.toggle([{ rule: rule.name, enable: true }]);
  // A rule that was switched off did not match, whatever it says.
  const matches = matchesOf(fields, ruleSet, rule.enabled ? recorded : recorded && {});
  return explainRule(rule, new Tracer(CODING_AGENT_CATALOGUE, recordedEvent(fields)), policy, matches);
}

/** Whether a rule with a name and a trace matches; `undefined` where that cannot be known. */
type Matches = (rule: string, trace: Trace) => boolean | undefined;

function matchesOf(fields: Fields, ruleSet: RuleSet, recorded: RecordedMatches | undefined): Matches {
  const event = recorded === undefined ? undefined : partialEvent(fields);
  if (event === undefined) return (_rule, { holds }) => holds;
  const partial = ruleSet.matchPartial(EVENT_SOURCE, event);
  const uncertain = new Set(partial.flatMap(({ rule, isCertain }) => (isCertain ? [] : [rule.name])));
  return (rule, { holds }) => (uncertain.has(rule) ? recorded?.rules?.has(rule) : holds);
}

function explainRule(
  rule: Rule,
  tracer: Tracer,
  { texts, settings }: OpenedPolicy,
  matches: Matches,
): RuleExplanation {
  const { name, tags, file, range, condition } = rule;
  const trace = tracer.trace(condition);
  const change = smallestChange(trace, isGiven);
  const isMatch = matches(name, trace);
  return {
    rule: name,
    verdict: ruleVerdict(tags, settings),
    file,
    line: lineOf(texts, file, range),
    trace,
    ...(isMatch !== undefined && { matches: isMatch }),
    ...(change !== undefined && { change }),
  };
}

/** What the rules say together, as far as it is certain: deny over ask over the floor. */
export function outcomeOf(events: readonly EventExplanation[], policy: OpenedPolicy): Outcome {
  return outcome(
    events.flatMap(({ matching }) => matching),
    policy,
  );
}

/** The strictest that the rules may say; what they say where all is certain. */
export function worstOf(events: readonly EventExplanation[], policy: OpenedPolicy): Outcome {
  return outcome(
    events.flatMap(({ matching, uncertain }) => [...matching, ...uncertain]),
    policy,
  );
}

function outcome(matching: readonly RuleExplanation[], { settings }: OpenedPolicy): Outcome {
  const says = (wanted: string): boolean => matching.some(({ verdict }) => verdict === wanted);
  if (says('deny')) return 'deny';
  if (says('ask')) return 'ask';
  return settings.defaultAction === 'allow' ? 'allow' : 'pass';
}

/** The smallest change found that gives the call another verdict; `undefined` where there is none that is certain. */
export function verdictChange(
  events: readonly EventExplanation[],
  policy: OpenedPolicy,
): VerdictChange | undefined {
  const matching = events.flatMap((event) => event.matching);
  const now = outcome(matching, policy);
  if (now !== worstOf(events, policy)) return undefined;
  if (now === 'pass' || now === 'allow') {
    const [nearest] = events.flatMap(({ near }) => near).filter(({ verdict }) => verdict !== 'none');
    if (nearest === undefined) return undefined;
    return { verdict: nearest.verdict === 'deny' ? 'deny' : 'ask', rules: [nearest] };
  }
  const decisive = matching.filter(({ verdict }) => verdict === now);
  if (decisive.some(({ trace, change }) => !trace.holds || change === undefined)) return undefined;
  const others = matching.filter(({ verdict }) => verdict !== now);
  return { verdict: outcome(others, policy), rules: decisive };
}

/** The macro in which a check stands, if it stands in one. */
export function macroAround(trace: Trace, check: CheckTrace, around?: string): string | undefined {
  switch (trace.kind) {
    case 'check':
      return trace === check ? around : undefined;
    case 'not':
      return macroAround(trace.operand, check, around);
    case 'macro':
      return macroAround(trace.condition, check, trace.name);
    case 'and':
    case 'or':
      for (const operand of trace.operands) {
        const found = macroAround(operand, check, around);
        if (found !== undefined) return found;
      }
      return undefined;
  }
}

/** A trace as JSON: each check as it is written, with its value. */
export function traceData(trace: Trace): object {
  const { kind, holds } = trace;
  switch (trace.kind) {
    case 'check':
      return { kind, holds, ...checkData(trace) };
    case 'not':
      return { kind, holds, operand: traceData(trace.operand) };
    case 'macro':
      return { kind, holds, name: trace.name, condition: traceData(trace.condition) };
    case 'and':
    case 'or':
      return { kind, holds, operands: trace.operands.map(traceData) };
  }
}

/** A check as JSON. */
export function checkData({ condition, value }: CheckTrace): object {
  return { check: describeCheck(condition), value };
}

/**
 * Whether a check cannot come out otherwise while the call stays the same agent's use of the same tool. That a field is
 * not empty, as macros such as `is_bash` ask, says which tool it is.
 */
function isGiven(check: CheckTrace['condition']): boolean {
  const isPresence = check.kind === 'exists' || (check.right.kind === 'literal' && check.right.value === '');
  const fields = fieldsOf(check);
  return fields.every((field) => GIVEN.test(field) || (isPresence && field.startsWith('tool.')));
}

const GIVEN = /^(agent|correlation|mcp)[.]|^tool[.](name|use_id|mcp_server)$/;

function severity({ verdict }: RuleExplanation): number {
  return ['deny', 'ask', 'none'].indexOf(verdict);
}
