import type { NfaNode, RegexNfa } from './regex-nfa.ts';

/** Characters from here on are one class, unless the expression tells some of them apart. */
export const BEYOND_ASCII = 128;
const LAST_CODE_POINT = 0x10ffff;
const NEWLINE = 0x0a;

export const CHAR = 0;
export const SPLIT = 1;
export const LINE_START = 2;
export const LINE_END = 3;
export const MATCH = 4;
const KINDS = { char: CHAR, split: SPLIT, 'line-start': LINE_START, 'line-end': LINE_END, match: MATCH };

/** A machine over classes of characters that it does not tell apart, in little memory. */
export interface CompactNfa {
  readonly start: number;
  /** By character, `BEYOND_ASCII` standing for all from there on. */
  readonly classOf: Uint8Array;
  readonly classes: number;
  readonly newlineClass: number;
  /** Whether each node takes all characters beyond ASCII or none. */
  readonly isUniformBeyondAscii: boolean;
  /** By node. */
  readonly kinds: Uint8Array;
  readonly next: Uint16Array;
  /** By node: the other way of a split, or which of `sets` a character must be in. */
  readonly other: Uint16Array;
  /** Sets of characters: by class, whether it is in. */
  readonly sets: readonly Uint8Array[];
}

export function compactNfa({ nodes, start }: RegexNfa): CompactNfa {
  const { classOf, members } = classify(nodes);
  const next = new Uint16Array(nodes.length);
  const other = new Uint16Array(nodes.length);
  const sets = new Map<string, number>();
  const keys = new Map<string, string>();
  for (const [number, node] of nodes.entries()) {
    if (node.kind === 'match') continue;
    next[number] = node.next;
    if (node.kind === 'split') other[number] = node.other;
    if (node.kind !== 'char') continue;
    const written = `${node.negated} ${node.ranges.map(({ low, high }) => `${low}-${high}`)}`;
    const key = keys.get(written) ?? members.map((member) => (takes(node, member) ? '1' : '0')).join('');
    keys.set(written, key);
    const set = sets.get(key) ?? sets.size;
    sets.set(key, set);
    other[number] = set;
  }
  return {
    start,
    classOf,
    classes: members.length,
    newlineClass: classOf[NEWLINE] as number,
    isUniformBeyondAscii: nodes.every(isUniformBeyondAscii),
    kinds: Uint8Array.from(nodes, ({ kind }) => KINDS[kind]),
    next,
    other,
    sets: [...sets.keys()].map((key) => Uint8Array.from(key, Number)),
  };
}

/** Whether a node takes a character. */
export function takes({ ranges, negated }: NfaNode & { readonly kind: 'char' }, code: number): boolean {
  for (const { low, high } of ranges) if (code >= low && code <= high) return !negated;
  return negated;
}

function isUniformBeyondAscii(node: NfaNode): boolean {
  if (node.kind !== 'char') return true;
  const beyond = node.ranges.filter(({ high }) => high >= BEYOND_ASCII);
  return beyond.every(({ low, high }) => low <= BEYOND_ASCII && high === LAST_CODE_POINT);
}

/** Neighbouring characters that no range tells apart form a class, given by its first member; the newline is one of its own. */
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
