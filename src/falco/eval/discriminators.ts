import type { Expression } from './expression.ts';
import type { Predicate } from './predicate.ts';
import { isEqualityTest, type Known } from './specialise.ts';
import type { Value } from './values.ts';

/** More would make too many kinds of events. */
const MAX_DISCRIMINATORS = 3;
/** A field that decides fewer rules is not worth reading for every event. */
const MIN_SHARE = 1 / 8;

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

/** The fields that decide most rules: those that cannot hold unless the field has one of a few values. */
export function chooseDiscriminators(predicates: readonly Predicate[]): readonly Discriminator[] {
  const expressions = new Map<string, Expression>();
  const counts = new Map<string, number>();
  const memo = new Map<Predicate, ReadonlySet<string>>();
  for (const predicate of predicates) {
    for (const key of guardsOf(predicate, expressions, memo)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const chosen = [...counts]
    .filter(([, count]) => count > Math.max(1, predicates.length * MIN_SHARE))
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_DISCRIMINATORS)
    .map(([key]) => expressions.get(key) as Expression);
  const values = new Map(chosen.map(({ key }) => [key, new Set<Value>()]));
  const seen = new Set<Predicate>();
  for (const predicate of predicates) collectValues(predicate, values, seen);
  return chosen.map((expression) => ({
    expression,
    values: [...(values.get(expression.key) as Set<Value>)],
  }));
}

/** The keys of the scalar fields that the predicate needs to equal one of its constants. */
function guardsOf(
  predicate: Predicate,
  expressions: Map<string, Expression>,
  memo: Map<Predicate, ReadonlySet<string>>,
): ReadonlySet<string> {
  const done = memo.get(predicate);
  if (done !== undefined) return done;
  const guards = guardsOfNode(predicate, expressions, memo);
  memo.set(predicate, guards);
  return guards;
}

function guardsOfNode(
  predicate: Predicate,
  expressions: Map<string, Expression>,
  memo: Map<Predicate, ReadonlySet<string>>,
): ReadonlySet<string> {
  switch (predicate.kind) {
    case 'and':
      return new Set(predicate.operands.flatMap((operand) => [...guardsOf(operand, expressions, memo)]));
    case 'or': {
      const [first, ...others] = predicate.operands.map((operand) => guardsOf(operand, expressions, memo));
      return new Set([...(first ?? [])].filter((key) => others.every((keys) => keys.has(key))));
    }
    case 'not':
      return new Set();
    case 'test': {
      const { test } = predicate;
      if (test.kind !== 'constants' || test.operator === '!=' || !isEqualityTest(test)) return new Set();
      if (test.left.kind !== 'field' || test.left.list) return new Set();
      expressions.set(test.left.key, test.left);
      return new Set([test.left.key]);
    }
  }
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
