import type { Expression } from './expression.ts';
import type { Predicate } from './predicate.ts';
import { isEqualityTest, type Known } from './specialise.ts';
import type { Value } from './values.ts';

/** More would make too many kinds of events. */
const MAX_DISCRIMINATORS = 4;
/** A field that decides a smaller share of the rules is not worth reading for every event. */
const MIN_SHARE_DECIDED = 1 / 8;
/** Whether a field is there makes two kinds of events only, and decides which others need be looked at. */
const MIN_RULES_ASKED = 4;

/** A field by whose value events are told apart before anything else is looked at. */
export interface Discriminator {
  readonly expression: Expression;
  /** All values that any rule compares the field with for equality. */
  readonly values: readonly Value[];
}

/** What is known of a discriminator's value by its number: 0 is no value, 1 another value, then `values`. */
export function knownOf({ values }: Discriminator, number: number): Known {
  if (number === 0) return { kind: 'missing' };
  return number === 1 ? { kind: 'other' } : { kind: 'value', value: values[number - 2] as Value };
}

/**
 * The fields that decide most rules: those that cannot hold unless the field has one of a few values, or of
 * which a part cannot hold unless the field is there.
 */
export function chooseDiscriminators(predicates: readonly Predicate[]): readonly Discriminator[] {
  const finder = new GuardFinder();
  const decided = new Map<string, number>();
  const asked = new Map<string, number>();
  for (const predicate of predicates) {
    const { equal, present } = finder.guardsOf(predicate);
    for (const key of equal) decided.set(key, (decided.get(key) ?? 0) + 1);
    for (const key of present) asked.set(key, (asked.get(key) ?? 0) + 1);
  }
  const minDecided = Math.max(2, predicates.length * MIN_SHARE_DECIDED);
  const keys = new Set([...frequent(decided, minDecided), ...frequent(asked, MIN_RULES_ASKED)]);
  const values = new Map([...keys].slice(0, MAX_DISCRIMINATORS).map((key) => [key, new Set<Value>()]));
  const seen = new Set<Predicate>();
  for (const predicate of predicates) collectValues(predicate, values, seen);
  return [...values].map(([key, set]) => ({
    expression: finder.expressions.get(key) as Expression,
    values: [...set],
  }));
}

/** The most frequent first. */
function frequent(counts: ReadonlyMap<string, number>, min: number): readonly string[] {
  return [...counts]
    .filter(([, count]) => count >= min)
    .sort(([, a], [, b]) => b - a)
    .map(([key]) => key);
}

/** Keys of scalar fields. */
interface Guards {
  /** What the predicate needs to equal one of its constants. */
  readonly equal: ReadonlySet<string>;
  /** What a part of the predicate needs to be there. */
  readonly present: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

class GuardFinder {
  readonly expressions = new Map<string, Expression>();
  private readonly found = new Map<Predicate, Guards>();

  guardsOf(predicate: Predicate): Guards {
    let guards = this.found.get(predicate);
    if (guards === undefined) {
      guards = this.find(predicate);
      this.found.set(predicate, guards);
    }
    return guards;
  }

  private find(predicate: Predicate): Guards {
    switch (predicate.kind) {
      case 'and':
      case 'or': {
        const guards = predicate.operands.map((operand) => this.guardsOf(operand));
        const sets = guards.map(({ equal }) => equal);
        const equal = predicate.kind === 'and' ? unionOf(sets) : intersectionOf(sets);
        return { equal, present: unionOf(guards.map(({ present }) => present)) };
      }
      case 'not':
        return { equal: NONE, present: NONE };
      case 'test': {
        const { test } = predicate;
        const { key, kind } = test.left;
        if (kind !== 'field' || test.left.list) return { equal: NONE, present: NONE };
        this.expressions.set(key, test.left);
        if (test.kind === 'exists') return { equal: NONE, present: new Set([key]) };
        const isGuard = test.kind === 'constants' && test.operator !== '!=' && isEqualityTest(test);
        return { equal: isGuard ? new Set([key]) : NONE, present: NONE };
      }
    }
  }
}

function unionOf(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

function intersectionOf([first, ...others]: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set([...(first ?? [])].filter((key) => others.every((set) => set.has(key))));
}

function collectValues(
  predicate: Predicate,
  values: ReadonlyMap<string, Set<Value>>,
  seen: Set<Predicate>,
): void {
  if (seen.has(predicate)) return;
  seen.add(predicate);
  switch (predicate.kind) {
    case 'and':
    case 'or':
      for (const operand of predicate.operands) collectValues(operand, values, seen);
      return;
    case 'not':
      collectValues(predicate.operand, values, seen);
      return;
    case 'test': {
      const { test } = predicate;
      const set = values.get(test.left.key);
      if (set === undefined || test.kind !== 'constants' || !isEqualityTest(test)) return;
      for (const operand of test.operands) set.add(operand as Value);
    }
  }
}
