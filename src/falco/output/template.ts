import type { Argument, ByteRange } from '../condition/ast.ts';
import { type ByteString, decodeText, encodeText } from '../condition/byte-string.ts';
import { printCanonical } from '../condition/printer.ts';
import type { ConditionResolver, Expression } from '../eval/index.ts';
import { readPlaceholder } from './placeholder.ts';

/** Falco has no limit; a wider placeholder would only fill memory with blanks. */
const MAX_WIDTH = 65_536;

export type TemplateErrorKind =
  | 'empty'
  | 'ends_with_percent'
  | 'ends_with_number'
  | 'unknown_field'
  | 'width_too_large';

export interface TemplateProblem {
  readonly kind: TemplateErrorKind;
  /** Bytes of the template's text. */
  readonly range: ByteRange;
  readonly message: string;
  readonly hint?: string;
}

/** One stretch of a template: text as it is, or a value in a width (0 for its own). */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: ByteString }
  | { readonly kind: 'value'; readonly expression: Expression; readonly width: number };

/** More mistakes in one output are not told. */
const MAX_PROBLEMS = 100;

/** One value that a template names, for structured outputs. */
export interface TemplateField {
  /** The canonical text of the field or function. */
  readonly name: string;
  readonly expression: Expression;
  readonly isCall: boolean;
}

export interface Template {
  /** Prints `<NA>` for what is missing, where others stop: a leading `*` asks for it. */
  readonly isLenient: boolean;
  readonly parts: readonly TemplatePart[];
  /** The fields of the placeholders and, after those in it, each outermost function. */
  readonly fields: readonly TemplateField[];
}

export type TemplateResult =
  | { readonly ok: true; readonly template: Template }
  | {
      readonly ok: false;
      /** At least one; the first is the one that Falco reports. */
      readonly problems: readonly TemplateProblem[];
    };

/**
 * Compiles an output: text in which `%` starts a field or a function, perhaps after a width.
 *
 * @see https://github.com/falcosecurity/libs/blob/master/userspace/libsinsp/eventformatter.cpp
 */
export function compileTemplate(text: string, resolver: ConditionResolver): TemplateResult {
  const bytes = encodeText(text);
  if (bytes === '') {
    const message = 'the output is empty';
    return { ok: false, problems: [{ kind: 'empty', range: { start: 0, end: 0 }, message }] };
  }
  const isLenient = bytes.startsWith('*');
  const parts: TemplatePart[] = [];
  const fields: TemplateField[] = [];
  const problems: TemplateProblem[] = [];
  let position = isLenient ? 1 : 0;
  while (position < bytes.length && problems.length < MAX_PROBLEMS) {
    const percent = bytes.indexOf('%', position);
    const textEnd = percent === -1 ? bytes.length : percent;
    if (textEnd > position) parts.push({ kind: 'text', text: bytes.slice(position, textEnd) });
    if (percent === -1) break;
    const digits = /^[0-9]*/.exec(bytes.slice(percent + 1, percent + 33))?.[0] as string;
    const start = percent + 1 + digits.length;
    if (start === bytes.length) {
      problems.push(unfinished(digits, percent, start));
      break;
    }
    const width = Number(digits);
    if (width > MAX_WIDTH) problems.push(tooWide(percent, start));
    const result = readPlaceholder(resolver, bytes, start);
    if (result.ok) {
      const { term, expression, end } = result.placeholder;
      parts.push({ kind: 'value', expression, width });
      collectFields(term, resolver, fields);
      position = end;
      continue;
    }
    const { message, hint } = result;
    const range = { start: percent, end: Math.max(result.end, start) };
    problems.push({ kind: 'unknown_field', range, message, ...(hint === undefined ? {} : { hint }) });
    position = range.end;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, template: { isLenient, parts, fields } };
}

function unfinished(digits: string, start: number, end: number): TemplateProblem {
  const range = { start, end };
  if (digits === '') return { kind: 'ends_with_percent', range, message: 'the output ends with `%`' };
  return { kind: 'ends_with_number', range, message: `expected a field after \`%${digits}\`, found the end` };
}

function tooWide(start: number, end: number): TemplateProblem {
  return { kind: 'width_too_large', range: { start, end }, message: `a width goes up to ${MAX_WIDTH}` };
}

/** Falco lists a function after the fields in it, and only the last of functions that follow each other. */
function collectFields(term: Argument, resolver: ConditionResolver, fields: TemplateField[]): void {
  let wasCall = false;
  const visit = (node: Argument): void => {
    switch (node.kind) {
      case 'literal':
        return;
      case 'argument-list':
        for (const item of node.items) visit(item);
        return;
      case 'field':
        add(node, false);
        return;
      case 'call':
        for (const arg of node.args) visit(arg);
        if (wasCall) fields.pop();
        add(node, true);
    }
  };
  const add = (node: Argument & { readonly kind: 'field' | 'call' }, isCall: boolean): void => {
    const { expression } = resolver.resolveTerm(node);
    const printed = printCanonical({ kind: 'exists', left: node, range: node.range });
    if (expression !== undefined) {
      fields.push({ name: decodeText(printed.slice(0, -' exists'.length)), expression, isCall });
    }
    wasCall = isCall;
  };
  visit(term);
}
