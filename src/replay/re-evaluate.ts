import type { CallEntry, EntryEvent } from '../audit/index.ts';
import type { RuleFile, RuleSet } from '../falco/index.ts';
import {
  type DefaultAction,
  EVENT_SOURCE,
  recordedEvent,
  ruleVerdict,
  type VerdictTags,
} from '../guard/index.ts';
import { partialEvent } from './recorded-fields.ts';

/** What became of a call by the rules alone; `pass` and `allow` are the floor where none stopped it. */
export type ReplayVerdict = 'deny' | 'ask' | 'allow' | 'pass';

/** The rules to put recorded calls to, and what their tags ask for. */
export interface ReplayPolicy extends VerdictTags {
  readonly ruleSet: RuleSet;
  readonly defaultAction: DefaultAction;
  /**
   * Where it is known which rules judged a call: the sum over them, and those of them that this policy has unchanged.
   * What they said then holds, whatever of the call is masked.
   */
  readonly unchanged?: { readonly ruleSet: string; readonly rules: ReadonlySet<string> };
}

/** A policy as it can be sent to another thread: by the files of its rules. */
export type ReplayRules = Omit<ReplayPolicy, 'ruleSet'> & { readonly files: readonly RuleFile[] };

/** How a recorded call fares under other rules. */
export type Replayed =
  | { readonly kind: 'same'; readonly verdict: ReplayVerdict }
  | {
      readonly kind: 'changed';
      readonly from: ReplayVerdict;
      readonly to: ReplayVerdict;
      /** Which makes the difference: stops the call now, or did so then. */
      readonly rule: string;
    }
  | {
      /** What the record leaves out, masked or cut, decides. */
      readonly kind: 'unknown';
      readonly from: ReplayVerdict;
      /** The strictest that it may be. */
      readonly worst: ReplayVerdict;
      readonly rule: string;
    }
  /** No rule decided then: the mode was passthrough, or the call could not be evaluated. */
  | { readonly kind: 'not-judged' };

/** Stands for the rule where only the default action is another one. */
export const NO_RULE = '(default action)';

/** A rule that stops a call. */
export interface Stop {
  readonly rule: string;
  readonly verdict: 'deny' | 'ask';
}

/** Puts a recorded call to rules: all its events, which share one verdict. What people said to the call does not count. */
export function reEvaluate(entry: CallEntry, policy: ReplayPolicy): Replayed {
  const then = decisive(entry.events.flatMap(recordedStops));
  const isStopped = entry.verdict === 'deny' || entry.verdict === 'ask';
  if (entry.mode === 'passthrough' || isStopped !== (then !== undefined)) return { kind: 'not-judged' };
  const { now, worst } = verdictNow(entry, policy);
  // In monitor mode calls are deferred, whatever the floor would be.
  const floor = policy.defaultAction === 'allow' ? 'allow' : 'pass';
  const floorThen = entry.verdict === 'allow' ? 'allow' : 'pass';
  const from = then?.verdict ?? (entry.mode === 'guardrails' ? floorThen : floor);
  if (now?.verdict !== worst?.verdict && worst !== undefined) {
    return { kind: 'unknown', from, worst: worst.verdict, rule: worst.rule };
  }
  const to = now?.verdict ?? floor;
  if (from === to) return { kind: 'same', verdict: to };
  return { kind: 'changed', from, to, rule: cause(then, now) };
}

/** What rules say to a recorded call: for certain, and at worst where not all of it is on record. */
export interface VerdictNow {
  readonly now: Stop | undefined;
  readonly worst: Stop | undefined;
}

export function verdictNow(entry: CallEntry, policy: ReplayPolicy): VerdictNow {
  const stops = entry.events.flatMap((event) => stopsNow(entry, event, policy));
  return { now: decisive(stops.filter(({ isCertain }) => isCertain)), worst: decisive(stops) };
}

/** The rule that asks for the stricter of two verdicts. */
function cause(then: Stop | undefined, now: Stop | undefined): string {
  const stricter = then?.verdict === 'deny' || now === undefined ? then : now;
  return stricter?.rule ?? NO_RULE;
}

/** Deny over ask; the first rule, in rule order, that asks for it. */
function decisive(stops: readonly Stop[]): Stop | undefined {
  return stops.find(({ verdict }) => verdict === 'deny') ?? stops[0];
}

/** The rules that stopped an event then. */
export function recordedStops({ alerts }: EntryEvent): readonly Stop[] {
  return alerts.flatMap(({ rule, verdict }) => (isStop(verdict) ? [{ rule, verdict }] : []));
}

function isStop(verdict: string): verdict is Stop['verdict'] {
  return verdict === 'deny' || verdict === 'ask';
}

interface StopNow extends Stop {
  readonly isCertain: boolean;
}

function stopsNow(entry: CallEntry, event: EntryEvent, policy: ReplayPolicy): readonly StopNow[] {
  return matching(entry, event, policy).flatMap(({ rule: { name, tags }, isCertain }) => {
    const verdict = ruleVerdict(tags, policy);
    return isStop(verdict) ? [{ rule: name, verdict, isCertain }] : [];
  });
}

interface Matching {
  readonly rule: { readonly name: string; readonly tags: readonly string[] };
  readonly isCertain: boolean;
}

function matching(
  { ruleSet: judgedBy }: CallEntry,
  { fields, alerts }: EntryEvent,
  { ruleSet, unchanged }: ReplayPolicy,
): readonly Matching[] {
  const partial = partialEvent(fields);
  if (partial === undefined) {
    const matches = ruleSet.match(EVENT_SOURCE, recordedEvent(fields));
    return matches.map(({ rule }) => ({ rule, isCertain: true }));
  }
  const matches = ruleSet.matchPartial(EVENT_SOURCE, partial);
  if (unchanged === undefined || judgedBy !== unchanged.ruleSet) return matches;
  const matchedThen = new Set(alerts.map(({ rule }) => rule));
  return matches.flatMap((match) => {
    if (match.isCertain || !unchanged.rules.has(match.rule.name)) return [match];
    return matchedThen.has(match.rule.name) ? [{ ...match, isCertain: true }] : [];
  });
}
