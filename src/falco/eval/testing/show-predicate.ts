import type { Predicate, Test } from '../predicate.ts';
import { CompiledRegex } from '../regex.ts';

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
      return showTest(predicate.test);
  }
}

function showTest(test: Test): string {
  const left = test.left.key.replaceAll('"', '');
  switch (test.kind) {
    case 'exists':
      return `${left} exists`;
    case 'constants': {
      const operands = test.operands.map((operand) =>
        operand instanceof CompiledRegex ? operand.pattern : operand,
      );
      const shown = test.modifier === undefined ? operands.join() : `${test.modifier}(${operands.join()})`;
      return `${left} ${test.operator} ${shown}`;
    }
    case 'expressions':
      return `${left} ${test.operator} ${test.right.key}`;
  }
}
