import type { Regex } from './posix-regex.ts';
import { buildNfa, type NfaNode, type RegexNfa } from './regex-nfa.ts';

/** Characters from here on are one class, unless the expression tells some of them apart. */
const BEYOND_ASCII = 128;
const LAST_CODE_POINT = 0x10ffff;
const NEWLINE = 0x0a;
/** Expressions that need more states or a larger table are left to the general engine. */
const MAX_STATES = 2048;
const MAX_TABLE_ENTRIES = 0xffff;
const UNKNOWN = 0xffff;
/** The row of the state without nodes, which is the first. */
const DEAD = 0;

/** The nodes that a match may be at. `atLineStart` matters only where an end of line may yet be asked for. */
interface State {
  readonly nodes: readonly number[];
  readonly atLineStart: boolean;
}

/**
 * Matches texts against a whole expression on a deterministic machine that is built as they need it. Takes one
 * table look-up per character once warm, and memory within fixed bounds.
 */
export class TableMatcher {
  private readonly nfa: RegexNfa;
  private readonly classOf: Uint8Array;
  private readonly classes: number;
  /** A character of each class. */
  private readonly members: readonly number[];
  private readonly states: State[] = [];
  private readonly rows = new Map<string, number>();
  private readonly accepts: (boolean | undefined)[] = [];
  private table: Uint16Array;
  private readonly isUniformBeyondAscii: boolean;
  private isExhausted = false;
  private readonly start: number;

  /** `undefined` where the expression is too large. */
  static create(regex: Regex): TableMatcher | undefined {
    const nfa = buildNfa(regex);
    return nfa && new TableMatcher(nfa);
  }

  private constructor(nfa: RegexNfa) {
    this.nfa = nfa;
    const { classOf, members } = classify(nfa.nodes);
    this.classOf = classOf;
    this.members = members;
    this.isUniformBeyondAscii = nfa.nodes.every(isUniformBeyondAscii);
    this.classes = members.length;
    this.table = new Uint16Array(16 * this.classes).fill(UNKNOWN);
    this.rowOf([], false);
    this.start = this.rowOf(this.closure([nfa.start], true), true);
  }

  /** `undefined` where the machine grew too large or the text has characters that it cannot tell apart. */
  matches(text: string): boolean | undefined {
    if (this.isExhausted) return undefined;
    const { classOf } = this;
    let { table } = this;
    let row = this.start;
    for (let index = 0; index < text.length; index++) {
      let code = text.charCodeAt(index);
      if (code >= BEYOND_ASCII) {
        if (!this.isUniformBeyondAscii) return undefined;
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
      if (next === DEAD) return false;
      row = next;
    }
    return this.isAccepting(row);
  }

  private step(row: number, charClass: number): number {
    const member = this.members[charClass] as number;
    const isNewline = member === NEWLINE;
    const state = this.states[row / this.classes] as State;
    const here = isNewline ? this.atLineEnd(state) : state.nodes;
    const targets: number[] = [];
    for (const number of here) {
      const node = this.nfa.nodes[number] as NfaNode;
      if (node.kind === 'char' && takes(node, member)) targets.push(node.next);
    }
    const next = this.rowOf(this.closure(targets, isNewline), isNewline);
    if (!this.isExhausted) this.table[row + charClass] = next;
    return next;
  }

  private isAccepting(row: number): boolean {
    const number = row / this.classes;
    const known = this.accepts[number];
    if (known !== undefined) return known;
    const nodes = this.atLineEnd(this.states[number] as State);
    const accepts = nodes.some((node) => this.nfa.nodes[node]?.kind === 'match');
    this.accepts[number] = accepts;
    return accepts;
  }

  /** The same place, known to be at the end of a line. */
  private atLineEnd({ nodes, atLineStart }: State): readonly number[] {
    const passed = nodes.flatMap((number) => {
      const node = this.nfa.nodes[number] as NfaNode;
      return node.kind === 'line-end' ? [node.next] : [];
    });
    return passed.length === 0 ? nodes : this.closure([...nodes, ...passed], atLineStart, true);
  }

  /** All nodes that can be reached without a character, but for those that only lead on to others. */
  private closure(from: readonly number[], atLineStart: boolean, atLineEnd = false): readonly number[] {
    const seen = new Set<number>();
    const pending = [...from];
    for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
      if (seen.has(number)) continue;
      seen.add(number);
      const node = this.nfa.nodes[number] as NfaNode;
      if (node.kind === 'split') pending.push(node.next, node.other);
      else if (node.kind === 'line-start' && atLineStart) pending.push(node.next);
      else if (node.kind === 'line-end' && atLineEnd) pending.push(node.next);
    }
    return [...seen].filter(
      (number) => !['split', 'line-start'].includes((this.nfa.nodes[number] as NfaNode).kind),
    );
  }

  /** Where the row of the state starts in the table, a new one if need be. */
  private rowOf(nodes: readonly number[], atLineStart: boolean): number {
    const sorted = nodes.toSorted((a, b) => a - b);
    const needsLine = sorted.some((number) => this.nfa.nodes[number]?.kind === 'line-end');
    const key = `${needsLine && atLineStart ? '^' : ''}${sorted.join()}`;
    const known = this.rows.get(key);
    if (known !== undefined) return known;
    const row = this.states.length * this.classes;
    const end = row + this.classes;
    if (this.states.length >= MAX_STATES || end > MAX_TABLE_ENTRIES) {
      this.isExhausted = true;
      return DEAD;
    }
    if (end > this.table.length) {
      const grown = new Uint16Array(this.table.length * 2).fill(UNKNOWN);
      grown.set(this.table);
      this.table = grown;
    }
    this.states.push({ nodes: sorted, atLineStart });
    this.rows.set(key, row);
    return row;
  }
}

function takes({ ranges, negated }: NfaNode & { readonly kind: 'char' }, code: number): boolean {
  for (const { low, high } of ranges) if (code >= low && code <= high) return !negated;
  return negated;
}

/** Whether a node takes all characters beyond ASCII or none. */
function isUniformBeyondAscii(node: NfaNode): boolean {
  if (node.kind !== 'char') return true;
  const beyond = node.ranges.filter(({ high }) => high >= BEYOND_ASCII);
  return beyond.every(({ low, high }) => low <= BEYOND_ASCII && high === LAST_CODE_POINT);
}

/** Whether two UTF-16 units are one character. */
function isPair(first: number, second: number): boolean {
  return first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 && second < 0xe000;
}

/** Neighbouring characters that no range tells apart form a class; the newline is one of its own. */
function classify(nodes: readonly NfaNode[]): {
  readonly classOf: Uint8Array;
  readonly members: readonly number[];
} {
  const isFirst = new Uint8Array(BEYOND_ASCII + 1);
  const divide = (low: number, high: number): void => {
    if (low < BEYOND_ASCII) isFirst[low] = 1;
    if (high < BEYOND_ASCII) isFirst[high + 1] = 1;
  };
  divide(NEWLINE, NEWLINE);
  divide(0, BEYOND_ASCII - 1);
  for (const node of nodes)
    if (node.kind === 'char') for (const { low, high } of node.ranges) divide(low, high);
  const classOf = new Uint8Array(BEYOND_ASCII + 1);
  const members = [0];
  for (let code = 1; code <= BEYOND_ASCII; code++) {
    if (isFirst[code] === 1) members.push(code);
    classOf[code] = members.length - 1;
  }
  return { classOf, members };
}
