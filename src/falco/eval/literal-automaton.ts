import type { ByteString } from '../condition/byte-string.ts';
import { buildTrie, type Numbers, numbers, type Trie } from './literal-trie.ts';

/** A text to look for: anywhere in a value, at its start, at its end, or as the whole of it; the first three not empty. */
export interface Needle {
  readonly text: ByteString;
  readonly place: 'anywhere' | 'start' | 'end' | 'whole';
}

/** Shorter texts are found so often that noting them down costs more than looking for them when needed. */
export const MIN_NEEDLE_LENGTH = 2;

/** Where the needles found in a value are noted down. */
export interface NeedleHits {
  /** By needle: the epoch in which it was found last. */
  readonly foundAt: Int32Array;
  /** The needles found in this epoch, each once, in the first `count` places. */
  readonly found: Int32Array;
  count: number;
}

/** Entries up to which states get a row of their own in the table: more are hardly visited, and take memory and caches. */
const MAX_TABLE_ENTRIES = 1 << 13;
const UPPER_A = 0x41;
const LOWER_A = 0x61;
/** Characters that no value has stand for its start and its end. */
const START = '\u0100';
const END = '\u0101';

/**
 * Finds many texts in one pass over a value, after Aho and Corasick. States are numbered breadth first: the
 * shallow ones, where nearly all of the time is spent, have full rows, and memory stays linear in the texts.
 *
 * A transition is twice the state it leads to, plus one where needles end there.
 */
export class LiteralAutomaton {
  private readonly trie: Trie;
  private readonly rows: number;
  private readonly table: Numbers;
  /** By node: that of the longest proper suffix in the tree. */
  private readonly suffix: Numbers;
  /** By node: itself if needles end there, else the nearest such along the suffixes, or 0, where none does. */
  private readonly ending: Numbers;
  /** The state at the start of a value. */
  private readonly start: number;
  private readonly endClass: number;

  /** Where case is ignored, needles must be in lower case. */
  constructor(needles: readonly Needle[], ignoreCase = false) {
    this.trie = buildTrie(needles.map(anchored));
    const { size, classes, classOf } = this.trie;
    if (ignoreCase) classOf.copyWithin(UPPER_A, LOWER_A, LOWER_A + 26);
    this.rows = Math.min(size, Math.floor(MAX_TABLE_ENTRIES / classes));
    this.table = numbers(this.rows * classes, 2 * size);
    this.suffix = numbers(size, size);
    this.ending = numbers(size, size);
    for (let node = 0; node < size; node++) this.connect(node);
    this.start = this.next(0, classOf[START.charCodeAt(0)] as number) >> 1;
    this.endClass = classOf[END.charCodeAt(0)] as number;
  }

  /**
   * Notes down the needles that are in a value, which may be any text if they are all ASCII. Takes one step
   * per character, or a few.
   */
  scan(value: ByteString, epoch: number, hits: NeedleHits): void {
    const { table, rows, endClass } = this;
    const { classOf, classes } = this.trie;
    let state = this.start;
    const { length } = value;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      const byteClass = code < 256 ? (classOf[code] as number) : 0;
      const next =
        state < rows ? (table[state * classes + byteClass] as number) : this.next(state, byteClass);
      state = next >> 1;
      if ((next & 1) === 1) this.note(state, epoch, hits);
    }
    if (endClass === 0) return;
    const last = this.next(state, endClass);
    if ((last & 1) === 1) this.note(last >> 1, epoch, hits);
  }

  private note(node: number, epoch: number, hits: NeedleHits): void {
    const { texts, textsFrom, textsTo } = this.trie;
    const { foundAt, found } = hits;
    let at = this.ending[node] as number;
    while (at !== 0) {
      const to = textsTo[at] as number;
      for (let index = textsFrom[at] as number; index < to; index++) {
        const needle = texts[index] as number;
        if (foundAt[needle] === epoch) continue;
        foundAt[needle] = epoch;
        found[hits.count++] = needle;
      }
      at = this.ending[this.suffix[at] as number] as number;
    }
  }

  /** Links a node's children and writes its row; all shallower nodes are done. */
  private connect(node: number): void {
    const { trie, suffix, ending, table } = this;
    const { firstChild, sibling, classAt, classes } = trie;
    const shorter = suffix[node] as number;
    const row = node * classes;
    const hasRow = node < this.rows;
    if (hasRow && node > 0) table.copyWithin(row, shorter * classes, (shorter + 1) * classes);
    for (let child = firstChild[node] as number; child !== 0; child = sibling[child] as number) {
      const byteClass = classAt[child] as number;
      const link = node === 0 ? 0 : this.next(shorter, byteClass) >> 1;
      suffix[child] = link;
      const hasTexts = (trie.textsTo[child] as number) > (trie.textsFrom[child] as number);
      ending[child] = hasTexts ? child : (ending[link] as number);
      if (hasRow) table[row + byteClass] = this.transitionTo(child);
    }
  }

  /** The transition from a node, which need not have a row. */
  private next(node: number, byteClass: number): number {
    const { table } = this;
    const { firstChild, sibling, classAt, classes } = this.trie;
    let from = node;
    while (from >= this.rows) {
      for (let child = firstChild[from] as number; child !== 0; child = sibling[child] as number) {
        if (classAt[child] === byteClass) return this.transitionTo(child);
      }
      from = this.suffix[from] as number;
    }
    return table[from * classes + byteClass] as number;
  }

  private transitionTo(node: number): number {
    return (node << 1) | (this.ending[node] === 0 ? 0 : 1);
  }
}

function anchored({ text, place }: Needle): string {
  switch (place) {
    case 'anywhere':
      return text;
    case 'start':
      return START + text;
    case 'end':
      return text + END;
    case 'whole':
      return START + text + END;
  }
}
