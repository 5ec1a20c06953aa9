export interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

/** What the YAML parser says of an error. */
interface ParserError {
  readonly code: string;
  readonly message: string;
}

const QUOTE_VALUE = 'put quotes around the whole value';

/** What the YAML parser's messages mean for someone who writes rules; others are told in its own words. */
const BY_CODE: Readonly<Record<string, Explanation>> = {
  TAB_AS_INDENT: { message: 'a tab cannot indent a line', hint: 'use blanks' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a value that holds `: ` is taken for a nested mapping',
    hint: QUOTE_VALUE,
  },
  BAD_SCALAR_START: {
    message: 'a value cannot begin with this character unless it is quoted',
    hint: QUOTE_VALUE,
  },
  BAD_DQ_ESCAPE: {
    message: 'there is no such escape in a string in double quotes',
    hint: 'write `\\\\` for a backslash, or use single quotes',
  },
  RESOURCE_EXHAUSTION: { message: 'the values are nested too deeply' },
};

const BY_MESSAGE: readonly (readonly [RegExp, Explanation])[] = [
  [
    /^Implicit map keys need to be followed by map values/,
    {
      message: 'expected `key: value`',
      hint: 'indent the lines of a long value more than its key, and begin it with `>` or `|`',
    },
  ],
  [/^Unexpected scalar at node end/, { message: 'text after the end of a value', hint: QUOTE_VALUE }],
  [
    /^All (mapping|sequence) items must start at the same column/,
    { message: 'this line is indented differently from its neighbours' },
  ],
];

/** Errors that the parser finds at the end of a value, where they are best told of its beginning. */
const UNCLOSED: readonly (readonly [RegExp, Explanation])[] = [
  [
    /^Missing closing .quote/,
    {
      message: 'this string has no closing quote',
      hint: 'a quote inside the string is written twice in single quotes and `\\"` in double quotes',
    },
  ],
  [
    /sufficiently indented and end with a [\]}]/,
    {
      message: 'this bracket is not closed, or not all lines up to its end are indented more than their key',
      hint: 'a value that holds brackets needs quotes around it',
    },
  ],
];

/** Puts an error into words that are about its own place. */
export function explainError({ code, message }: ParserError): Explanation {
  const known = BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? BY_CODE[code];
  return known ?? { message: message.charAt(0).toLowerCase() + message.slice(1) };
}

/** Puts an error into words that are about the value which lacks an end; `undefined` if it is no such error. */
export function explainUnclosed({ message }: ParserError): Explanation | undefined {
  return UNCLOSED.find(([pattern]) => pattern.test(message))?.[1];
}

/** Whether the error is a missing quote, which Falco's YAML library lets pass at the end of a file. */
export function isMissingQuote({ message }: ParserError): boolean {
  return /^Missing closing .quote/.test(message);
}
