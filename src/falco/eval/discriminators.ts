import type { Expression } from './expression.ts';
import type { Predicate } from './predicate.ts';
import { isEqualityTest, type Known } from './specialise.ts';
import type { Value } from './values.ts';

/** More would make too many kinds of events, and each is asked for every event. */
const MAX_DISCRIMINATORS = 4;
/** A field is worth reading for every event if so large a share of the rules ask for the same of it, or so many. */
const MIN_SHARE = 1 / 16;
const MIN_RULES = 8;
/** The values of a discriminator that tell kinds apart: those that most rules ask for. */
const MAX_VALUES = 16;

/** A field by whose value events are told apart before anything else is looked at. */
export interface Discriminator {
  readonly expression: Expression;
  /** The values that most rules compare the field with for equality. */
  readonly values: readonly Value[];
}

/** What is known of a discriminator's value by its number: 0 is no value, 1 another value, then `values`. */
export function knownOf({ values }: Discriminator, number: number): Known {
  if (number === 0) return { kind: 'missing' };
  return number === 1
    ? { kind: 'other', than: values }
    : { kind: 'value', value: values[number - 2] as Value };
}

/** The fields of which most rules ask whether they have a certain value, or any. */
export function chooseDiscriminators(predicates: readonly Predicate[]): readonly Discriminator[] {
  const questions = new Map<string, Questions>();
  for (const [rule, predicate] of predicates.entries()) count(predicate, rule, questions, new Set());
  const min = Math.max(2, Math.min(MIN_RULES, predicates.length * MIN_SHARE));
  const useful = [...questions.values()].map(({ expression, values, exists }) => {
    const frequent = [...values].sort(([, a], [, b]) => b.rules - a.rules);
    const most = Math.max(exists.rules, frequent[0]?.[1].rules ?? 0);
    return { expression, values: frequent.slice(0, MAX_VALUES).map(([value]) => value), rules: most };
  });
  return useful
    .filter(({ rules }) => rules >= min)
    .sort((a, b) => b.rules - a.rules)
    .slice(0, MAX_DISCRIMINATORS);
}

/** How many rules ask something, each counted once. */
interface Count {
  rules: number;
  lastRule: number;
}

/** What rules ask of a scalar field. */
interface Questions {
  readonly expression: Expression;
  /** Whether it has a certain value. */
  readonly values: Map<Value, Count>;
  /** Whether it has any. */
  readonly exists: Count;
}

function count(
  predicate: Predicate,
  rule: number,
  questions: Map<string, Questions>,
  seen: Set<Predicate>,
): void {
  if (seen.has(predicate)) return;
  seen.add(predicate);
  switch (predicate.kind) {
    case 'and':
    case 'or':
      for (const operand of predicate.operands) count(operand, rule, questions, seen);
      return;
    case 'not':
      count(predicate.operand, rule, questions, seen);
      return;
    case 'test': {
      const { test } = predicate;
      const { left } = test;
      if (left.kind !== 'field' || left.list || test.kind === 'expressions') return;
      const asked = questions.get(left.key) ?? { expression: left, values: new Map(), exists: none() };
      questions.set(left.key, asked);
      if (test.kind === 'exists') add(asked.exists, rule);
      else if (isEqualityTest(test)) {
        for (const operand of test.operands as readonly Value[]) {
          const value = asked.values.get(operand) ?? none();
          asked.values.set(operand, value);
          add(value, rule);
        }
      }
    }
  }
}

function none(): Count {
  return { rules: 0, lastRule: -1 };
}

function add(counted: Count, rule: number): void {
  if (counted.lastRule !== rule) counted.rules++;
  counted.lastRule = rule;
}
