export type Severity = 'error' | 'warning';

/** Falco's codes of load errors and warnings. */
export type FalcoCode =
  | 'LOAD_ERR_YAML_PARSE'
  | 'LOAD_ERR_YAML_VALIDATE'
  | 'LOAD_ERR_COMPILE_CONDITION'
  | 'LOAD_ERR_COMPILE_OUTPUT'
  | 'LOAD_ERR_VALIDATE'
  | 'LOAD_UNKNOWN_SOURCE'
  | 'LOAD_UNSAFE_NA_CHECK'
  | 'LOAD_UNKNOWN_FILTER'
  | 'LOAD_UNUSED_MACRO'
  | 'LOAD_UNUSED_LIST'
  | 'LOAD_UNKNOWN_ITEM'
  | 'LOAD_DEPRECATED_ITEM'
  | 'LOAD_APPEND_NO_VALUES'
  | 'LOAD_EXCEPTION_NAME_NOT_UNIQUE'
  | 'LOAD_INVALID_MACRO_NAME'
  | 'LOAD_INVALID_LIST_NAME'
  | 'LOAD_COMPILE_CONDITION'
  | 'LOAD_UNKNOWN_KEY';

/** Our own codes, which are stable, and what each is about. */
export const DIAGNOSTIC_CODES = {
  LANG001: 'The condition is not written in the rule language',
  LANG002: 'Operator, function or value do not fit the field',
  LANG003: 'The condition is valid but probably not what was meant',
  LANG004: 'A macro is not defined where it is used',
  LANG005: 'Macros use each other in a circle',
  LANG006: 'The condition grows too large',
  FIELD001: 'The event source has no such field',
  FIELD002: 'The argument in brackets does not fit the field',
  OUTPUT001: 'The output template is wrong',
  RULE001: 'The file is not YAML',
  RULE002: 'The file is not a list of rules, macros and lists',
  RULE003: 'A required key is missing or empty',
  RULE004: 'A value has the wrong type',
  RULE005: 'There is no such priority',
  RULE006: 'The keys under `override` are wrong',
  RULE007: 'What is to be changed is not defined before',
  RULE008: 'A rule is changed from another event source',
  RULE009: 'An exception is wrong',
  RULE010: 'A required version is malformed or not met',
  RULE011: 'A top-level key is unknown',
  RULE012: 'A key is unknown and ignored',
  RULE013: 'A deprecated form is used',
  RULE014: 'No rule or macro uses this',
  RULE015: 'The name cannot be used in conditions',
  RULE016: 'The event source is unknown, so the rule is skipped',
  RULE017: 'A field is unknown, so the rule is skipped as it asks for',
} as const satisfies Readonly<Record<string, string>>;

type Code = keyof typeof DIAGNOSTIC_CODES;

/** Every kind of mistake, with our code and Falco's. */
const KINDS = {
  yaml_syntax: ['RULE001', 'LOAD_ERR_YAML_PARSE'],
  unclosed_quote: ['RULE001', 'LOAD_ERR_YAML_PARSE'],
  not_yaml: ['RULE002', 'LOAD_ERR_YAML_VALIDATE'],
  not_array: ['RULE002', 'LOAD_ERR_YAML_VALIDATE'],
  item_not_map: ['RULE002', 'LOAD_ERR_YAML_VALIDATE'],
  missing_key: ['RULE003', 'LOAD_ERR_YAML_VALIDATE'],
  null_value: ['RULE003', 'LOAD_ERR_YAML_VALIDATE'],
  empty_value: ['RULE003', 'LOAD_ERR_YAML_VALIDATE'],
  not_scalar: ['RULE004', 'LOAD_ERR_YAML_VALIDATE'],
  bad_scalar_type: ['RULE004', 'LOAD_ERR_YAML_VALIDATE'],
  not_sequence: ['RULE004', 'LOAD_ERR_YAML_VALIDATE'],
  list_item_not_scalar: ['RULE004', 'LOAD_ERR_YAML_VALIDATE'],
  too_many_values: ['RULE004', 'LOAD_ERR_YAML_VALIDATE'],
  bad_priority: ['RULE005', 'LOAD_ERR_YAML_VALIDATE'],
  override_append_not_allowed: ['RULE006', 'LOAD_ERR_YAML_VALIDATE'],
  override_replace_not_allowed: ['RULE006', 'LOAD_ERR_YAML_VALIDATE'],
  override_bad_operation: ['RULE006', 'LOAD_ERR_YAML_VALIDATE'],
  override_key_without_entry: ['RULE006', 'LOAD_ERR_YAML_VALIDATE'],
  override_entry_without_key: ['RULE006', 'LOAD_ERR_YAML_VALIDATE'],
  append_with_override: ['RULE006', 'LOAD_ERR_YAML_VALIDATE'],
  override_not_mapping: ['RULE006', 'LOAD_ERR_VALIDATE'],
  append_without_keys: ['RULE006', 'LOAD_ERR_VALIDATE'],
  append_unknown_list: ['RULE007', 'LOAD_ERR_VALIDATE'],
  append_unknown_macro: ['RULE007', 'LOAD_ERR_VALIDATE'],
  append_unknown_rule: ['RULE007', 'LOAD_ERR_VALIDATE'],
  replace_unknown_rule: ['RULE007', 'LOAD_ERR_VALIDATE'],
  enable_unknown_rule: ['RULE007', 'LOAD_ERR_VALIDATE'],
  source_mismatch: ['RULE008', 'LOAD_ERR_VALIDATE'],
  exceptions_not_sequence: ['RULE009', 'LOAD_ERR_YAML_VALIDATE'],
  exception_not_map: ['RULE009', 'LOAD_ERR_YAML_VALIDATE'],
  exception_values_not_sequence: ['RULE009', 'LOAD_ERR_YAML_VALIDATE'],
  exception_needs_fields: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_needs_values: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_append_fields: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_append_comps: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_fields_comps_length: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_fields_values_length: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_bad_operator: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_unknown_field: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_value_not_scalar: ['RULE009', 'LOAD_ERR_VALIDATE'],
  exception_comps_not_scalar: ['RULE009', 'LOAD_ERR_VALIDATE'],
  append_no_values: ['RULE009', 'LOAD_APPEND_NO_VALUES'],
  exception_name_not_unique: ['RULE009', 'LOAD_EXCEPTION_NAME_NOT_UNIQUE'],
  bad_engine_version: ['RULE010', 'LOAD_ERR_YAML_VALIDATE'],
  plugin_versions_not_sequence: ['RULE010', 'LOAD_ERR_YAML_VALIDATE'],
  plugin_version_not_map: ['RULE010', 'LOAD_ERR_YAML_VALIDATE'],
  plugin_alternatives_not_sequence: ['RULE010', 'LOAD_ERR_YAML_VALIDATE'],
  plugin_alternative_not_map: ['RULE010', 'LOAD_ERR_YAML_VALIDATE'],
  engine_version_unsatisfied: ['RULE010', 'LOAD_ERR_VALIDATE'],
  bad_plugin_version: ['RULE010', 'LOAD_ERR_VALIDATE'],
  duplicate_plugin_alternative: ['RULE010', 'LOAD_ERR_VALIDATE'],
  unknown_item: ['RULE011', 'LOAD_UNKNOWN_ITEM'],
  unknown_key: ['RULE012', 'LOAD_UNKNOWN_KEY'],
  deprecated_append: ['RULE013', 'LOAD_DEPRECATED_ITEM'],
  deprecated_enabled: ['RULE013', 'LOAD_DEPRECATED_ITEM'],
  unused_macro: ['RULE014', 'LOAD_UNUSED_MACRO'],
  unused_list: ['RULE014', 'LOAD_UNUSED_LIST'],
  invalid_macro_name: ['RULE015', 'LOAD_INVALID_MACRO_NAME'],
  invalid_list_name: ['RULE015', 'LOAD_INVALID_LIST_NAME'],
  unknown_source: ['RULE016', 'LOAD_UNKNOWN_SOURCE'],
  skipped_unknown_field: ['RULE017', 'LOAD_UNKNOWN_FILTER'],
  syntax: ['LANG001', 'LOAD_ERR_COMPILE_CONDITION'],
  condition: ['LANG002', 'LOAD_ERR_COMPILE_CONDITION'],
  'condition:field_arg': ['FIELD002', 'LOAD_ERR_COMPILE_CONDITION'],
  suspicious_condition: ['LANG003', 'LOAD_COMPILE_CONDITION'],
  unsafe_na_check: ['LANG003', 'LOAD_UNSAFE_NA_CHECK'],
  undefined_macro: ['LANG004', 'LOAD_ERR_VALIDATE'],
  macro_loop: ['LANG005', 'LOAD_ERR_VALIDATE'],
  condition_too_large: ['LANG006', 'LOAD_ERR_COMPILE_CONDITION'],
  unknown_field: ['FIELD001', 'LOAD_ERR_COMPILE_CONDITION'],
  unknown_output_field: ['FIELD001', 'LOAD_ERR_COMPILE_OUTPUT'],
  output: ['OUTPUT001', 'LOAD_ERR_COMPILE_OUTPUT'],
} as const satisfies Readonly<Record<string, readonly [Code, FalcoCode]>>;

/** Kinds that name a detail after a colon, e.g. `missing_key:output` or `syntax:expected_string`. */
type DetailedKind = 'missing_key' | 'null_value' | 'syntax' | 'condition' | 'output';

/** What is wrong, as the conformance vectors name it. */
export type ProblemKind = Exclude<keyof typeof KINDS, DetailedKind> | `${DetailedKind}:${string}`;

/** Whether a word is one of ours for what is wrong. */
export function isProblemKind(text: string): text is ProblemKind {
  return text in KINDS || (text.includes(':') && text.slice(0, text.indexOf(':')) in KINDS);
}

/** Our code, Falco's code and the severity of a kind of mistake. */
export function classify(kind: ProblemKind): {
  readonly code: Code;
  readonly falcoCode: FalcoCode;
  readonly severity: Severity;
} {
  const [code, falcoCode] = kind in KINDS ? KINDS[kind as keyof typeof KINDS] : KINDS[stem(kind)];
  return { code, falcoCode, severity: falcoCode.startsWith('LOAD_ERR_') ? 'error' : 'warning' };
}

function stem(kind: ProblemKind): keyof typeof KINDS {
  return kind.slice(0, kind.indexOf(':')) as DetailedKind;
}
