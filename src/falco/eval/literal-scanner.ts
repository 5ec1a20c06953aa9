import type { ByteString } from '../condition/byte-string.ts';
import type { Reader } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import { LiteralAutomaton, type Needle, type NeedleHits } from './literal-automaton.ts';
import { lowerAscii } from './texts.ts';
import type { Values } from './values.ts';

/**
 * The constants that tests look for in one expression's value: each test is answered by one pass over the value
 * if that was made for this event, and by a search of its own if not. Of a list, any element will do.
 */
export class LiteralScanner implements NeedleHits {
  readonly needles: Needle[] = [];
  foundAt = new Int32Array(0);
  found = new Int32Array(0);
  count = 0;
  private readonly read: Reader;
  private readonly ignoreCase: boolean;
  private readonly numbers = new Map<string, number>();
  private automaton: LiteralAutomaton | undefined;
  private scannedAt = 0;

  constructor(read: Reader, ignoreCase: boolean) {
    this.read = read;
    this.ignoreCase = ignoreCase;
  }

  /** The number of a needle, which is new or known. */
  add(text: ByteString, place: Needle['place']): number {
    const needle = { text: this.ignoreCase ? lowerAscii(text) : text, place };
    const key = `${place} ${needle.text}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.needles.push(needle) - 1;
      this.numbers.set(key, number);
      this.automaton = undefined;
    }
    return number;
  }

  /** Looks for all needles at once; they are then in the first `count` places of `found`. */
  scan(frame: Frame): void {
    const { epoch } = frame;
    if (this.scannedAt === epoch) return;
    this.automaton ??= this.build();
    this.scannedAt = epoch;
    this.count = 0;
    const values = this.read(frame);
    if (typeof values === 'string') this.automaton.scan(values, epoch, this);
    else if (values !== undefined) {
      for (const value of values as readonly ByteString[]) this.automaton.scan(value, epoch, this);
    }
  }

  /** Whether the value has this needle. */
  has(needle: number, frame: Frame): boolean {
    if (this.scannedAt === frame.epoch) return this.foundAt[needle] === frame.epoch;
    return this.holds(this.needles[needle] as Needle, this.read(frame));
  }

  /** Whether the value has one of these needles at least. */
  hasAny(needles: readonly number[], frame: Frame): boolean {
    const { epoch } = frame;
    if (this.scannedAt === epoch) {
      if (this.count === 0) return false;
      for (const needle of needles) if (this.foundAt[needle] === epoch) return true;
      return false;
    }
    const values = this.read(frame);
    if (values === undefined) return false;
    for (const needle of needles) if (this.holds(this.needles[needle] as Needle, values)) return true;
    return false;
  }

  /** Forgets which epochs were what, before they start again. */
  reset(): void {
    this.scannedAt = 0;
    this.foundAt.fill(0);
  }

  private build(): LiteralAutomaton {
    this.foundAt = new Int32Array(this.needles.length);
    this.found = new Int32Array(this.needles.length);
    return new LiteralAutomaton(this.needles, this.ignoreCase);
  }

  private holds(needle: Needle, values: Values | undefined): boolean {
    if (values === undefined) return false;
    if (typeof values === 'string') return this.isIn(needle, values);
    return (values as readonly ByteString[]).some((value) => this.isIn(needle, value));
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
    }
  }
}
