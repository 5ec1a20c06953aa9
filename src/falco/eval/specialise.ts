import { compileConstantTest } from './comparators.ts';
import type { ConstantTest, ExistsTest, Predicate } from './predicate.ts';
import type { Value } from './values.ts';

/** What a plan knows of an expression's value before it looks at the event. */
export type Known =
  | { readonly kind: 'value'; readonly value: Value }
  /** There is a value, but none of these. */
  | { readonly kind: 'other'; readonly than: readonly Value[] }
  | { readonly kind: 'missing' };

/** Whether a test compares whole values with constants, for equality. */
export function isEqualityTest(test: ConstantTest): boolean {
  const { operator, left } = test;
  if (left.type === 'ipnet' || left.mayHoldNul || left.isTerminated) return false;
  return operator === '=' || operator === '!=' || operator === 'in' || operator === 'intersects';
}

/**
 * The predicate that is left once some expressions' values are known: itself where nothing is gained, a boolean
 * where everything is. `memo` is shared by calls with the same knowledge.
 */
export function specialise(
  predicate: Predicate,
  known: ReadonlyMap<string, Known>,
  memo: Map<Predicate, Predicate | boolean>,
): Predicate | boolean {
  const done = memo.get(predicate);
  if (done !== undefined) return done;
  const result = specialiseNode(predicate, known, memo);
  memo.set(predicate, result);
  return result;
}

function specialiseNode(
  predicate: Predicate,
  known: ReadonlyMap<string, Known>,
  memo: Map<Predicate, Predicate | boolean>,
): Predicate | boolean {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const deciding = predicate.kind === 'or';
      const operands: Predicate[] = [];
      for (const operand of predicate.operands) {
        const rest = specialise(operand, known, memo);
        if (rest === deciding) return deciding;
        if (typeof rest !== 'boolean') operands.push(rest);
      }
      if (operands.length < 2) return operands[0] ?? !deciding;
      const isSame =
        operands.length === predicate.operands.length &&
        operands.every((operand, index) => operand === predicate.operands[index]);
      // Without the room that pushing leaves: it stays as long as its plan.
      return isSame ? predicate : { kind: predicate.kind, operands: operands.slice() };
    }
    case 'not': {
      const operand = specialise(predicate.operand, known, memo);
      if (typeof operand === 'boolean') return !operand;
      return operand === predicate.operand ? predicate : { kind: 'not', operand };
    }
    case 'test': {
      const { test } = predicate;
      const value = test.kind === 'expressions' ? undefined : known.get(test.left.key);
      return test.kind === 'expressions' || value === undefined
        ? predicate
        : (decide(test, value) ?? predicate);
    }
  }
}

function decide(test: ExistsTest | ConstantTest, known: Known): boolean | undefined {
  if (known.kind === 'missing') return false;
  if (test.kind === 'exists') return true;
  if (known.kind === 'value') return compileConstantTest(test)(known.value);
  if (!isEqualityTest(test)) return undefined;
  if (!test.operands.every((operand) => known.than.includes(operand as Value))) return undefined;
  if (test.operator !== '!=') return false;
  // With a modifier, each of the constants differs.
  if (test.modifier === 'oneof') return test.operands.length === 1;
  return test.operands.length > 0;
}
