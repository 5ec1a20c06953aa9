import type { ByteString } from '../condition/byte-string.ts';
import { buildTrie, type Trie } from './literal-trie.ts';

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

/** Entries up to which states get a row of their own in the table (256 kB). */
const MAX_TABLE_ENTRIES = 1 << 16;
const UPPER_A = 0x41;
const LOWER_A = 0x61;
/** Characters that no value has stand for its start and its end. */
const START = '\u0100';
const END = '\u0101';

/**
 * Finds many texts in one pass over a value, after Aho and Corasick. States are numbered breadth first: the
 * shallow ones, where nearly all of the time is spent, have full rows, and memory stays linear in the texts.
 *
 * A transition is where the row of the state starts to which it leads, inverted where needles end there.
 */
export class LiteralAutomaton {
  private readonly trie: Trie;
  private readonly table: Int32Array;
  /** By node: that of the longest proper suffix in the tree. */
  private readonly suffix: Int32Array;
  /** By node: itself if needles end there, else the nearest such along the suffixes, or -1. */
  private readonly ending: Int32Array;
  /** The row at the start of a value. */
  private readonly start: number;
  private readonly endClass: number;

  /** Where case is ignored, needles must be in lower case. */
  constructor(needles: readonly Needle[], ignoreCase = false) {
    this.trie = buildTrie(needles.map(anchored));
    const { size, classes, classOf } = this.trie;
    if (ignoreCase) classOf.copyWithin(UPPER_A, LOWER_A, LOWER_A + 26);
    this.table = new Int32Array(Math.min(size, Math.floor(MAX_TABLE_ENTRIES / classes)) * classes);
    this.suffix = new Int32Array(size);
    this.ending = new Int32Array(size).fill(-1);
    for (let node = 0; node < size; node++) this.connect(node);
    this.start = this.next(0, classOf[START.charCodeAt(0)] as number);
    this.endClass = classOf[END.charCodeAt(0)] as number;
  }

  /**
   * Notes down the needles that are in a value, which may be any text if they are all ASCII. Takes one step
   * per character, or a few.
   */
  scan(value: ByteString, epoch: number, hits: NeedleHits): void {
    const { table } = this;
    const { classOf } = this.trie;
    const { length } = value;
    let row = this.start;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      const byteClass = code < 256 ? (classOf[code] as number) : 0;
      row = row < table.length ? (table[row + byteClass] as number) : this.next(row, byteClass);
      if (row < 0) {
        row = ~row;
        this.note(row, epoch, hits);
      }
    }
    if (this.endClass === 0) return;
    const last = this.next(row, this.endClass);
    if (last < 0) this.note(~last, epoch, hits);
  }

  private note(row: number, epoch: number, hits: NeedleHits): void {
    const { texts, textsFrom, textsTo, classes } = this.trie;
    const { foundAt, found } = hits;
    let at = this.ending[row / classes] as number;
    while (at !== -1) {
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
    const shorter = (suffix[node] as number) * classes;
    const row = node * classes;
    const hasRow = row < table.length;
    if (hasRow && node > 0) table.copyWithin(row, shorter, shorter + classes);
    for (let child = firstChild[node] as number; child !== -1; child = sibling[child] as number) {
      const byteClass = classAt[child] as number;
      const next = node === 0 ? 0 : this.next(shorter, byteClass);
      const link = (next < 0 ? ~next : next) / classes;
      suffix[child] = link;
      const hasTexts = (trie.textsTo[child] as number) > (trie.textsFrom[child] as number);
      ending[child] = hasTexts ? child : (ending[link] as number);
      if (hasRow) table[row + byteClass] = this.transitionTo(child);
    }
  }

  private next(row: number, byteClass: number): number {
    const { table } = this;
    const { firstChild, sibling, classAt, classes } = this.trie;
    let from = row;
    while (from >= table.length) {
      const node = from / classes;
      for (let child = firstChild[node] as number; child !== -1; child = sibling[child] as number) {
        if (classAt[child] === byteClass) return this.transitionTo(child);
      }
      from = (this.suffix[node] as number) * classes;
    }
    return table[from + byteClass] as number;
  }

  private transitionTo(node: number): number {
    const row = node * this.trie.classes;
    return this.ending[node] === -1 ? row : ~row;
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
