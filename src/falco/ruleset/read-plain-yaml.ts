import { NULL_WORDS, type YamlEntry, type YamlNode, type YamlScalar } from './yaml-node.ts';

/** What is longer, larger or deeper is left to the reader that knows all limits; patterns run out of stack on longer texts. */
const MAX_LENGTH = 1024 * 1024;
const MAX_NODES = 250_000;
const MAX_DEPTH = 50;

/** Tabs and other controls, what some take for a line break, and characters beyond the basic plane. */
const UNUSUAL_CHARACTER = /[^\n -~\u00a1-\u2027\u202a-\ud7ff]/;
const DOCUMENT_MARKER = /^(?:---|\.\.\.)/m;

/** Each is tried at one place of the text. */
const BLANKS = / */y;
const BLANK_LINE = / *(?:#.*)?(?:\n|$)/y;
const FLOW_BLANKS = /(?:[ \n]|(?<=[ \n])#.*)*/y;
const LINE_END = / *(?: #.*)?(?:\n|$)/y;
const KEY = /[A-Za-z_][\w-]{0,99}(?=:(?:[ \n]|$))/y;
const PLAIN = /(?:[^-\s?:,[\]{}#&*!|>'"%@`]|-(?=\S))[^\n:#]*(?:(?::(?=\S)|(?<=\S)#)[^\n:#]*)*/y;
const FLOW_PLAIN =
  /(?:[^-\s?:,[\]{}#&*!|>'"%@`]|-(?=[^\s,[\]{}]))[^\n:#,[\]{}]*(?:(?::(?=[^\s,[\]{}])|(?<=\S)#)[^\n:#,[\]{}]*)*/y;
const SINGLE_QUOTED = /'(?:[^'\n]|'')*'/y;
/** With the escapes that JSON has, too. */
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y;
const BLOCK_HEADER = /[|>]-? *\n/y;

/**
 * Reads the YAML that rule files are mostly written in, many times faster than a reader of all YAML: one document
 * of sequences and mappings, with scalars that are plain, quoted on one line, or blocks. Gives the node that
 * `readYaml` would give, or `undefined` for a text with anything else in it, every mistake included.
 */
export function readPlainYaml(text: string): YamlNode | undefined {
  if (text.length > MAX_LENGTH || UNUSUAL_CHARACTER.test(text) || DOCUMENT_MARKER.test(text))
    return undefined;
  try {
    return new PlainReader(text).read();
  } catch (failure) {
    if (failure instanceof NotPlain) return undefined;
    throw failure;
  }
}

class NotPlain extends Error {}

class PlainReader {
  private readonly text: string;
  private at = 0;
  /** After a node of a block: the column of what comes next, which is at `at`; -1 at the end of the text. */
  private column = -1;
  /** After a node of a block: where its last line ends. */
  private end = 0;
  private nodes = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): YamlNode {
    this.nextLine();
    const node = this.block();
    if (this.column !== -1) throw new NotPlain();
    return node;
  }

  /** A sequence or mapping that begins here. */
  private block(): YamlNode {
    const { column } = this;
    const start = this.enter();
    const node = this.isDash() ? this.sequence(column, start) : this.mapping(column, start);
    // Only what is indented less may follow, or the next key where a sequence is not indented.
    if (this.column > column) throw new NotPlain();
    this.depth--;
    return node;
  }

  private sequence(column: number, start: number): YamlNode {
    const items: YamlNode[] = [];
    do {
      const dash = this.at++;
      this.skip(BLANKS);
      this.column = column + this.at - dash;
      items.push(this.startsWith(KEY) ? this.block() : this.value(column));
    } while (this.column === column && this.isDash());
    return { kind: 'sequence', items, range: { start, end: this.end } };
  }

  private mapping(column: number, start: number): YamlNode {
    const entries: YamlEntry[] = [];
    do {
      const key = this.plainScalar(KEY);
      this.at++;
      entries.push({ key, value: this.entryValue(column) });
    } while (this.column === column && !this.isDash());
    return { kind: 'mapping', entries, range: { start, end: this.end } };
  }

  /** The value of a key in a mapping that is indented by `column`, on the key's line or below it. */
  private entryValue(column: number): YamlNode {
    if (!this.startsWith(LINE_END)) {
      this.skip(BLANKS);
      return this.value(column);
    }
    this.skip(LINE_END);
    this.nextLine();
    if (this.column > column)
      return this.isDash() || this.startsWith(KEY) ? this.block() : this.value(column);
    if (this.column === column && this.isDash()) return this.block();
    throw new NotPlain();
  }

  /** A value that begins within a line of a block that is indented by `column`. */
  private value(column: number): YamlNode {
    const char = this.text[this.at];
    if (char === '|' || char === '>') return this.blockScalar(column);
    const node = this.flow(PLAIN);
    this.skip(LINE_END);
    this.end = this.at;
    this.nextLine();
    return node;
  }

  /** The lines that are indented more than `column`. Folding leaves alone what is indented more than the first. */
  private blockScalar(column: number): YamlNode {
    const { text } = this;
    const start = this.at;
    const isFolded = text[start] === '>';
    const isStripped = text[start + 1] === '-';
    this.skip(BLOCK_HEADER);
    const indent = this.indentation();
    if (indent <= column) throw new NotPlain();
    let value = '';
    let blankLines = '';
    let isKept = !isFolded;
    while (this.at < text.length) {
      const blanks = this.indentation();
      const lineEnd = text.indexOf('\n', this.at);
      const isBlank = this.at + blanks === lineEnd;
      if (!isBlank && blanks < indent) break;
      if (lineEnd === -1 || (isBlank && (blanks > indent || value === ''))) throw new NotPlain();
      if (isBlank) blankLines += '\n';
      else {
        const wasKept = isKept;
        isKept = !isFolded || blanks > indent;
        if (value !== '') value += wasKept || isKept ? `${blankLines}\n` : blankLines || ' ';
        value += text.slice(this.at + indent, lineEnd);
        blankLines = '';
        this.end = lineEnd + 1;
      }
      this.at = lineEnd + 1;
    }
    if (value === '') throw new NotPlain();
    this.nextLine();
    this.count();
    return {
      kind: 'scalar',
      value: isStripped ? value : `${value}\n`,
      range: { start, end: this.end },
      style: 'block',
    };
  }

  /** A value in brackets, in quotes or, as the pattern says, plain. */
  private flow(plain: RegExp): YamlNode {
    switch (this.text[this.at]) {
      case '[': {
        const start = this.enter();
        const items = this.flowItems(']', () => this.flow(FLOW_PLAIN));
        return { kind: 'sequence', items, range: { start, end: this.at } };
      }
      case '{': {
        const start = this.enter();
        const entries = this.flowItems('}', () => this.flowEntry());
        return { kind: 'mapping', entries, range: { start, end: this.at } };
      }
      case "'":
        return this.quotedScalar(SINGLE_QUOTED, 'single', (raw) => raw.slice(1, -1).replaceAll("''", "'"));
      case '"':
        return this.quotedScalar(DOUBLE_QUOTED, 'double', (raw) => JSON.parse(raw));
      default:
        return this.plainScalar(plain);
    }
  }

  private flowItems<Item>(closing: ']' | '}', readItem: () => Item): readonly Item[] {
    const items: Item[] = [];
    for (let isOver = false; !isOver; ) {
      this.at++;
      this.skip(FLOW_BLANKS);
      if (this.text[this.at] === closing) break;
      items.push(readItem());
      this.skip(FLOW_BLANKS);
      isOver = this.text[this.at] === closing;
      if (!isOver && this.text[this.at] !== ',') throw new NotPlain();
    }
    this.at++;
    this.depth--;
    return items;
  }

  private flowEntry(): YamlEntry {
    const isQuoted = this.text[this.at] === '"';
    const key = isQuoted ? this.flow(KEY) : this.plainScalar(KEY);
    if (this.text[this.at++] !== ':') throw new NotPlain();
    this.skip(FLOW_BLANKS);
    return { key, value: this.flow(FLOW_PLAIN) };
  }

  private plainScalar(pattern: RegExp): YamlNode {
    const start = this.at;
    this.skip(pattern);
    const value = this.text.slice(start, this.at).trimEnd();
    this.at = start + value.length;
    this.count();
    const range = { start, end: this.at };
    return NULL_WORDS.has(value) ? { kind: 'null', range } : { kind: 'scalar', value, range, style: 'plain' };
  }

  private quotedScalar(
    pattern: RegExp,
    style: YamlScalar['style'],
    textOf: (raw: string) => string,
  ): YamlScalar {
    const start = this.at;
    this.skip(pattern);
    this.count();
    const range = { start, end: this.at };
    return { kind: 'scalar', value: textOf(this.text.slice(start, this.at)), range, style };
  }

  /** From the start of a line to the next one that holds more than blanks and a comment. */
  private nextLine(): void {
    let commentColumn = 0;
    while (this.at < this.text.length && this.startsWith(BLANK_LINE)) {
      const column = this.indentation();
      if (this.text[this.at + column] === '#') commentColumn = Math.max(commentColumn, column);
      this.skip(BLANK_LINE);
    }
    const column = this.indentation();
    this.at += column;
    this.column = this.at < this.text.length ? column : -1;
    // It would belong to what ends here.
    if (commentColumn > Math.max(0, this.column)) throw new NotPlain();
  }

  /** The blanks from here on. */
  private indentation(): number {
    let end = this.at;
    while (this.text.charCodeAt(end) === 0x20) end++;
    return end - this.at;
  }

  private isDash(): boolean {
    return this.text[this.at] === '-' && this.text[this.at + 1] === ' ';
  }

  private startsWith(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  private skip(pattern: RegExp): void {
    if (!this.startsWith(pattern)) throw new NotPlain();
    this.at = pattern.lastIndex;
  }

  /** Begins a collection; gives where. */
  private enter(): number {
    this.count();
    if (++this.depth > MAX_DEPTH) throw new NotPlain();
    return this.at;
  }

  private count(): void {
    if (++this.nodes > MAX_NODES) throw new NotPlain();
  }
}
