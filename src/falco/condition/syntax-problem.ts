import { nearestName } from '../diagnostic-suggestion.ts';
import type { ByteRange } from './ast.ts';
import { FUNCTION_NAMES, LIST_OPERATORS, ORDERING_OPERATORS, STRING_OPERATORS } from './ast.ts';
import { type ByteString, decodeText } from './byte-string.ts';
import type { EscapeErrorKind } from './escapes.ts';

export type SyntaxErrorKind =
  | 'empty'
  | 'depth_limit'
  | 'trailing_input'
  | 'expected_check'
  | 'expected_operator'
  | 'expected_blank_after_bool'
  | 'expected_close_paren'
  | 'expected_string'
  | 'expected_number'
  | 'expected_list'
  | 'bad_field_arg'
  | 'expected_close_bracket'
  | 'bad_transformer_arg'
  | 'bad_transformer_list_arg'
  | 'expected_transformer_close'
  | 'expected_transformer_list_close'
  | 'val_needs_field'
  | EscapeErrorKind;

/** Why a text is no condition. */
export interface SyntaxProblem {
  readonly kind: SyntaxErrorKind;
  /** The byte at which Falco's parser stops, from 0. */
  readonly offset: number;
  /** The bytes to point at. */
  readonly range: ByteRange;
  readonly message: string;
  readonly hint?: string;
}

/** The longest stretch of found text that a message repeats. */
const MAX_FOUND = 40;
const OPERATORS: readonly string[] = [
  'exists',
  ...ORDERING_OPERATORS,
  ...STRING_OPERATORS,
  ...LIST_OPERATORS,
];

/** Words of other languages, and what to write here instead. */
const FOREIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ['&&', 'write `and`'],
  ['||', 'write `or`'],
  ['!', 'write `not` before the check'],
  ['=~', 'write `regex`, which must match the whole value'],
  ['~', 'write `regex`, which must match the whole value'],
  ['~=', 'write `regex`, which must match the whole value'],
  ['matches', 'write `regex`, which must match the whole value'],
  ['like', 'write `glob` with `*` and `?`'],
  ['<>', 'write `!=`'],
  ['is', 'write `=`'],
  ['equals', 'write `=`'],
  ['has', 'write `contains`'],
  ['includes', 'write `contains`'],
  ['not', '`not` stands before the whole check: `not field in (...)`'],
]);

/** Puts a parser's failure into words. `range` replaces the word at `offset` as the place to point at. */
export function describeProblem(
  kind: SyntaxErrorKind,
  bytes: ByteString,
  offset: number,
  range: ByteRange = wordAt(bytes, offset),
): SyntaxProblem {
  const word = bytes.slice(range.start, range.end);
  const hint = hintFor(kind, bytes, offset, word);
  const message = messageFor(
    kind,
    word === '' && offset < bytes.length ? 'a blank' : found(word),
    bytes,
    offset,
  );
  return { kind, offset, range, message, ...(hint === undefined ? {} : { hint }) };
}

function messageFor(kind: SyntaxErrorKind, word: string, bytes: ByteString, offset: number): string {
  switch (kind) {
    case 'empty':
      return 'the condition is empty';
    case 'depth_limit':
      return 'the condition is nested too deeply';
    case 'trailing_input':
      return `expected \`and\`, \`or\` or the end after a complete check, found ${word}`;
    case 'expected_check':
      return `expected a field, a function, a macro or \`(\`, found ${word}`;
    case 'expected_operator':
      return `expected an operator after ${previousWord(bytes, offset)}, found ${word}`;
    case 'expected_blank_after_bool':
      return `expected a blank or \`(\` after ${previousWord(bytes, offset)}, found ${word}`;
    case 'expected_close_paren':
      return `expected \`)\`, found ${word}`;
    case 'expected_string':
      return isQuote(bytes[offset])
        ? `the string that starts here has no closing ${bytes[offset]}`
        : `expected a value, found ${word}`;
    case 'expected_number':
      return `expected a number, \`val(field)\` or a function, found ${word}`;
    case 'expected_list':
      return `expected a list in parentheses, a list's name, \`val(field)\` or a function, found ${word}`;
    case 'bad_field_arg':
      return `expected a key or an index in the brackets, found ${word}`;
    case 'expected_close_bracket':
      return `expected \`]\`, found ${word}`;
    case 'bad_transformer_arg':
      return `expected a field, a function, a quoted string, a number or a list as argument, found ${word}`;
    case 'bad_transformer_list_arg':
      return `expected a field, a function, a quoted string or a number in the list, found ${word}`;
    case 'expected_transformer_close':
      return `expected \`,\` or \`)\` after an argument, found ${word}`;
    case 'expected_transformer_list_close':
      return `expected \`,\` or \`)\` in the list, found ${word}`;
    case 'val_needs_field':
      return `expected a field in \`val(...)\`, found ${word}`;
    case 'bad_escape':
      return `${word} is not an escape of a quoted string`;
    case 'bad_quote_escape':
      return `${word} escapes a quote that does not need it here`;
    case 'bad_hex_escape':
    case 'truncated_hex_escape':
      return `\`\\x\` needs exactly two hexadecimal digits, found ${word}`;
  }
}

function hintFor(
  kind: SyntaxErrorKind,
  bytes: ByteString,
  offset: number,
  word: ByteString,
): string | undefined {
  switch (kind) {
    case 'trailing_input':
      return trailingHint(bytes, offset, word);
    case 'expected_operator': {
      const foreign = FOREIGN_WORDS.get(word.toLowerCase());
      if (foreign !== undefined) return foreign;
      const glued = STRING_OPERATORS.find((operator) => /^[a-z]/.test(operator) && word.startsWith(operator));
      if (glued !== undefined) return `\`${glued}\` needs a blank after it`;
      const nearest = nearestName(word, [...OPERATORS, ...FOREIGN_WORDS.keys()]);
      return (
        FOREIGN_WORDS.get(nearest ?? '') ??
        suggest(word, OPERATORS) ??
        (word === '' ? 'to test that a field has a value write `exists`' : undefined)
      );
    }
    case 'expected_blank_after_bool':
      return undefined;
    case 'expected_check':
      return FOREIGN_WORDS.get(word.slice(0, 2)) ?? FOREIGN_WORDS.get(word.slice(0, 1));
    case 'expected_string':
      if (isQuote(bytes[offset])) {
        return bytes.indexOf(bytes[offset] as string, offset + 1) === -1
          ? undefined
          : 'a quote after a backslash never closes a string, so a value cannot end in a backslash';
      }
      if (word.startsWith('(')) return 'to compare with several values write `in (...)` or `= anyof (...)`';
      if (word.startsWith('=')) return 'the operators are `=`, `==` and `!=`';
      return undefined;
    case 'expected_number':
      return 'strings are compared with `=`, `!=`, `contains`, `startswith` and the like';
    case 'expected_close_paren':
      return /^val\(/.test(bytes.slice(offset - 3))
        ? 'a list holds constants only, no fields or functions'
        : undefined;
    case 'expected_close_bracket':
      return 'a key that holds blanks, quotes or brackets needs quotes around it';
    case 'bad_escape':
      return 'the escapes are \\b \\f \\n \\r \\t \\\\ \\/ \\xHH and the quote itself; write \\\\ for a backslash';
    case 'bad_quote_escape':
      return 'write it without the backslash';
    case 'bad_transformer_arg':
      return word.startsWith('val(') ? 'name the field without `val(...)`' : undefined;
    case 'empty':
    case 'depth_limit':
    case 'expected_list':
    case 'bad_field_arg':
    case 'bad_transformer_list_arg':
    case 'expected_transformer_close':
    case 'expected_transformer_list_close':
    case 'val_needs_field':
    case 'bad_hex_escape':
    case 'truncated_hex_escape':
      return undefined;
  }
}

function trailingHint(bytes: ByteString, offset: number, word: ByteString): string | undefined {
  if (word.startsWith(')')) return 'no `(` is open here';
  if (word.startsWith('#') || word.startsWith('//')) return 'a condition cannot hold comments';
  if (/^(and|or|not)$/i.test(word) && word !== word.toLowerCase()) return `write \`${word.toLowerCase()}\``;
  const foreign = FOREIGN_WORDS.get(word);
  if (foreign !== undefined && word !== 'not') return foreign;
  if (/=\s*~\s*$/.test(bytes.slice(Math.max(0, offset - 16), offset))) return FOREIGN_WORDS.get('=~');
  if (word.startsWith('(')) {
    const call = /[a-zA-Z0-9_]+ *$/.exec(bytes.slice(0, offset))?.[0];
    if (call !== undefined) {
      const name = call.trim();
      if (call !== name) return `no blank may stand between \`${name}\` and its \`(\``;
      return (
        suggest(name, FUNCTION_NAMES) ??
        `the functions are ${FUNCTION_NAMES.join(', ')} and, on the right, val`
      );
    }
  }
  return 'a value that holds blanks, commas, quotes, `=` or parentheses needs quotes around it';
}

function suggest(word: string, names: readonly string[]): string | undefined {
  const name = nearestName(word, names);
  return name === undefined ? undefined : `did you mean \`${name}\`?`;
}

/** The run of bytes at `offset` up to the next blank, comma or parenthesis; one byte where it starts with such. */
function wordAt(bytes: ByteString, offset: number): ByteRange {
  const word = /^(?:[^\s(),]+|[(),]|)/.exec(bytes.slice(offset, offset + 256))?.[0] ?? '';
  return { start: offset, end: offset + word.length };
}

function previousWord(bytes: ByteString, offset: number): string {
  const word = /([^\s()]+|[()])\s*$/.exec(bytes.slice(Math.max(0, offset - 256), offset))?.[1];
  return word === undefined ? 'the field' : found(word);
}

function found(word: ByteString): string {
  if (word === '') return 'the end';
  const text = decodeText(word);
  return `\`${text.length > MAX_FOUND ? `${text.slice(0, MAX_FOUND)}...` : text}\``;
}

function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'";
}
