import { type Interpolation, type Piece, splitPieces } from './interpolation.ts';

/** A token of inline code. Strings come with escapes resolved; interpolated pieces are kept as source. */
export type Token =
  | { readonly kind: 'name'; readonly value: string; readonly line: number }
  | { readonly kind: 'number'; readonly value: string; readonly line: number }
  | { readonly kind: 'operator'; readonly value: string; readonly line: number }
  | {
      readonly kind: 'string';
      /** Literal pieces, and between them the source of interpolated expressions. */
      readonly pieces: readonly Piece[];
      /** It is run as a command: backticks, `qx()`, `%x()`. */
      readonly command: boolean;
      readonly line: number;
    };

/** How a language is written, as far as tokens go. */
export interface Lexis {
  readonly lineComments: readonly string[];
  readonly blockComments?: readonly (readonly [open: string, close: string])[];
  /** Characters that open a string in which nothing is interpolated. */
  readonly plainQuotes: string;
  /** Characters that open a string with interpolation. */
  readonly quotes: string;
  readonly interpolation?: Interpolation;
  /** Backticks run a command instead of quoting. */
  readonly backtickRuns?: boolean;
  /** Python's `"""`, prefixes and raw strings. */
  readonly pythonStrings?: boolean;
  /** Perl's and Ruby's `q()`, `qq{}`, `qx//`, `%x()`. */
  readonly quoteWords?: 'perl' | 'ruby';
  /** `/…/` can be a regular expression. */
  readonly regex?: boolean;
  /** Characters that start a name besides letters: `$`, `@`. */
  readonly sigils?: string;
  readonly longBrackets?: boolean;
  /** Names may have dashes in them, as in Lisp. */
  readonly dashes?: boolean;
}

/** Tokens beyond this are not looked at. */
const MAX_TOKENS = 20_000;

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
const OPERATORS = [
  '===',
  '!==',
  '...',
  '**=',
  '<<=',
  '>>=',
  '??=',
  '=>',
  '->',
  '::',
  '..',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '??',
  '?.',
  '+=',
  '-=',
  '*=',
  '/=',
  '.=',
  '|=',
  '&=',
  '<<',
  '>>',
  '++',
  '--',
  '|&',
  '=~',
  ':=',
];

export function tokenize(source: string, lexis: Lexis): readonly Token[] {
  return new Lexer(source, lexis).run();
}

class Lexer {
  readonly #source: string;
  readonly #lexis: Lexis;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 0;

  constructor(source: string, lexis: Lexis) {
    this.#source = source;
    this.#lexis = lexis;
  }

  run(): readonly Token[] {
    while (this.#at < this.#source.length && this.#tokens.length < MAX_TOKENS) this.#next();
    return this.#tokens;
  }

  #next(): void {
    const char = this.#source[this.#at] as string;
    if (char === '\n') {
      this.#line += 1;
      this.#at += 1;
      return;
    }
    if (char <= ' ') {
      this.#at += 1;
      return;
    }
    if (this.#skipComment()) return;
    if (this.#takePythonString() || this.#takeQuoteWord() || this.#takeLongBracket()) return;
    if (char === '`') {
      this.#takeString(char, true, this.#lexis.backtickRuns === true);
      return;
    }
    if (this.#lexis.plainQuotes.includes(char)) {
      this.#takeString(char, false, false);
      return;
    }
    if (this.#lexis.quotes.includes(char)) {
      this.#takeString(char, true, false);
      return;
    }
    if (isNameStart(char) || this.#startsSigil(char)) {
      this.#takeName();
      return;
    }
    if (char >= '0' && char <= '9') {
      this.#takeNumber();
      return;
    }
    if (char === '/' && this.#lexis.regex === true && this.#expectsOperand()) {
      this.#skipRegex();
      return;
    }
    const operator = OPERATORS.find((candidate) => this.#source.startsWith(candidate, this.#at)) ?? char;
    this.#push({ kind: 'operator', value: operator, line: this.#line });
    this.#at += operator.length;
  }

  #push(token: Token): void {
    this.#tokens.push(token);
  }

  #skipComment(): boolean {
    for (const opener of this.#lexis.lineComments) {
      if (!this.#source.startsWith(opener, this.#at)) continue;
      const end = this.#source.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#source.length : end;
      return true;
    }
    for (const [open, close] of this.#lexis.blockComments ?? []) {
      if (!this.#source.startsWith(open, this.#at)) continue;
      const end = this.#source.indexOf(close, this.#at + open.length);
      this.#moveTo(end < 0 ? this.#source.length : end + close.length);
      return true;
    }
    return false;
  }

  /** Moves on, counting lines. */
  #moveTo(end: number): void {
    for (let i = this.#at; i < end; i++) if (this.#source.charCodeAt(i) === 10) this.#line += 1;
    this.#at = end;
  }

  #startsSigil(char: string): boolean {
    if (this.#lexis.sigils?.includes(char) !== true) return false;
    const next = this.#source[this.#at + 1] ?? '';
    return isNameStart(next) || (char === '$' && /[0-9_!@&{]/.test(next) && next !== '{') || next === '$';
  }

  #takeName(): void {
    const start = this.#at;
    let i = start + 1;
    if (this.#lexis.sigils?.includes(this.#source[start] as string) === true)
      while (this.#source[i] === '$') i += 1;
    while (
      i < this.#source.length &&
      (isNamePart(this.#source[i] as string) || (this.#source[i] === '-' && this.#lexis.dashes === true))
    )
      i += 1;
    if (i === start + 1 && !isNameStart(this.#source[start] as string)) i += 1;
    this.#push({ kind: 'name', value: this.#source.slice(start, i), line: this.#line });
    this.#at = i;
  }

  #takeNumber(): void {
    const start = this.#at;
    let i = start + 1;
    while (i < this.#source.length && /[0-9a-zA-Z_.]/.test(this.#source[i] as string)) {
      if (this.#source[i] === '.' && this.#source[i + 1] === '.') break;
      i += 1;
    }
    this.#push({ kind: 'number', value: this.#source.slice(start, i), line: this.#line });
    this.#at = i;
  }

  #expectsOperand(): boolean {
    const last = this.#tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === 'name')
      return /^(?:return|if|unless|and|or|not|when|while|case|print|grep|split|typeof)$/.test(last.value);
    return last.kind === 'operator' && ![')', ']', '}'].includes(last.value);
  }

  #skipRegex(): void {
    const end = this.#closing(this.#at + 1, '/');
    let i = end + 1;
    while (i < this.#source.length && /[a-z]/.test(this.#source[i] as string)) i += 1;
    this.#push({ kind: 'string', pieces: [], command: false, line: this.#line });
    this.#moveTo(Math.min(i, this.#source.length));
  }

  /** The position of the closing character, escapes skipped; nested pairs counted where opener and closer differ. */
  #closing(from: number, close: string, open = ''): number {
    let depth = 0;
    for (let i = from; i < this.#source.length; i++) {
      const char = this.#source[i];
      if (char === '\\') i += 1;
      else if (open !== '' && char === open) depth += 1;
      else if (char === close) {
        if (depth === 0) return i;
        depth -= 1;
      }
    }
    return this.#source.length;
  }

  #takePythonString(): boolean {
    if (this.#lexis.pythonStrings !== true) return false;
    let i = this.#at;
    while (i - this.#at < 3 && /[rRbBuUfF]/.test(this.#source[i] ?? '')) i += 1;
    const quote = this.#source[i];
    if (quote !== '"' && quote !== "'") return false;
    const prefix = this.#source.slice(this.#at, i).toLowerCase();
    const triple = this.#source.startsWith(quote.repeat(3), i);
    const start = i + (triple ? 3 : 1);
    const end = triple ? this.#indexOf(quote.repeat(3), start) : this.#closing(start, quote);
    const raw = this.#source.slice(start, end);
    this.#pushString(raw, prefix.includes('f') ? 'f{' : undefined, !prefix.includes('r'), false);
    this.#moveTo(Math.min(end + (triple ? 3 : 1), this.#source.length));
    return true;
  }

  #indexOf(text: string, from: number): number {
    const found = this.#source.indexOf(text, from);
    return found < 0 ? this.#source.length : found;
  }

  #takeQuoteWord(): boolean {
    const kind = this.#lexis.quoteWords;
    if (kind === undefined) return false;
    const rest = this.#source.slice(this.#at, this.#at + 4);
    const match =
      kind === 'perl'
        ? /^(qq|qx|qw|qr|q|m|s|tr|y)([^\w\s,;=)])/.exec(rest)
        : /^%([qQwWxrisI]?)([([{<|/!])/.exec(rest);
    if (match === null) return false;
    const last = this.#tokens.at(-1);
    if (kind === 'perl' && last?.kind === 'operator' && (last.value === '->' || last.value === '{'))
      return false;
    if (kind === 'ruby' && !this.#expectsOperand()) return false;
    const [all, word = '', open = ''] = match;
    const close = CLOSERS[open] ?? open;
    const start = this.#at + all.length;
    let end = this.#closing(start, close, close === open ? '' : open);
    const raw = this.#source.slice(start, end);
    if (word === 's' || word === 'tr' || word === 'y') {
      end = this.#closing(end + 1, close, close === open ? '' : open);
      this.#push({ kind: 'string', pieces: [], command: false, line: this.#line });
    } else {
      const interpolates =
        word === 'qq' || word === 'qx' || word === 'Q' || word === 'x' || (kind === 'ruby' && word === '');
      const runs = word === 'qx' || word === 'x';
      this.#pushString(raw, interpolates ? this.#lexis.interpolation : undefined, true, runs);
    }
    this.#moveTo(Math.min(end + 1, this.#source.length));
    return true;
  }

  /** Lua's `[[…]]`. */
  #takeLongBracket(): boolean {
    if (this.#lexis.longBrackets !== true || !this.#source.startsWith('[[', this.#at)) return false;
    const end = this.#indexOf(']]', this.#at + 2);
    this.#pushString(this.#source.slice(this.#at + 2, end), undefined, false, false);
    this.#moveTo(Math.min(end + 2, this.#source.length));
    return true;
  }

  #takeString(quote: string, interpolates: boolean, command: boolean): void {
    const end = this.#closing(this.#at + 1, quote);
    const raw = this.#source.slice(this.#at + 1, end);
    this.#pushString(raw, interpolates ? this.#lexis.interpolation : undefined, true, command);
    this.#moveTo(Math.min(end + 1, this.#source.length));
  }

  #pushString(
    raw: string,
    interpolation: Interpolation | undefined,
    escapes: boolean,
    command: boolean,
  ): void {
    this.#push({
      kind: 'string',
      pieces: splitPieces(raw, interpolation, escapes),
      command,
      line: this.#line,
    });
  }
}

function isNameStart(char: string): boolean {
  return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || char === '_' || char > '\x7f';
}

function isNamePart(char: string): boolean {
  return isNameStart(char) || (char >= '0' && char <= '9');
}
