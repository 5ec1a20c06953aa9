import type { ConditionProblem as Finding } from '../condition/condition-problem.ts';
import type { ConstantErrorKind } from './constants.ts';

/** What can be wrong with a condition that parses; the names of the conformance vectors. */
export type ConditionErrorKind =
  | ConstantErrorKind
  | 'unknown_field'
  | 'field_arg'
  | 'unknown_macro'
  | 'op_type'
  | 'bad_regex'
  | 'transformer_type'
  | 'transformer_signature'
  | 'transformer_arg_not_supported'
  | 'rhs_not_supported'
  | 'rhs_type_mismatch';

/** What is allowed but probably not meant. Falco reports all of them as `LOAD_COMPILE_CONDITION`. */
export type ConditionWarningKind = 'field_as_text' | 'function_as_text' | 'needless_regex';

export interface ConditionProblem extends Finding {
  readonly kind: ConditionErrorKind;
}

export interface ConditionWarning extends Finding {
  readonly kind: ConditionWarningKind;
}
