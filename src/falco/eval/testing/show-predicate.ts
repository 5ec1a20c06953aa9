import type { Predicate } from '../predicate.ts';

/** A predicate in short, for tests to compare. */
export function showPredicate(predicate: Predicate | boolean): string {
  if (typeof predicate === 'boolean') return String(predicate);
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return `(${predicate.operands.map(showPredicate).join(` ${predicate.kind} `)})`;
    case 'not':
      return `not ${showPredicate(predicate.operand)}`;
    case 'test':
      return predicate.test.key.replaceAll('"', '').replace(/ \((.*)\)$/s, ' $1');
  }
}
