import type { ByteString } from './byte-string.ts';

const BLANK = /[ \t\r\n\b]+/y;
/** `not` may be followed by any `[[:space:]]`, the other words by blanks only. */
const NOT_WORD = /not[ \t\n\v\f\r]+/y;
const IDENTIFIER = /[a-zA-Z][a-zA-Z0-9_]*/y;
const FIELD_NAME = /[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z][a-zA-Z0-9_]*)+/y;
const BARE_ARGUMENT = /[^\]["' \t\n\v\f\r]+/y;
const HEX_NUMBER = /0[xX][0-9a-fA-F]+/y;
const NUMBER = /[+-]?[0-9]+\.?[0-9]*(?:[eE][+-][0-9]+)?/y;
const BARE_STRING = /[^()"' \t\n\v\f\r=,]+/y;

/**
 * A cursor over a condition's bytes. Which token comes next depends on the place in the grammar (`and` may be
 * a keyword, a macro or a value), so the parser asks for the token it expects. Every method but `blank` leaves
 * the cursor alone when it answers `false` or `undefined`.
 */
export class Lexer {
  readonly bytes: ByteString;
  /** The index of the next byte. */
  position = 0;
  /** The index after the last token that was no blank. */
  end = 0;

  constructor(bytes: ByteString) {
    this.bytes = bytes;
  }

  /** Skips blanks; whether there were any. */
  blank(): boolean {
    BLANK.lastIndex = this.position;
    if (!BLANK.test(this.bytes)) return false;
    this.position = BLANK.lastIndex;
    return true;
  }

  blankFollows(): boolean {
    return ' \t\r\n\b'.includes(this.bytes[this.position] ?? 'x');
  }

  /** Takes exactly this text. */
  text(expected: string): boolean {
    if (!this.bytes.startsWith(expected, this.position)) return false;
    this.moveTo(this.position + expected.length);
    return true;
  }

  /** Takes the first of the texts that is there, an order of preference. */
  oneOf<Text extends string>(texts: readonly Text[]): Text | undefined {
    return texts.find((text) => this.text(text));
  }

  notWord(): boolean {
    return this.match(NOT_WORD) !== undefined;
  }

  identifier(): string | undefined {
    return this.match(IDENTIFIER);
  }

  fieldName(): string | undefined {
    return this.match(FIELD_NAME);
  }

  bareArgument(): ByteString | undefined {
    return this.match(BARE_ARGUMENT);
  }

  number(): string | undefined {
    return this.match(HEX_NUMBER) ?? this.match(NUMBER);
  }

  bareString(): ByteString | undefined {
    return this.match(BARE_STRING);
  }

  /**
   * Takes a quoted string, quotes included. It ends at the first same quote whose previous byte is no
   * backslash, even if that backslash is itself escaped; a NUL byte ends the search.
   */
  quoted(): ByteString | undefined {
    const { bytes, position } = this;
    const quote = bytes[position];
    if (quote !== '"' && quote !== "'") return undefined;
    const nul = bytes.indexOf('\0', position);
    const limit = nul === -1 ? bytes.length : nul;
    let close = bytes.indexOf(quote, position + 1);
    while (close !== -1 && bytes[close - 1] === '\\') close = bytes.indexOf(quote, close + 1);
    if (close === -1 || close >= limit) return undefined;
    this.moveTo(close + 1);
    return bytes.slice(position, close + 1);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const token = pattern.exec(this.bytes)?.[0];
    if (token !== undefined) this.moveTo(this.position + token.length);
    return token;
  }

  private moveTo(position: number): void {
    this.position = position;
    this.end = position;
  }
}
