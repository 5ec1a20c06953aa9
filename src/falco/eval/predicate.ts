import type { Modifier, Operator } from '../condition/ast.ts';
import type { Expression } from './expression.ts';
import type { Network } from './ip-address.ts';
import type { CompiledRegex } from './regex.ts';
import type { Value } from './values.ts';

/** An operator with its spellings brought together: `==` is `=`. */
export type TestOperator = Exclude<Operator, '=='>;

/** A constant of the right side, in the form that its operator compares with. */
export type Operand = Value | Network | CompiledRegex;

export interface ExistsTest {
  readonly kind: 'exists';
  readonly left: Expression;
}

/** A comparison with constants: one, or a list for list operators and modifiers. */
export interface ConstantTest {
  readonly kind: 'constants';
  readonly left: Expression;
  readonly operator: TestOperator;
  readonly modifier?: Modifier;
  readonly operands: readonly Operand[];
}

/** A comparison with what another field or a function yields for the same event. */
export interface ExpressionTest {
  readonly kind: 'expressions';
  readonly left: Expression;
  readonly operator: TestOperator;
  readonly right: Expression;
}

export type Test = ExistsTest | ConstantTest | ExpressionTest;

/** A condition whose macros are gone, whose fields exist and whose types fit. */
export type Predicate =
  | { readonly kind: 'and'; readonly operands: readonly Predicate[] }
  | { readonly kind: 'or'; readonly operands: readonly Predicate[] }
  | { readonly kind: 'not'; readonly operand: Predicate }
  | { readonly kind: 'test'; readonly test: Test };
