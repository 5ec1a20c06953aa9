import type { Condition, Literal } from '../condition/ast.ts';

const UNSAFE_FIELDS = /^(?:ka|jevt)\./;
const EQUALITIES: readonly string[] = ['==', '=', '!=', 'in', 'intersects', 'pmatch'];

/**
 * Finds comparisons of Kubernetes audit fields with `<NA>`, which Falco warns of.
 *
 * @see https://github.com/falcosecurity/falco/blob/master/userspace/engine/filter_warning_resolver.cpp
 */
export class NaCheck {
  private readonly memo = new WeakMap<Condition, boolean>();

  isUnsafe(condition: Condition): boolean {
    const known = this.memo.get(condition);
    if (known !== undefined) return known;
    const isUnsafe = this.check(condition);
    this.memo.set(condition, isUnsafe);
    return isUnsafe;
  }

  private check(condition: Condition): boolean {
    switch (condition.kind) {
      case 'and':
      case 'or':
        return condition.operands.some((operand) => this.isUnsafe(operand));
      case 'not':
        return this.isUnsafe(condition.operand);
      case 'expansion':
        return this.isUnsafe(condition.condition);
      case 'comparison': {
        const { left, operator, right } = condition;
        if (left.kind !== 'field' || !UNSAFE_FIELDS.test(left.name)) return false;
        const literals: readonly Literal[] =
          right.kind === 'literal' ? [right] : right.kind === 'list' ? right.items : [];
        return EQUALITIES.includes(operator) && literals.some(({ value }) => value === '<NA>');
      }
      case 'macro':
      case 'exists':
        return false;
    }
  }
}
