import type { Left } from '../condition/ast.ts';
import { FUNCTION_NAMES } from '../condition/ast.ts';
import type { ByteString } from '../condition/byte-string.ts';
import { parseCondition, RULE_MAX_DEPTH } from '../condition/parser.ts';
import type { ConditionResolver, Expression } from '../eval/index.ts';

const FIELD_NAME = /[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z][a-zA-Z0-9_]*)+/y;
const CALL_START = new RegExp(`(?:${FUNCTION_NAMES.join('|')})\\(`, 'y');

/** Longer placeholders are not read, so that a text with many that have no end is done with soon. */
const MAX_LENGTH = 4096;

/** What a `%` is followed by. */
export interface Placeholder {
  readonly term: Left;
  readonly expression: Expression;
  /** The byte after it. */
  readonly end: number;
}

export type PlaceholderResult =
  | { readonly ok: true; readonly placeholder: Placeholder }
  | { readonly ok: false; readonly end: number; readonly message: string; readonly hint?: string };

type Failure = Extract<PlaceholderResult, { readonly ok: false }>;

/** Reads the longest text at `start` that is a known field or a function of known fields. */
export function readPlaceholder(
  resolver: ConditionResolver,
  text: ByteString,
  start: number,
): PlaceholderResult {
  const head = text.slice(0, start + MAX_LENGTH);
  const longestName = Math.max(...resolver.catalogue.fields.map(({ name }) => name.length));
  let firstFailure: Failure | undefined;
  for (const end of possibleEnds(head, start, longestName)) {
    const result = resolveTerm(resolver, head, start, end);
    if (result.ok) return result;
    firstFailure ??= result;
  }
  return (
    firstFailure ?? {
      ok: false,
      end: start,
      message: 'expected a field or a function after `%`',
      hint: 'there is no way to write a lone `%`',
    }
  );
}

function resolveTerm(
  resolver: ConditionResolver,
  text: ByteString,
  start: number,
  end: number,
): PlaceholderResult {
  const parsed = parseCondition(`${text.slice(start, end)} exists`, { maxDepth: RULE_MAX_DEPTH });
  if (!parsed.ok) return { ok: false, end, message: parsed.problem.message };
  if (parsed.condition.kind !== 'exists')
    return { ok: false, end, message: 'expected a field or a function after `%`' };
  const term = parsed.condition.left;
  const field = term.kind === 'field' ? resolver.catalogue.get(term.name) : undefined;
  if (field?.filterOnly)
    return { ok: false, end, message: `\`${field.name}\` can be used in conditions only` };
  const { expression, problems } = resolver.resolveTerm(term);
  if (expression !== undefined) return { ok: true, placeholder: { term, expression, end } };
  const [problem] = problems;
  return {
    ok: false,
    end,
    message: problem?.message ?? '',
    ...(problem?.hint === undefined ? {} : { hint: problem.hint }),
  };
}

/** Where the field or call may end, longest first: with and without brackets, then within the name. */
function* possibleEnds(text: ByteString, start: number, longestName: number): Generator<number> {
  const name = matchAt(FIELD_NAME, text, start);
  const end = name === undefined ? endOfCall(text, start) : start + name.length;
  if (end === undefined) return;
  const bracketed = text[end] === '[' ? endOfBrackets(text, end) : undefined;
  if (bracketed !== undefined) yield bracketed;
  yield end;
  if (name === undefined) return;
  for (let shorter = Math.min(end - 1, start + longestName); shorter > start + 2; shorter--) {
    const prefix = text.slice(start, shorter);
    if (matchAt(FIELD_NAME, prefix, 0) === prefix) yield shorter;
  }
}

/** The byte after the parenthesis that closes the call, if it is closed. */
function endOfCall(text: ByteString, start: number): number | undefined {
  const opening = matchAt(CALL_START, text, start);
  if (opening === undefined) return undefined;
  let depth = 1;
  let index = start + opening.length;
  while (index < text.length) {
    const char = text[index] as string;
    const skipped =
      char === '"' || char === "'"
        ? endOfQuote(text, index)
        : char === '['
          ? endOfBrackets(text, index)
          : index + 1;
    if (skipped === undefined) return undefined;
    index = skipped;
    if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return index;
  }
  return undefined;
}

function endOfBrackets(text: ByteString, start: number): number | undefined {
  const next = text[start + 1];
  const from = next === '"' || next === "'" ? endOfQuote(text, start + 1) : start + 1;
  const end = from === undefined ? -1 : text.indexOf(']', from);
  return end === -1 ? undefined : end + 1;
}

/** A quote ends at the first same quote that has no backslash before it. */
function endOfQuote(text: ByteString, start: number): number | undefined {
  const quote = text[start] as string;
  let end = text.indexOf(quote, start + 1);
  while (end !== -1 && text[end - 1] === '\\') end = text.indexOf(quote, end + 1);
  return end === -1 ? undefined : end + 1;
}

function matchAt(pattern: RegExp, text: ByteString, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}
