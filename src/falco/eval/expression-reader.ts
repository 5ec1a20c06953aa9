import { type ByteString, isAscii } from '../condition/byte-string.ts';
import { decodeBase64 } from './base64.ts';
import type { CallExpression, Expression, FieldExpression, ListExpression } from './expression.ts';
import { decode, FieldSlot } from './field-slot.ts';
import type { Frame } from './frame.ts';
import { lastOption, listOptions } from './getopt.ts';
import { basename, cString, lowerAscii, terminate, trimNul, upperAscii } from './texts.ts';
import { formatValue, INTEGER_WIDTHS, memoryOf, type Value, type Values } from './values.ts';

/** Gives an expression's value for the event of a frame; `undefined` where there is none. */
export type Reader = (frame: Frame) => Values | undefined;

/** Reads the expressions of a program; each is worked out at most once per event, each field asked for once. */
export class ReaderTable {
  private readonly readers = new Map<string, Reader>();
  private readonly slots = new Map<string, FieldSlot>();

  readerOf(expression: Expression): Reader {
    if (expression.kind === 'constant') {
      const { value } = expression;
      return () => value;
    }
    return this.known(expression.key, () => {
      if (expression.kind !== 'field') return remember(this.compile(expression));
      const slot = this.slotOf(expression);
      return (frame) => slot.readBytes(frame);
    });
  }

  /** Gives text, or texts, instead of bytes. */
  textReaderOf(expression: Expression): Reader {
    return this.known(`text ${expression.key}`, () => {
      if (expression.kind === 'field') {
        const slot = this.slotOf(expression);
        return (frame) => slot.readTexts(frame);
      }
      const read = this.readerOf(expression);
      return remember((frame) => decode(read(frame)));
    });
  }

  /** The quickest reader for a value that is to be equal to, or to hold, one of these constants: ASCII is the same in text and in bytes. */
  readerFor(expression: Expression, constants: readonly unknown[]): Reader {
    const isText = expression.type === 'string' || expression.type === 'fspath';
    const isPlain = isText && constants.every((constant) => isAscii(constant as string));
    return isPlain ? this.textReaderOf(expression) : this.readerOf(expression);
  }

  slotOf({ key, reference }: FieldExpression): FieldSlot {
    const slot = this.slots.get(key) ?? new FieldSlot(reference);
    this.slots.set(key, slot);
    return slot;
  }

  private known(key: string, compile: () => Reader): Reader {
    const reader = this.readers.get(key) ?? compile();
    this.readers.set(key, reader);
    return reader;
  }

  private compile(expression: ListExpression | CallExpression): Reader {
    return expression.kind === 'list' ? this.listReader(expression) : this.callReader(expression);
  }

  private listReader({ items }: ListExpression): Reader {
    const readers = items.map((item) => this.itemReader(item));
    return (frame) => {
      const result: ByteString[] = [];
      for (const read of readers) {
        const texts = read(frame);
        if (texts === undefined) return undefined;
        result.push(...texts);
      }
      return result;
    };
  }

  /** Falco prints number fields in a list, of several values the first, and reads other memory as text. */
  private itemReader(item: Expression): (frame: Frame) => readonly ByteString[] | undefined {
    const { type } = item.declared;
    if (INTEGER_WIDTHS[type] === undefined && type !== 'double') return this.textsReader(item);
    const read = this.readerOf(item);
    return (frame) => {
      const value = firstOf(read(frame));
      return value === undefined ? undefined : [formatValue(type, value)];
    };
  }

  /** The memory behind all values of an expression as texts, with the NUL that may end them. */
  private textsReader(expression: Expression): (frame: Frame) => readonly ByteString[] | undefined {
    const read = this.readerOf(expression);
    const { type, isTerminated } = expression;
    return (frame) => {
      const values = read(frame);
      if (values === undefined) return undefined;
      const texts = asList(values).map((value) => memoryOf(type, value));
      return isTerminated ? texts.map(terminate) : texts;
    };
  }

  private callReader(call: CallExpression): Reader {
    const [first, second] = call.args as readonly [Expression, Expression];
    switch (call.name) {
      case 'tolower':
        return this.textTransformer(first, lowerAscii);
      case 'toupper':
        return this.textTransformer(first, upperAscii);
      case 'basename':
        return this.textTransformer(first, basename);
      case 'b64':
        return this.textTransformer(first, first.type === 'bytes' ? decodeBuffer : decodeBase64);
      case 'len':
        return this.lengthReader(first);
      case 'join':
        return this.joinReader(first, second);
      case 'concat':
        return this.concatReader(call.args);
      case 'getopt':
        return this.optionsReader(first, second, call.argument);
    }
  }

  private textTransformer(arg: Expression, change: (text: ByteString) => ByteString | undefined): Reader {
    const read = this.readerOf(arg);
    const isTrimmed = arg.mayHoldNul || arg.type === 'bytes';
    const changeText = isTrimmed ? (text: ByteString) => change(trimNul(text)) : change;
    if (!arg.list) {
      return (frame) => {
        const text = read(frame);
        return text === undefined ? undefined : changeText(text as ByteString);
      };
    }
    return (frame) => {
      const texts = read(frame);
      if (texts === undefined) return undefined;
      const changed = (texts as readonly ByteString[]).map(changeText);
      return changed.includes(undefined) ? undefined : (changed as readonly ByteString[]);
    };
  }

  private lengthReader(arg: Expression): Reader {
    const read = this.readerOf(arg);
    if (arg.list && arg.declared.list)
      return (frame) => (read(frame) as readonly Value[] | undefined)?.length;
    // Of the list that `getopt` gives, Falco measures the first text.
    const measure = arg.mayHoldNul
      ? (text: ByteString) => cString(text).length
      : (text: ByteString) => text.length;
    return (frame) => {
      const text = firstOf(read(frame));
      return text === undefined ? undefined : measure(text as ByteString);
    };
  }

  private joinReader(separator: Expression, list: Expression): Reader {
    const readSeparator = this.textsReader(separator);
    const readTexts = this.textsReader(list);
    return (frame) => {
      const between = readSeparator(frame)?.[0];
      const texts = readTexts(frame);
      return between === undefined || texts === undefined ? undefined : texts.map(cString).join(between);
    };
  }

  private concatReader(args: readonly Expression[]): Reader {
    const readers = args.map((arg) => this.textsReader(arg));
    return (frame) => {
      let result = '';
      for (const read of readers) {
        const text = read(frame)?.[0];
        if (text === undefined) return undefined;
        result += cString(text);
      }
      return result;
    };
  }

  private optionsReader(args: Expression, optstring: Expression, letter: ByteString | undefined): Reader {
    const readArgs = this.textsReader(args);
    const readOptstring = this.textsReader(optstring);
    return (frame) => {
      const letters = readOptstring(frame)?.[0];
      const texts = readArgs(frame);
      if (letters === undefined || texts === undefined) return undefined;
      return letter === undefined ? listOptions(texts, letters) : lastOption(texts, letters, letter);
    };
  }
}

/** Works a value out at most once per epoch. */
export function remember<Result>(compute: (frame: Frame) => Result): (frame: Frame) => Result {
  let epoch = 0;
  let result: Result;
  return (frame) => {
    if (epoch !== frame.epoch) {
      result = compute(frame);
      epoch = frame.epoch;
    }
    return result;
  };
}

/** Falco keeps the NUL that it puts behind a decoded buffer as part of it. */
function decodeBuffer(text: ByteString): ByteString | undefined {
  const decoded = decodeBase64(text);
  return decoded === undefined ? undefined : terminate(decoded);
}

function firstOf(values: Values | undefined): Value | undefined {
  return values === undefined ? undefined : asList(values)[0];
}

function asList(values: Values): readonly Value[] {
  return isList(values) ? values : [values];
}

function isList(values: Values): values is readonly Value[] {
  return Array.isArray(values);
}
