import { type ByteString, decodeText, encodeText } from '../condition/byte-string.ts';
import { compileConstantTest } from './comparators.ts';
import type { Regex } from './posix-regex.ts';
import type { ConstantTest, Operand } from './predicate.ts';
import type { CompiledRegex, PiecesMatcher } from './regex.ts';
import { TableMatcher } from './table-matcher.ts';

/** What is known of the texts of a field. */
export interface PartialTexts {
  /** Each text as its known pieces, in their order: between each two of them anything may stand, or nothing. */
  readonly texts: readonly (readonly string[])[];
  /** Whether the field has no texts but these. Without texts and not complete: it may not even have a value. */
  readonly isComplete: boolean;
}

/** `undefined` where it cannot be known. */
export type Truth = boolean | undefined;

/** Whether all hold: surely not as soon as one does not. */
export function allOf(truths: Iterable<Truth>): Truth {
  return decidedBy(false, truths);
}

/** Whether any holds: surely as soon as one does. */
export function anyOf(truths: Iterable<Truth>): Truth {
  return decidedBy(true, truths);
}

/** The deciding truth as soon as one is it; else its opposite, where all are known. */
function decidedBy(deciding: boolean, truths: Iterable<Truth>): Truth {
  let result: Truth = !deciding;
  for (const truth of truths) {
    if (truth === deciding) return deciding;
    if (truth === undefined) result = undefined;
  }
  return result;
}

/** The test of a field of texts against the constants of its right side, for texts that are known in part. */
export function compilePartialTest(test: ConstantTest): (known: PartialTexts) => Truth {
  const { left } = test;
  if (left.type !== 'string' && left.type !== 'fspath') return () => undefined;
  const scalar = { ...test, left: { ...left, list: false } };
  const isWhole = compileConstantTest(scalar);
  const isPartly = partialCheck(scalar);
  const check = (pieces: readonly string[]): Truth =>
    pieces.length === 1 ? isWhole(encodeText(pieces[0] as string)) : isPartly(pieces);
  // Of all operators on a list, only `in` asks for all of its texts.
  const combine = left.list && test.operator === 'in' ? allOf : anyOf;
  return ({ texts, isComplete }) => {
    const truths = texts.map(check);
    return combine(isComplete ? truths : [...truths, undefined]);
  };
}

function partialCheck(test: ConstantTest): PiecesMatcher {
  const { operator, modifier, operands } = test;
  const checks = operands.map((operand) => singleCheck(test, operand));
  const truths = function* (pieces: readonly string[]): Iterable<Truth> {
    for (const check of checks) yield check(pieces);
  };
  if (operator === 'in' || operator === 'intersects') return (pieces) => anyOf(truths(pieces));
  if (modifier === undefined) return checks[0] ?? (() => undefined);
  switch (modifier) {
    case 'anyof':
      return (pieces) => anyOf(truths(pieces));
    case 'allof':
      return (pieces) => (checks.length === 0 ? false : allOf(truths(pieces)));
    case 'oneof':
      return () => undefined;
  }
}

function singleCheck({ operator }: ConstantTest, operand: Operand): PiecesMatcher {
  switch (operator) {
    case '=':
    case 'in':
    case 'intersects':
      return equality(operand as ByteString);
    case '!=': {
      const isEqual = equality(operand as ByteString);
      return (pieces) => not(isEqual(pieces));
    }
    case 'contains':
      return patternCheck([ANYTHING, ...literals(operand as ByteString, false), ANYTHING]);
    case 'icontains':
      return patternCheck([ANYTHING, ...literals(operand as ByteString, true), ANYTHING]);
    case 'startswith':
      return patternCheck([...literals(operand as ByteString, false), ANYTHING]);
    case 'endswith':
      return patternCheck([ANYTHING, ...literals(operand as ByteString, false)]);
    case 'glob':
    case 'iglob':
      return globCheck(operand as ByteString, operator === 'iglob');
    case 'regex': {
      const regex = operand as CompiledRegex;
      return (pieces) => regex.matchesPieces(pieces);
    }
    case 'pmatch':
    case 'bcontains':
    case 'bstartswith':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return () => undefined;
  }
}

export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

/** Quicker than a machine, of which a list of constants would need as many. */
function equality(wanted: ByteString): PiecesMatcher {
  const text = decodeText(wanted);
  return (pieces) => (fits(pieces, text) ? undefined : false);
}

/** Whether the pieces can be found in a text, in their order: the first at its start, the last at its end. */
function fits(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at + last.length <= text.length;
}

const ANYTHING: Regex = {
  kind: 'repeat',
  part: { kind: 'class', negated: true, ranges: [] },
  min: 0,
  max: Number.POSITIVE_INFINITY,
};

function literals(bytes: ByteString, ignoreCase: boolean): readonly Regex[] {
  return Array.from(decodeText(bytes), (char) => {
    const chars = ignoreCase && /[a-z]/i.test(char) ? [char.toLowerCase(), char.toUpperCase()] : [char];
    const codes = chars.map((one) => one.codePointAt(0) as number);
    return { kind: 'class', negated: false, ranges: codes.map((code) => ({ low: code, high: code })) };
  });
}

/** Patterns with more than stars in them are not looked into. */
function globCheck(pattern: ByteString, ignoreCase: boolean): PiecesMatcher {
  if (/[?[\\]/.test(pattern)) return () => undefined;
  const parts = pattern.split('*').map((part) => literals(part, ignoreCase));
  return patternCheck(parts.flatMap((part, index) => (index === 0 ? part : [ANYTHING, ...part])));
}

function patternCheck(parts: readonly Regex[]): PiecesMatcher {
  let matcher: TableMatcher | undefined;
  return (pieces) => {
    matcher ??= new TableMatcher({ kind: 'sequence', parts });
    return matcher.matchesPieces(pieces);
  };
}
