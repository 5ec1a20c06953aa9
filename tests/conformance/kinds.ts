import type { SyntaxErrorKind } from '../../src/falco/condition/syntax-problem.ts';
import { isProblemKind } from '../../src/falco/diagnostic-codes.ts';
import type { ConditionErrorKind } from '../../src/falco/eval/index.ts';
import type { TemplateErrorKind } from '../../src/falco/output/index.ts';

const SYNTAX: Readonly<Record<SyntaxErrorKind, true>> = {
  empty: true,
  depth_limit: true,
  trailing_input: true,
  expected_check: true,
  expected_operator: true,
  expected_blank_after_bool: true,
  expected_close_paren: true,
  expected_string: true,
  expected_number: true,
  expected_list: true,
  bad_field_arg: true,
  expected_close_bracket: true,
  bad_transformer_arg: true,
  bad_transformer_list_arg: true,
  expected_transformer_close: true,
  expected_transformer_list_close: true,
  val_needs_field: true,
  bad_escape: true,
  bad_quote_escape: true,
  bad_hex_escape: true,
  truncated_hex_escape: true,
};

const CONDITION: Readonly<Record<ConditionErrorKind, true>> = {
  bad_bool: true,
  bad_hex: true,
  bad_ip: true,
  bad_number: true,
  bad_port: true,
  bad_regex: true,
  field_arg: true,
  nul_in_value: true,
  op_type: true,
  rhs_not_supported: true,
  rhs_type_mismatch: true,
  transformer_arg_not_supported: true,
  transformer_signature: true,
  transformer_type: true,
  unknown_field: true,
  unknown_macro: true,
  value_too_long: true,
};

const TEMPLATE: Readonly<Record<TemplateErrorKind, true>> = {
  empty: true,
  ends_with_number: true,
  ends_with_percent: true,
  unknown_field: true,
  width_too_large: true,
};

type Family = 'syntax' | 'condition' | 'template' | 'load';

/**
 * Our kind, or the expected one where it cannot be compared because we have no such word: kinds are this
 * project's names for the messages of the original engine. That there is an error is always compared.
 */
export function comparable(
  ours: string | undefined,
  expected: string | undefined,
  family: Family,
): string | undefined {
  return ours !== undefined && expected !== undefined && !isOurs(expected, family) ? expected : ours;
}

function isOurs(kind: string, family: Family): boolean {
  switch (family) {
    case 'syntax':
      return kind in SYNTAX;
    case 'condition':
      return kind in CONDITION;
    case 'template':
      return kind in TEMPLATE;
    case 'load': {
      const [stem, detail = ''] = kind.split(':', 2);
      if (stem === 'syntax') return detail in SYNTAX;
      if (stem === 'condition') return detail in CONDITION;
      if (stem === 'output') return detail in TEMPLATE;
      return isProblemKind(kind);
    }
  }
}
