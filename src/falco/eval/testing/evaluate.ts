import type { Condition } from '../../condition/ast.ts';
import { encodeText } from '../../condition/byte-string.ts';
import { parseCondition } from '../../condition/parser.ts';
import { type CompileOptions, type CompileResult, compileCondition } from '../compile-condition.ts';
import type { Predicate } from '../predicate.ts';
import type { EventFields, FieldInput } from '../values.ts';
import { VECTOR_CATALOGUE } from './vector-fields.ts';

/** An event with these fields, each under `name` or `name[argument]`. */
export function eventOf(fields: Readonly<Record<string, FieldInput>>): EventFields {
  const byText = new Map(Object.entries(fields));
  return { get: (name, argument) => byText.get(argument === undefined ? name : `${name}[${argument}]`) };
}

/** A condition that must parse. */
export function parse(text: string): Condition {
  const parsed = parseCondition(encodeText(text));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.condition;
}

/** Compiles the text of a condition on the fields of the conformance vectors. */
export function compileText(text: string, options?: CompileOptions): CompileResult {
  return compileCondition(parse(text), VECTOR_CATALOGUE, options);
}

/** The predicate of a condition that must compile. */
export function predicateOf(text: string): Predicate {
  return successOf(text).predicate;
}

/** Whether a condition, which must compile, holds for an event with these fields. */
export function holds(
  text: string,
  fields: Readonly<Record<string, FieldInput>> = {},
  options?: CompileOptions,
): boolean {
  return successOf(text, options).evaluate(eventOf(fields));
}

function successOf(text: string, options?: CompileOptions): Extract<CompileResult, { readonly ok: true }> {
  const result = compileText(text, options);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result;
}
