import type { Rule, RuleSet } from '../falco/index.ts';
import { EVENT_SOURCE, recordedEvent, ruleVerdict } from '../guard/index.ts';
import { type Exception, exceptionYaml, type Fields } from './exception.ts';
import { coverage, exceptionsFor } from './exception-shapes.ts';
import { type ReplayPolicy, recordedStops, type Stop, verdictNow } from './re-evaluate.ts';
import { type CallSelection, isOf, selectedCalls } from './recorded-calls.ts';
import { partialEvent } from './recorded-fields.ts';
import { type StoppedCall, stoppedCalls } from './stopped-calls.ts';
import { addExample, type CallExample, exampleOf } from './tally.ts';

/** What a rule has cost people, and an exception that would have spared them. */
export interface Suggestion extends Noise {
  readonly kind: 'exception';
  /** The exception as it is appended to the rule, in YAML. */
  readonly yaml: string;
  readonly replay: ExceptionReplay;
}

/** Why there is no exception to suggest for a rule, for people. */
export interface NoSuggestion extends Noise {
  readonly kind: 'none';
  readonly why: string;
}

/** Calls that a rule has stopped. */
interface Noise {
  readonly rule: string;
  readonly verdict: Stop['verdict'];
  readonly stopped: number;
  readonly approved: number;
  readonly denied: number;
}

/** What an exception would have changed in the history, against the rules in force. */
export interface ExceptionReplay {
  readonly calls: number;
  /** Calls that would no longer be stopped. */
  readonly silenced: number;
  /** Of these, those that a person approved. */
  readonly approved: number;
  /** Calls that a person denied, or that were denied and never approved: none, where it is suggested. */
  readonly unsafe: number;
  /** Calls whose verdict would change in another way: none, where it is suggested. */
  readonly others: number;
  readonly examples: readonly CallExample[];
}

/** The rules in force, and how they would be with more. */
export interface SuggestionPolicy {
  readonly policy: ReplayPolicy;
  /** The fields that the condition of a rule asks for. */
  readonly fieldsOf: (rule: string) => readonly string[];
  /** The policy with one more file of rules; `undefined` where that does not load. */
  readonly withRules: (yaml: string) => ReplayPolicy | undefined;
}

export interface SuggestOptions {
  /** The one rule that is meant. */
  readonly rule?: string;
  /** For how many rules. */
  readonly limit: number;
}

const MAX_EXAMPLES = 5;
/** An exception is worth its lines when it spares this share of what was approved. */
const GOOD_SHARE = 0.8;

/**
 * For each rule by which people were asked what they approved, the noisiest first: the narrowest exception that would have
 * spared them, or why there is none. What it would leave alone is replayed; it never reaches a call that a person
 * denied, nor one that was denied and never approved, whichever agent and session they are of.
 */
export function suggestExceptions(
  storePath: string,
  selection: CallSelection,
  rules: SuggestionPolicy,
  { rule: only, limit }: SuggestOptions,
): readonly (Suggestion | NoSuggestion)[] {
  const { session: _, agent: __, ...times } = selection;
  const stopped = stoppedCalls(storePath, times);
  const names = new Set(stopped.flatMap((call) => call.rules));
  return [...names]
    .map((rule) => {
      const calls = stopped.filter((call) => call.rules.includes(rule));
      const meant = calls.filter(({ entry }) => isOf(entry, selection));
      return { rule, calls, meant, approved: meant.filter(isApproved).length };
    })
    .filter(({ rule, approved }) => (only === undefined ? approved > 0 : rule === only))
    .sort((a, b) => b.approved - a.approved)
    .flatMap(({ rule, calls, meant }) => {
      const definition = rules.policy.ruleSet.rules.find(({ name, enabled }) => name === rule && enabled);
      // A rule that is gone, or only reports now, stops nobody.
      const verdict = definition === undefined ? 'none' : ruleVerdict(definition.tags, rules.policy);
      if (definition === undefined || (verdict !== 'ask' && verdict !== 'deny')) return [];
      return [{ definition, verdict, calls, meant }];
    })
    .slice(0, limit)
    .map((noisy) => suggest(storePath, times, rules, noisy));
}

interface NoisyRule {
  readonly definition: Rule;
  readonly verdict: Stop['verdict'];
  /** All that it stopped. */
  readonly calls: readonly StoppedCall[];
  /** Those that are to be spared. */
  readonly meant: readonly StoppedCall[];
}

function suggest(
  storePath: string,
  times: CallSelection,
  rules: SuggestionPolicy,
  { definition: { name }, verdict, calls, meant }: NoisyRule,
): Suggestion | NoSuggestion {
  const approved = meant.filter(isApproved);
  const noise: Noise = {
    rule: name,
    verdict,
    stopped: meant.length,
    approved: approved.length,
    denied: meant.filter(({ answer }) => answer === 'denied').length,
  };
  const none = (why: string): NoSuggestion => ({ kind: 'none', ...noise, why });
  if (approved.length === 0) return none('no person has approved what it stops');
  const thisRule = onlyRule(rules.policy.ruleSet, name);
  const spared = approved
    .filter(
      (call) => call.rules.length === 1 && call.entry.events.some(({ fields }) => mayMatch(thisRule, fields)),
    )
    .map((call) => eventsOf(call, name));
  if (spared.length === 0)
    return none('what was approved is stopped by other rules, too, or no longer by this one');
  const others = calls.filter((call) => isUnsafe(call, verdict)).map((call) => eventsOf(call, name));
  const isAllowed = (exception: Exception): boolean => coverage(others, exception) === 0;
  const found = exceptionsFor(spared, rules.fieldsOf(name), isAllowed)
    .map((exception) => ({ exception, covered: coverage(spared, exception) }))
    .filter(({ covered }) => covered > 1);
  if (found.length === 0) {
    const isUnsafeOnly = exceptionsFor(spared, rules.fieldsOf(name), () => true).length > 0;
    return none(
      isUnsafeOnly
        ? 'what would cover the approved calls also covers calls that were denied, or never approved'
        : 'the approved calls have no command, file or host in common, or what they have is masked or not understood',
    );
  }
  const most = Math.max(...found.map(({ covered }) => covered));
  const enough = Math.min(GOOD_SHARE * spared.length, most);
  const byId = new Map(calls.map((call) => [call.entry.correlationId, call]));
  for (const { exception, covered } of found.filter((one) => one.covered >= enough)) {
    const yaml = exceptionYaml(name, exceptionName(exception), exception);
    const tried = rules.withRules(yaml);
    if (tried === undefined) continue;
    const replay = replayException(storePath, times, rules.policy, tried, {
      name,
      thisRule,
      verdict,
      byId,
    });
    const isSafe = replay.unsafe === 0 && replay.others === 0;
    if (isSafe && replay.approved >= covered) return { kind: 'exception', ...noise, yaml, replay };
  }
  return none(
    'what would cover the approved calls changes other verdicts, or cannot be written as an exception',
  );
}

interface Excepted {
  readonly name: string;
  /** The rule alone. */
  readonly thisRule: RuleSet;
  readonly verdict: Stop['verdict'];
  readonly byId: ReadonlyMap<string | undefined, StoppedCall>;
}

/** Puts the history to the rules in force and to those with the exception; looks only at what the rule matches. */
function replayException(
  storePath: string,
  times: CallSelection,
  inForce: ReplayPolicy,
  tried: ReplayPolicy,
  { name, thisRule, verdict, byId }: Excepted,
): ExceptionReplay {
  const examples: CallExample[] = [];
  let [calls, silenced, approved, unsafe, others] = [0, 0, 0, 0, 0];
  for (const entry of selectedCalls(storePath, times)) {
    calls++;
    if (!entry.events.some(({ fields }) => mayMatch(thisRule, fields))) continue;
    const before = verdictNow(entry, inForce);
    const after = verdictNow(entry, tried);
    if (before.now?.verdict === after.now?.verdict && before.worst?.verdict === after.worst?.verdict)
      continue;
    if (before.worst?.rule !== name || after.worst !== undefined) {
      others++;
      continue;
    }
    const call = byId.get(entry.correlationId);
    silenced++;
    if (call?.answer === 'approved') approved++;
    if (call === undefined ? verdict === 'deny' : isUnsafe(call, verdict)) unsafe++;
    addExample(examples, { ...exampleOf(entry), isApproved: call?.answer === 'approved' }, MAX_EXAMPLES);
  }
  return { calls, silenced, approved, unsafe, others, examples };
}

/** A rule alone, so that it is quickly told whether it matches. */
function onlyRule(ruleSet: RuleSet, name: string): RuleSet {
  return ruleSet.toggle([
    { rule: '*', enable: false },
    { rule: name, enable: true },
  ]);
}

function mayMatch(ruleSet: RuleSet, fields: Fields): boolean {
  const partial = partialEvent(fields);
  return partial === undefined
    ? ruleSet.match(EVENT_SOURCE, recordedEvent(fields)).length > 0
    : ruleSet.matchPartial(EVENT_SOURCE, partial).length > 0;
}

function isApproved({ answer }: StoppedCall): boolean {
  return answer === 'approved';
}

/** Whether a call must go on being stopped. */
function isUnsafe({ answer }: StoppedCall, verdict: Stop['verdict']): boolean {
  return answer === 'denied' || (verdict === 'deny' && answer !== 'approved');
}

/** The fields of those events of a call that a rule stopped. */
function eventsOf({ entry }: StoppedCall, rule: string): readonly Fields[] {
  const stopped = entry.events.filter((event) => recordedStops(event).some((stop) => stop.rule === rule));
  return stopped.map(({ fields }) => fields);
}

/** After the field that tells most, with a part of a sum that keeps it apart from other exceptions of the rule. */
function exceptionName({ fields, values }: Exception): string {
  const sum = [...JSON.stringify(values)].reduce((hash, char) => (hash * 31 + char.charCodeAt(0)) >>> 0, 0);
  return `approved_${fields[0]?.name.replaceAll('.', '_')}_${sum.toString(36)}`;
}
