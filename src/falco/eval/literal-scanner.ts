import { type ByteString, isAscii } from '../condition/byte-string.ts';
import type { Reader } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import { LiteralAutomaton, type Needle, type NeedleHits } from './literal-automaton.ts';
import { lowerAscii } from './texts.ts';
import type { Values } from './values.ts';

/** Up to so many texts are looked for one by one rather than all in one pass. */
export const MAX_SEPARATE_SEARCHES = 8;

/** How to get at a value: as bytes, or quicker as text, in which ASCII is the same. */
export interface ValueReaders {
  readonly bytes: Reader;
  readonly text: Reader;
}

/**
 * The constants that tests look for in one expression's value: each test is answered by one pass over the value
 * if that was made for this event, and by a search of its own if not. Of a list, any element will do.
 *
 * Its loops count: iterators and callbacks leave garbage for each event where code is not optimised.
 */
export class LiteralScanner implements NeedleHits {
  foundAt = new Int32Array(0);
  found = new Int32Array(0);
  count = 0;
  private readonly needles: Needle[] = [];
  private readonly readers: ValueReaders;
  private readonly ignoreCase: boolean;
  private readonly numbers = new Map<string, number>();
  /** By needle. */
  private readonly reads: Reader[] = [];
  private automaton: LiteralAutomaton | undefined;
  private read: Reader;
  private scannedAt = 0;

  constructor(readers: ValueReaders, ignoreCase: boolean) {
    this.readers = readers;
    this.ignoreCase = ignoreCase;
    this.read = readers.text;
  }

  /** How many needles there are. */
  get size(): number {
    return this.needles.length;
  }

  /** The number of a needle, which is new or known. With a new one, a scan that was made for this event is void. */
  add(text: ByteString, place: Needle['place']): number {
    const needle = { text: this.ignoreCase ? lowerAscii(text) : text, place };
    const key = `${place} ${needle.text}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.needles.push(needle) - 1;
      this.numbers.set(key, number);
      this.reads.push(isAscii(text) ? this.readers.text : this.readers.bytes);
      this.automaton = undefined;
      this.scannedAt = 0;
    }
    return number;
  }

  /** Makes ready what looks for all needles at once, unless it is. */
  build(): LiteralAutomaton {
    if (this.automaton === undefined) {
      this.foundAt = new Int32Array(this.needles.length);
      this.found = new Int32Array(this.needles.length);
      this.read = this.reads.includes(this.readers.bytes) ? this.readers.bytes : this.readers.text;
      this.automaton = new LiteralAutomaton(this.needles, this.ignoreCase);
    }
    return this.automaton;
  }

  /** Looks for all needles at once; they are then in the first `count` places of `found`. */
  scan(frame: Frame): void {
    const { epoch } = frame;
    if (this.scannedAt === epoch) return;
    const automaton = this.build();
    this.scannedAt = epoch;
    this.count = 0;
    const values = this.read(frame);
    if (typeof values === 'string') automaton.scan(values, epoch, this);
    else if (values !== undefined) {
      const texts = values as readonly ByteString[];
      for (let index = 0; index < texts.length; index++) {
        automaton.scan(texts[index] as ByteString, epoch, this);
      }
    }
  }

  /** Whether the value has this needle. */
  has(needle: number, frame: Frame): boolean {
    if (this.scannedAt === frame.epoch) return this.foundAt[needle] === frame.epoch;
    return this.holds(this.needles[needle] as Needle, (this.reads[needle] as Reader)(frame));
  }

  /** Whether the value has one of these needles at least. */
  hasAny(needles: readonly number[], frame: Frame): boolean {
    const { epoch } = frame;
    if (this.scannedAt !== epoch) {
      if (needles.length > MAX_SEPARATE_SEARCHES) this.scan(frame);
      else {
        for (let index = 0; index < needles.length; index++) {
          if (this.has(needles[index] as number, frame)) return true;
        }
        return false;
      }
    }
    if (this.count === 0) return false;
    const { foundAt } = this;
    for (let index = 0; index < needles.length; index++) {
      if (foundAt[needles[index] as number] === epoch) return true;
    }
    return false;
  }

  private holds(needle: Needle, values: Values | undefined): boolean {
    if (values === undefined) return false;
    if (typeof values === 'string') return this.isIn(needle, values);
    const texts = values as readonly ByteString[];
    for (let index = 0; index < texts.length; index++) {
      if (this.isIn(needle, texts[index] as ByteString)) return true;
    }
    return false;
  }

  private isIn({ text, place }: Needle, value: ByteString): boolean {
    const whole = this.ignoreCase ? lowerAscii(value) : value;
    switch (place) {
      case 'anywhere':
        return whole.includes(text);
      case 'start':
        return whole.startsWith(text);
      case 'end':
        return whole.endsWith(text);
      case 'whole':
        return whole === text;
    }
  }
}
