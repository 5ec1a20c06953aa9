import { LIST_OPERATORS, MODIFIERS, ORDERING_OPERATORS, STRING_OPERATORS } from '../condition/ast.ts';
import { encodeText } from '../condition/byte-string.ts';
import { nearestName } from '../diagnostic-suggestion.ts';
import type { ExceptionDefinition, FiledNode } from './definitions.ts';
import type { Place, Problem } from './report.ts';
import { TracedText } from './traced-text.ts';
import type { YamlNode } from './yaml-node.ts';

const OPERATORS: readonly string[] = [
  'exists',
  ...ORDERING_OPERATORS,
  ...STRING_OPERATORS,
  ...LIST_OPERATORS,
];
const MODIFIED_OPERATORS: readonly string[] = STRING_OPERATORS.flatMap((operator) =>
  MODIFIERS.map((modifier) => `${operator} ${modifier}`),
);
/** Operators whose right side is a list. */
const OPERATORS_ON_LISTS: readonly string[] = [...LIST_OPERATORS, ...MODIFIED_OPERATORS];

/** Why a text names no field, or `undefined` if it does. */
export type CheckField = (text: string) => { readonly message: string; readonly hint?: string } | undefined;

/** The texts of a node that is a text or a sequence of texts; anything else in it counts as empty. */
function textsOf(node: YamlNode | undefined): readonly string[] {
  return node?.kind === 'sequence' ? node.items.map(textOf) : [textOf(node)];
}

function textOf(node: YamlNode | undefined): string {
  return node?.kind === 'scalar' ? node.value : '';
}

/** Whether a node says anything: a text, or a sequence that is not empty. */
export function isGiven(node: YamlNode | undefined): node is YamlNode {
  return node?.kind === 'sequence' ? node.items.length > 0 : textOf(node) !== '';
}

function normalise(operator: string): string {
  return operator.trim().replace(/ +/g, ' ');
}

/** The first mistake in an exception's fields and comparison operators. */
export function checkException(
  exception: ExceptionDefinition,
  checkField: CheckField | undefined,
): Problem | undefined {
  return checkComps(exception) ?? checkFields(exception, checkField);
}

function checkComps(exception: ExceptionDefinition): Problem | undefined {
  const { fields, comps } = exception;
  if (!isGiven(comps)) return undefined;
  const place = placeOf(exception, comps);
  const owner = `exception \`${exception.name}\``;
  if (fields?.kind !== 'sequence') {
    if (comps.kind === 'sequence') {
      const message = `\`comps\` of ${owner} must be a single operator, like \`fields\``;
      return { kind: 'exception_comps_not_scalar', place, message };
    }
    return checkOperator(exception, comps, OPERATORS_ON_LISTS);
  }
  const operators = comps.kind === 'sequence' ? comps.items : [];
  if (operators.length !== fields.items.length) {
    const message = `${owner} has ${fields.items.length} fields but ${operators.length} comparison operators`;
    return {
      kind: 'exception_fields_comps_length',
      place,
      message,
      hint: 'give one operator for each field',
    };
  }
  for (const operator of operators) {
    const problem = checkOperator(exception, operator, [...OPERATORS, ...MODIFIED_OPERATORS]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkOperator(
  exception: ExceptionDefinition,
  node: YamlNode,
  allowed: readonly string[],
): Problem | undefined {
  const operator = normalise(textOf(node));
  if (allowed.includes(operator)) return undefined;
  const nearest = nearestName(operator, allowed);
  const message = `\`${operator}\` is no comparison operator for exception \`${exception.name}\``;
  const isMeant = allowed === OPERATORS_ON_LISTS && OPERATORS.includes(operator);
  const hint = isMeant
    ? `with one field the operators are \`in\`, \`pmatch\` and \`intersects\`; write \`fields: [${textOf(exception.fields)}]\` to use \`${operator}\``
    : nearest === undefined
      ? undefined
      : `did you mean \`${nearest}\`?`;
  return { kind: 'exception_bad_operator', place: placeOf(exception, node), message, hint };
}

function checkFields(
  exception: ExceptionDefinition,
  checkField: CheckField | undefined,
): Problem | undefined {
  if (checkField === undefined) return undefined;
  const { fields } = exception;
  for (const node of fields?.kind === 'sequence' ? fields.items : [fields]) {
    const problem = checkField(textOf(node));
    if (problem === undefined) continue;
    return {
      kind: 'exception_unknown_field',
      place: node === undefined ? exception.place : placeOf(exception, node),
      message: `${problem.message} (in exception \`${exception.name}\`)`,
      hint: problem.hint,
    };
  }
  return undefined;
}

function placeOf(exception: ExceptionDefinition, node: YamlNode): Place {
  return { file: exception.file.name, range: node.range };
}

/** What an exception adds to its rule's condition; its fields as written, where it adds anything. */
export type ExceptionTerm =
  | { readonly ok: true; readonly text: TracedText; readonly fields: readonly string[] }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Writes an exception out as ` and not (...)`; empty if it has no values.
 *
 * Values are pasted as they are, quoted only if they hold a blank, as in Falco: they may thus be list names,
 * `val(field)` or `(a, b)`.
 */
export function exceptionTerm(exception: ExceptionDefinition): ExceptionTerm {
  return exception.fields?.kind === 'sequence' ? termOfTuples(exception) : termOfValues(exception);
}

/** `not (field op (v1, v2))` */
function termOfValues(exception: ExceptionDefinition): ExceptionTerm {
  const field = textOf(exception.fields);
  const [operator = ''] = compsOf(exception, 1);
  const parts: TracedText[] = [];
  for (const value of exception.values) {
    if (value.node.kind === 'sequence') {
      const message = `a value of exception \`${exception.name}\` is a sequence, but \`fields\` is a single field`;
      const hint = `write \`fields: [${field}]\`, or the values without the inner brackets`;
      const place = { file: value.file.name, range: value.node.range };
      return { ok: false, problem: { kind: 'exception_value_not_scalar', place, message, hint } };
    }
    parts.push(made(exception, parts.length === 0 ? ` and not (${field} ${operator} (` : ', '));
    parts.push(quoted(exception, value));
  }
  if (parts.length === 0) return { ok: true, text: made(exception, ''), fields: [] };
  parts.push(made(exception, '))'));
  return { ok: true, text: TracedText.concat(parts), fields: [field] };
}

/** `not ((f1 op1 v1 and f2 op2 v2) or (...))` */
function termOfTuples(exception: ExceptionDefinition): ExceptionTerm {
  const fields = textsOf(exception.fields);
  const operators = compsOf(exception, fields.length);
  const parts: TracedText[] = [];
  for (const tuple of exception.values) {
    const values = tuple.node.kind === 'sequence' ? tuple.node.items : [];
    if (values.length !== fields.length) {
      const found = tuple.node.kind === 'sequence' ? `${values.length} values` : 'a single value';
      const message = `exception \`${exception.name}\` compares ${fields.length} fields, but this entry has ${found}`;
      const hint = `write \`- [${fields.map((_, index) => `value${index + 1}`).join(', ')}]\``;
      const place = { file: tuple.file.name, range: tuple.node.range };
      return { ok: false, problem: { kind: 'exception_fields_values_length', place, message, hint } };
    }
    parts.push(made(exception, parts.length === 0 ? ' and not ((' : ' or ('));
    for (const [index, field] of fields.entries()) {
      const operator = operators[index] ?? '';
      parts.push(made(exception, `${index === 0 ? '' : ' and '} ${field} ${operator} `));
      const value = { file: tuple.file, node: values[index] as YamlNode };
      parts.push(...operand(exception, value, OPERATORS_ON_LISTS.includes(normalise(operator))));
    }
    parts.push(made(exception, ')'));
  }
  if (parts.length === 0) return { ok: true, text: made(exception, ''), fields: [] };
  parts.push(made(exception, ')'));
  return { ok: true, text: TracedText.concat(parts), fields };
}

function operand(exception: ExceptionDefinition, value: FiledNode, isList: boolean): readonly TracedText[] {
  const { file, node } = value;
  if (node.kind === 'sequence') {
    const items = node.items.flatMap((item, index) => [
      made(exception, index === 0 ? '' : ', '),
      quoted(exception, { file, node: item }),
    ]);
    return [made(exception, '('), ...items, made(exception, ')')];
  }
  if (!isList) return [quoted(exception, value)];
  const text = node.kind === 'scalar' ? TracedText.ofScalar(file, node) : made(exception, '');
  return textOf(node).startsWith('(') ? [text] : [made(exception, '('), text, made(exception, ')')];
}

function quoted(exception: ExceptionDefinition, { file, node }: FiledNode): TracedText {
  if (node.kind !== 'scalar') return made(exception, '');
  const text = TracedText.ofScalar(file, node);
  if (!node.value.includes(' ') || /^["']/.test(node.value)) return text;
  const quote = made(exception, '"');
  return TracedText.concat([quote, text, quote]);
}

function compsOf(exception: ExceptionDefinition, count: number): readonly string[] {
  if (isGiven(exception.comps)) return textsOf(exception.comps);
  const operator = exception.fields?.kind === 'sequence' ? '=' : 'in';
  return Array.from({ length: count }, () => (exception.hasDefaultComps ? operator : ''));
}

function made(exception: ExceptionDefinition, text: string): TracedText {
  return TracedText.generated(encodeText(text), exception.place);
}
