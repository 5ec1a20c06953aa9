import {
  BEYOND_ASCII,
  CHAR,
  type CompactNfa,
  compactNfa,
  LINE_END,
  LINE_START,
  MATCH,
  SPLIT,
} from './compact-nfa.ts';
import type { Regex } from './posix-regex.ts';
import { buildNfa } from './regex-nfa.ts';

/** Expressions that need a larger table, or more steps to build it, are left to the general engine. */
const MAX_TABLE_ENTRIES = 0xffff;
const MAX_STEPS = 500_000;
const UNKNOWN = 0xffff;
/** The row of the state without nodes, which is the first. */
const DEAD = 0;

/**
 * The nodes that a match may be at, rising, each as a character of that code, in as little memory as possible.
 * The first character tells whether it is at the start of a line, if that matters: where an end of line may yet
 * be asked for.
 */
type State = string;
const AT_LINE_START = '\x01';
const ELSEWHERE = '\0';

/**
 * Matches texts against a whole expression on a deterministic machine that is built as they need it. Takes one
 * table look-up per character once warm, and memory within fixed bounds.
 */
export class TableMatcher {
  private readonly nfa: CompactNfa;
  private readonly states: State[] = [];
  private readonly rows = new Map<State, number>();
  private readonly accepts: (boolean | undefined)[] = [];
  private table: Uint16Array;
  private steps = 0;
  private isExhausted = false;
  private readonly start: number;

  constructor(regex: Regex) {
    const nfa = compactNfa(buildNfa(regex));
    this.nfa = nfa;
    this.table = new Uint16Array(16 * nfa.classes).fill(UNKNOWN);
    this.rowOf([], false);
    this.start = this.rowOf(this.closure([nfa.start], true), true);
  }

  /** `undefined` where the machine grew too large or the text has characters that it cannot tell apart. */
  matches(text: string): boolean | undefined {
    const row = this.after(this.start, text);
    return row === undefined ? undefined : this.isAccepting(row);
  }

  /**
   * Whether a text matches of which these pieces are known, in their order, whatever stands between each two;
   * `undefined` where that depends on what stands there, and where `matches` would not know.
   */
  matchesPieces(pieces: readonly string[]): boolean | undefined {
    if (!this.nfa.isUniformBeyondAscii) return undefined;
    let rows: ReadonlySet<number> = new Set([this.start]);
    for (const [index, piece] of pieces.entries()) {
      const before = index === 0 ? rows : this.reachable(rows);
      const after = [...before].map((row) => this.after(row, piece));
      if (this.isExhausted) return undefined;
      rows = new Set(after as readonly number[]);
    }
    const outcomes = new Set([...rows].map((row) => this.isAccepting(row)));
    return outcomes.size === 1 ? outcomes.has(true) : undefined;
  }

  /** The row to which a text leads from another; `DEAD` as soon as no match can follow. */
  private after(from: number, text: string): number | undefined {
    if (this.isExhausted) return undefined;
    const { classOf, isUniformBeyondAscii } = this.nfa;
    let { table } = this;
    let row = from;
    for (let index = 0; index < text.length; index++) {
      let code = text.charCodeAt(index);
      if (code >= BEYOND_ASCII) {
        if (!isUniformBeyondAscii) return undefined;
        if (isPair(code, text.charCodeAt(index + 1))) index++;
        code = BEYOND_ASCII;
      }
      const charClass = classOf[code] as number;
      let next = table[row + charClass] as number;
      if (next === UNKNOWN) {
        next = this.step(row, charClass);
        if (this.isExhausted) return undefined;
        table = this.table;
      }
      if (next === DEAD) return DEAD;
      row = next;
    }
    return row;
  }

  /** The rows to which any text can lead from one of these. */
  private reachable(from: ReadonlySet<number>): ReadonlySet<number> {
    const rows = new Set(from);
    for (const row of rows) {
      for (let charClass = 0; charClass < this.nfa.classes && !this.isExhausted; charClass++) {
        const known = this.table[row + charClass] as number;
        rows.add(known === UNKNOWN ? this.step(row, charClass) : known);
      }
    }
    return rows;
  }

  private step(row: number, charClass: number): number {
    const { kinds, next, other, sets, newlineClass } = this.nfa;
    const isNewline = charClass === newlineClass;
    const state = this.states[row / this.nfa.classes] as State;
    const here = isNewline ? this.atLineEnd(state) : nodesOf(state);
    const targets: number[] = [];
    for (const node of here) {
      if (kinds[node] !== CHAR) continue;
      if (sets[other[node] as number]?.[charClass] === 1) targets.push(next[node] as number);
    }
    const target = this.rowOf(this.closure(targets, isNewline), isNewline);
    if (!this.isExhausted) this.table[row + charClass] = target;
    return target;
  }

  private isAccepting(row: number): boolean {
    const number = row / this.nfa.classes;
    const known = this.accepts[number];
    if (known !== undefined) return known;
    const nodes = this.atLineEnd(this.states[number] as State);
    const accepts = nodes.some((node) => this.nfa.kinds[node] === MATCH);
    this.accepts[number] = accepts;
    return accepts;
  }

  /** The same place, known to be at the end of a line. */
  private atLineEnd(state: State): readonly number[] {
    const { kinds, next } = this.nfa;
    const nodes = nodesOf(state);
    const passed = nodes.filter((node) => kinds[node] === LINE_END).map((node) => next[node] as number);
    if (passed.length === 0) return nodes;
    return this.closure([...nodes, ...passed], state.startsWith(AT_LINE_START), true);
  }

  /** All nodes that can be reached without a character, but for those that only lead on to others. */
  private closure(from: readonly number[], atLineStart: boolean, atLineEnd = false): readonly number[] {
    const { kinds, next, other } = this.nfa;
    const seen = new Set<number>();
    const pending = [...from];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const kind = kinds[node];
      const isPassed =
        kind === SPLIT || (kind === LINE_START && atLineStart) || (kind === LINE_END && atLineEnd);
      if (isPassed) pending.push(next[node] as number);
      if (kind === SPLIT) pending.push(other[node] as number);
    }
    this.steps += seen.size;
    return [...seen].filter((node) => kinds[node] !== SPLIT && kinds[node] !== LINE_START);
  }

  /** Where the row of the state starts in the table, a new one if need be. */
  private rowOf(nodes: readonly number[], atLineStart: boolean): number {
    const { kinds, classes } = this.nfa;
    const needsLine = atLineStart && nodes.some((node) => kinds[node] === LINE_END);
    const sorted = nodes.toSorted((a, b) => a - b);
    const state = (needsLine ? AT_LINE_START : ELSEWHERE) + String.fromCharCode(...sorted);
    const known = this.rows.get(state);
    if (known !== undefined) return known;
    const row = this.states.length * classes;
    const end = row + classes;
    if (this.steps > MAX_STEPS || end > MAX_TABLE_ENTRIES) {
      this.isExhausted = true;
      return DEAD;
    }
    if (end > this.table.length) {
      const grown = new Uint16Array(this.table.length * 2).fill(UNKNOWN);
      grown.set(this.table);
      this.table = grown;
    }
    this.states.push(state);
    this.rows.set(state, row);
    return row;
  }
}

function nodesOf(state: State): readonly number[] {
  return Array.from({ length: state.length - 1 }, (_, index) => state.charCodeAt(index + 1));
}

/** Whether two UTF-16 units are one character. */
function isPair(first: number, second: number): boolean {
  return first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 && second < 0xe000;
}
