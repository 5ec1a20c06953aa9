import { isExact, literal, textFrom, unite } from '../text.ts';
import type { Token } from './tokens.ts';
import { concatValues, exactString, textOf, textValue, type Value } from './value.ts';

export const IMPORT_WORDS = new Set(['import', 'from', 'use']);
export const LOOP_WORDS = new Set(['for', 'foreach']);
/** Words that end the arguments of a call without parentheses. */
export const STOP_WORDS = new Set(
  'if unless while until for foreach and or do then else end in of as is not xor'.split(' '),
);
/** Words between two values that give neither of them. */
export const COMPARING_WORDS = new Set(['is', 'instanceof']);

/** Words in front of an expression that do not change what it stands for. */
export const PREFIX_WORDS = new Set(
  (
    'new await return yield typeof void delete const let var my our local async echo print not throw puts p say lambda ' +
    'export default del raise assert with do then else begin BEGIN END try if elsif elif while unless until and or in of'
  ).split(' '),
);

/** Of these, the ones that show it. */
export const PRINTING_WORDS = new Set(['echo', 'print', 'puts', 'p', 'say']);

/** Operators whose result is not followed, only its origin. */
export const BINARY = new Set([
  '-',
  '*',
  '/',
  '%',
  '<<',
  '>>',
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '>',
  '<=',
  '>=',
  '&&',
  '&',
  '|',
  '^',
  '=~',
  '|=',
  '&=',
  '-=',
  '*=',
  '..',
  '...',
  '**',
]);
/** Operators in front of an operand that do not change what it stands for. */
export const UNARY = new Set([
  '!',
  '-',
  '+',
  '~',
  '*',
  '**',
  '&',
  '\\',
  '...',
  '++',
  '--',
  '@',
  '%',
  '$',
  '<',
  '->',
]);

/** A token that can be the key of an object literal. */
export function keyOf(token: Token): string | undefined {
  if (token.kind === 'name') return token.value;
  if (token.kind !== 'string' || token.pieces.length !== 1) return undefined;
  const [piece] = token.pieces;
  return piece !== undefined && 'text' in piece ? piece.text : undefined;
}

/** `directory / name`, as Python's paths are joined. */
export function joinPaths(left: Value, right: Value): Value {
  return { ...concatValues(left, right, '/'), path: 'path' };
}

/** `"%s" % value`. */
export function format(left: Value, right: Value): Value {
  const pattern = exactString(left) ?? '';
  const values = right.items ?? [right];
  let result = literal('');
  pattern.split('%s').forEach((piece, i) => {
    const value = i === 0 ? undefined : textOf(values[i - 1]);
    result = textFrom(
      result.value + (value?.value ?? '') + piece,
      unite(result.sources, value?.sources ?? []),
      result.decoded || value?.decoded === true,
    );
  });
  return isExact(result.value) ? textValue(result) : { texts: [result] };
}
