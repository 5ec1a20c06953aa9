import { type ByteString, decodeText, isAscii } from '../condition/byte-string.ts';
import { decodeBase64 } from './base64.ts';
import type { CallExpression, Expression, FieldExpression, ListExpression } from './expression.ts';
import type { Frame } from './frame.ts';
import { lastOption, listOptions } from './getopt.ts';
import { basename, cString, lowerAscii, terminate, trimNul, upperAscii } from './texts.ts';
import {
  type FieldInput,
  formatValue,
  INTEGER_WIDTHS,
  memoryOf,
  readField,
  type Value,
  type Values,
} from './values.ts';

/** Gives an expression's value for the event of a frame; `undefined` where there is none. */
export type Reader = (frame: Frame) => Values | undefined;

/** Reads the expressions of a program; each is worked out at most once per event, each field asked for once. */
export class ReaderTable {
  private readonly readers = new Map<string, Reader>();
  private readonly inputs = new Map<string, (frame: Frame) => FieldInput | undefined>();

  readerOf(expression: Expression): Reader {
    if (expression.kind === 'constant') {
      const { value } = expression;
      return () => value;
    }
    const known = this.readers.get(expression.key);
    if (known !== undefined) return known;
    const reader = remember(this.compile(expression));
    this.readers.set(expression.key, reader);
    return reader;
  }

  /** Gives text, or texts, instead of bytes: of a field that is given as a string, that string. */
  textReaderOf(expression: Expression): Reader {
    const key = `text ${expression.key}`;
    const known = this.readers.get(key);
    if (known !== undefined) return known;
    const readBytes = this.readerOf(expression);
    let read: Reader = (frame) => decode(readBytes(frame));
    if (expression.kind === 'field') {
      const readInput = this.inputOf(expression);
      const isText = expression.list ? isTextList : isTextValue;
      read = (frame) => {
        const input = readInput(frame);
        if (input === undefined || isEmptyList(input)) return undefined;
        return isText(input) ? input : decode(readBytes(frame));
      };
    }
    const reader = remember(read);
    this.readers.set(key, reader);
    return reader;
  }

  /** The quickest reader for a value that is to be equal to, or to hold, one of these constants: ASCII is the same in text and in bytes. */
  readerFor(expression: Expression, constants: readonly unknown[]): Reader {
    const isText = expression.type === 'string' || expression.type === 'fspath';
    const isPlain = isText && constants.every((constant) => isAscii(constant as string));
    return isPlain ? this.textReaderOf(expression) : this.readerOf(expression);
  }

  /** Whether a field may have a value; the quickest way to learn that it has none. */
  presenceOf(field: FieldExpression): (frame: Frame) => boolean {
    const readInput = this.inputOf(field);
    return (frame) => {
      const input = readInput(frame);
      return input !== undefined && !isEmptyList(input);
    };
  }

  private inputOf({ key, reference }: FieldExpression): (frame: Frame) => FieldInput | undefined {
    const known = this.inputs.get(key);
    if (known !== undefined) return known;
    const { definition, argument } = reference;
    const { name } = definition;
    const input = remember<FieldInput | undefined>(
      argument === undefined ? ({ event }) => event.get(name) : ({ event }) => event.get(name, argument),
    );
    this.inputs.set(key, input);
    return input;
  }

  private compile(expression: FieldExpression | ListExpression | CallExpression): Reader {
    switch (expression.kind) {
      case 'field': {
        const { definition } = expression.reference;
        const readInput = this.inputOf(expression);
        return (frame) => readField(definition, readInput(frame));
      }
      case 'list':
        return this.listReader(expression);
      case 'call':
        return this.callReader(expression);
    }
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

function isTextValue(input: FieldInput): input is string {
  return typeof input === 'string';
}

function isTextList(input: FieldInput): input is readonly string[] {
  if (!Array.isArray(input)) return false;
  for (let index = 0; index < input.length; index++) if (typeof input[index] !== 'string') return false;
  return true;
}

function isEmptyList(input: FieldInput): boolean {
  return Array.isArray(input) && input.length === 0;
}

function decode(values: Values | undefined): Values | undefined {
  if (values === undefined) return undefined;
  return isList(values)
    ? values.map((value) => decodeText(value as ByteString))
    : decodeText(values as ByteString);
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
