import type { ByteString } from '../condition/byte-string.ts';
import { buildTrie, type Trie } from './literal-trie.ts';

/** A text to look for: anywhere in a value, at its start or at its end. Not empty. */
export interface Needle {
  readonly text: ByteString;
  readonly place: 'anywhere' | 'start' | 'end';
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

/** Entries up to which states get a row of their own in the table (2 or 4 MB). */
const MAX_TABLE_ENTRIES = 1 << 20;
/** Up to so many states, a transition takes 16 bits. */
const MAX_SMALL_SIZE = 1 << 15;
const UPPER_A = 0x41;
const LOWER_A = 0x61;

/**
 * Finds many texts in one pass over a value, after Aho and Corasick. States are numbered breadth first: the
 * shallow ones, where nearly all of the time is spent, have full rows, and memory stays linear in the texts.
 *
 * A transition is twice the state it leads to, plus one where needles end there.
 */
export class LiteralAutomaton {
  private readonly needles: readonly Needle[];
  private readonly trie: Trie;
  private readonly rows: number;
  private readonly table: Int32Array | Uint16Array;
  /** By node: that of the longest proper suffix in the tree. */
  private readonly suffix: Int32Array;
  /** By node: itself if needles end there, else the nearest such along the suffixes, or -1. */
  private readonly ending: Int32Array;

  /** Where case is ignored, needles must be in lower case. */
  constructor(needles: readonly Needle[], ignoreCase = false) {
    this.needles = needles;
    this.trie = buildTrie(needles.map(({ text }) => text));
    if (ignoreCase) this.trie.classOf.copyWithin(UPPER_A, LOWER_A, LOWER_A + 26);
    const { size, classes } = this.trie;
    this.rows = Math.min(size, Math.floor(MAX_TABLE_ENTRIES / classes));
    const entries = this.rows * classes;
    this.table = size <= MAX_SMALL_SIZE ? new Uint16Array(entries) : new Int32Array(entries);
    this.suffix = new Int32Array(size);
    this.ending = new Int32Array(size).fill(-1);
    for (let node = 0; node < size; node++) this.connect(node);
  }

  /**
   * Notes down the needles that are in a value, which may be any text if they are all ASCII. Takes one step
   * per character, or a few.
   */
  scan(value: ByteString, epoch: number, hits: NeedleHits): void {
    if (this.rows === this.trie.size) this.scanRows(value, epoch, hits);
    else this.scanAll(value, epoch, hits);
  }

  /** All states have rows. */
  private scanRows(value: ByteString, epoch: number, hits: NeedleHits): void {
    const { table } = this;
    const { classOf, classes } = this.trie;
    const { length } = value;
    let state = 0;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      const transition = table[state * classes + (code < 256 ? (classOf[code] as number) : 0)] as number;
      state = transition >> 1;
      if ((transition & 1) === 1) this.note(state, index + 1, length, epoch, hits);
    }
  }

  private scanAll(value: ByteString, epoch: number, hits: NeedleHits): void {
    const { table, rows } = this;
    const { classOf, classes } = this.trie;
    const { length } = value;
    let state = 0;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      const byteClass = code < 256 ? (classOf[code] as number) : 0;
      const hasRow = state < rows;
      const transition = hasRow
        ? (table[state * classes + byteClass] as number)
        : this.step(state, byteClass);
      state = transition >> 1;
      if ((transition & 1) === 1) this.note(state, index + 1, length, epoch, hits);
    }
  }

  private note(node: number, end: number, length: number, epoch: number, hits: NeedleHits): void {
    const { texts, textsFrom, textsTo } = this.trie;
    const { foundAt, found } = hits;
    let at = this.ending[node] as number;
    while (at !== -1) {
      const to = textsTo[at] as number;
      for (let index = textsFrom[at] as number; index < to; index++) {
        const needle = texts[index] as number;
        if (foundAt[needle] === epoch) continue;
        const { place, text } = this.needles[needle] as Needle;
        if (place === 'start' ? end !== text.length : place === 'end' && end !== length) continue;
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
    for (let child = firstChild[node] as number; child !== -1; child = sibling[child] as number) {
      const byteClass = classAt[child] as number;
      const link = node === 0 ? 0 : this.step(shorter, byteClass) >> 1;
      suffix[child] = link;
      const hasTexts = (trie.textsTo[child] as number) > (trie.textsFrom[child] as number);
      ending[child] = hasTexts ? child : (ending[link] as number);
      if (hasRow) table[row + byteClass] = this.transitionTo(child);
    }
  }

  private step(node: number, byteClass: number): number {
    const { firstChild, sibling, classAt, classes } = this.trie;
    let from = node;
    while (from >= this.rows) {
      for (let child = firstChild[from] as number; child !== -1; child = sibling[child] as number) {
        if (classAt[child] === byteClass) return this.transitionTo(child);
      }
      from = this.suffix[from] as number;
    }
    return this.table[from * classes + byteClass] as number;
  }

  private transitionTo(node: number): number {
    return (node << 1) | (this.ending[node] === -1 ? 0 : 1);
  }
}
