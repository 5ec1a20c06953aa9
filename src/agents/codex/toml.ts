/** One `key = value` of a TOML text; a member of an inline table is one, too. */
export interface TomlEntry {
  /** The whole path: the table's, then the key's parts. */
  readonly path: readonly string[];
  /** How many parts of the path a `[table]` header gives; the others are dotted or in braces. */
  readonly headerDepth: number;
  /** A string or boolean; `undefined` for every other value. */
  readonly value: string | boolean | undefined;
}

/** A `[table]` and the lines that belong to it. */
export interface TomlSection {
  readonly path: readonly string[];
  /** Where the header's line begins. */
  readonly start: number;
  /** Behind the line of its last key, or of the header where it has none. */
  readonly end: number;
}

export type TomlResult =
  | { readonly ok: true; readonly entries: readonly TomlEntry[]; readonly sections: readonly TomlSection[] }
  /** `offset` is where the text stops making sense. */
  | { readonly ok: false; readonly offset: number; readonly problem: string };

/**
 * Reads TOML 1.0 as a flat list, in document order. What is no TOML at all is refused; what only means nothing, such as
 * a key that is there twice or a number with letters in it, is not noticed.
 */
export function readToml(text: string): TomlResult {
  const reader = new Reader(text);
  try {
    reader.readDocument();
    return { ok: true, entries: reader.entries, sections: reader.sections };
  } catch (error) {
    if (error instanceof TomlError) return { ok: false, offset: reader.at, problem: error.message };
    // Arrays and inline tables are read by recursion.
    if (error instanceof RangeError)
      return { ok: false, offset: 0, problem: 'the values are nested too deeply' };
    throw error;
  }
}

class TomlError extends Error {}

const BLANKS = /[ \t]*/y;
const LINE_END = /\r?\n/y;
const REST_OF_LINE = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
const BLANKS_AND_LINES = /(?:[ \t]|\r?\n|#[^\n]*)*/y;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const SCALAR = /\d{4}-\d\d-\d\d(?:[Tt ]\d\d:[\w.:+-]*)?|[+-]?(?:\d[\w.:+-]*|inf|nan)|true|false/y;
const LITERAL_STRING = /'([^'\n]*)'/y;
const CHARACTERS = /[^"\\\n]+/y;
const LINE_BREAK_ESCAPE = /\\[ \t]*\r?\n\s*/y;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([btnfr"\\]))/y;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

class Reader {
  readonly entries: TomlEntry[] = [];
  readonly sections: TomlSection[] = [];
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readDocument(): void {
    let header: readonly string[] = [];
    let section: { path: readonly string[]; start: number; end: number } | undefined;
    for (;;) {
      this.#match(BLANKS_AND_LINES);
      if (this.at >= this.#text.length) return;
      const start = this.#text.lastIndexOf('\n', this.at - 1) + 1;
      if (this.#take('[[')) {
        header = this.#key();
        this.#expect(']]');
        section = undefined;
      } else if (this.#take('[')) {
        header = this.#key();
        this.#expect(']');
        section = { path: header, start, end: start };
        this.sections.push(section);
      } else {
        this.#keyValue(header, header.length);
      }
      if (this.#match(REST_OF_LINE) === undefined) throw new TomlError('expected the end of the line');
      if (section !== undefined) section.end = this.at;
    }
  }

  #keyValue(outer: readonly string[], headerDepth: number): void {
    const path = [...outer, ...this.#key()];
    this.#expect('=');
    this.#match(BLANKS);
    const value = this.#value(path, headerDepth);
    this.entries.push({ path, headerDepth, value });
  }

  #key(): readonly string[] {
    const path: string[] = [];
    do {
      this.#match(BLANKS);
      const part = this.#string('"') ?? this.#match(LITERAL_STRING)?.slice(1, -1) ?? this.#match(BARE_KEY);
      if (part === undefined) throw new TomlError('expected a key');
      path.push(part);
      this.#match(BLANKS);
    } while (this.#take('.'));
    return path;
  }

  #value(path: readonly string[], headerDepth: number): TomlEntry['value'] {
    if (this.#take('[')) return this.#array(path, headerDepth);
    if (this.#take('{')) return this.#inlineTable(path, headerDepth);
    const text =
      this.#string('"""') ??
      this.#literalBlock() ??
      this.#string('"') ??
      this.#match(LITERAL_STRING)?.slice(1, -1);
    if (text !== undefined) return text;
    const scalar = this.#match(SCALAR);
    if (scalar === undefined) throw new TomlError('expected a value');
    return scalar === 'true' || scalar === 'false' ? scalar === 'true' : undefined;
  }

  #array(path: readonly string[], headerDepth: number): undefined {
    for (;;) {
      this.#match(BLANKS_AND_LINES);
      if (this.#take(']')) return;
      this.#value(path, headerDepth);
      this.#match(BLANKS_AND_LINES);
      if (this.#take(',')) continue;
      this.#expect(']');
      return;
    }
  }

  #inlineTable(path: readonly string[], headerDepth: number): undefined {
    this.#match(BLANKS);
    if (this.#take('}')) return;
    do {
      this.#keyValue(path, headerDepth);
      this.#match(BLANKS);
    } while (this.#take(','));
    this.#expect('}');
  }

  /** A string with escapes between these quotes; one that may span lines between three. */
  #string(quotes: '"' | '"""'): string | undefined {
    if (!this.#take(quotes)) return undefined;
    const isBlock = quotes === '"""';
    if (isBlock) this.#match(LINE_END);
    let text = '';
    while (!this.#take(quotes)) {
      const plain =
        this.#match(CHARACTERS) ?? (isBlock ? (this.#match(LINE_END) ?? this.#quote()) : undefined);
      if (plain !== undefined) text += plain;
      else if (!isBlock || this.#match(LINE_BREAK_ESCAPE) === undefined) text += this.#escape();
    }
    return text + (isBlock ? this.#quotesLeft('"') : '');
  }

  #literalBlock(): string | undefined {
    if (!this.#take("'''")) return undefined;
    this.#match(LINE_END);
    const end = this.#text.indexOf("'''", this.at);
    if (end === -1) throw new TomlError('a string that is not closed');
    const text = this.#text.slice(this.at, end);
    this.at = end + 3;
    return text + this.#quotesLeft("'");
  }

  #quote(): string | undefined {
    return this.#take('"') ? '"' : undefined;
  }

  /** One or two quotes before the closing three belong to the text. */
  #quotesLeft(quote: string): string {
    let text = '';
    while (text.length < 2 && this.#take(quote)) text += quote;
    return text;
  }

  #escape(): string {
    ESCAPE.lastIndex = this.at;
    const [all, short, long, character] = ESCAPE.exec(this.#text) ?? [];
    if (all === undefined) throw new TomlError('a string that is not closed, or an escape that is unknown');
    this.at += all.length;
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (code > 0x10ffff) throw new TomlError('an escape beyond Unicode');
    return SHORT_ESCAPES[character ?? ''] ?? String.fromCodePoint(code);
  }

  #expect(token: string): void {
    this.#match(BLANKS);
    if (!this.#take(token)) throw new TomlError(`expected ${token}`);
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** What the pattern matches here. An empty match is one, too. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}
