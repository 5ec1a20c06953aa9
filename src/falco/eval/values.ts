import { type ByteString, decodeText, encodeText, fromBytes } from '../condition/byte-string.ts';
import type { FieldDefinition, FieldType } from './fields.ts';
import { type Integer, type IntegerWidth, scanInteger, wrapInteger } from './integers.ts';
import { formatAddress, parseAddress } from './ip-address.ts';

/**
 * One value inside the engine: a byte string (texts, buffers, and addresses as 4 or 16 bytes), an integer or
 * double, or a boolean.
 */
export type Value = ByteString | Integer | boolean;

/** What an expression yields; `undefined` where there is no value. */
export type Values = Value | readonly Value[];

type ScalarInput = string | number | bigint | boolean | Uint8Array;

/** A field's value as callers give it. Raw bytes carry text that is no valid UTF-8. */
export type FieldInput = ScalarInput | readonly ScalarInput[];

/**
 * The fields of one event. Asked at most once per name and argument and event, and only for what the rules
 * need to decide.
 */
export interface EventFields {
  /** `undefined` where the field has no value. */
  get(name: string, argument?: string): FieldInput | undefined;
  /**
   * Those of the fields, given by their places in the catalogue, that may have a value. Optional: the others are not
   * asked for, which saves time where most have none.
   */
  present?(places: readonly number[]): readonly number[];
}

/** Falco prints buffers into 1024 bytes and gives up the last one that fits when something is left. */
const MAX_BUFFER_TEXT = 1022;

/** The widths of the types that are whole numbers. */
export const INTEGER_WIDTHS: Readonly<Partial<Record<FieldType, IntegerWidth>>> = {
  uint64: { bits: 64, signed: false },
  reltime: { bits: 64, signed: false },
  abstime: { bits: 64, signed: false },
  uint32: { bits: 32, signed: false },
  port: { bits: 16, signed: false },
  int64: { bits: 64, signed: true },
  int32: { bits: 32, signed: true },
  int16: { bits: 16, signed: true },
};

/**
 * Brings a caller's value into the engine's form. A value that does not fit the field's type counts as
 * missing, as does an empty list.
 */
export function readField(definition: FieldDefinition, input: FieldInput | undefined): Values | undefined {
  if (input === undefined) return undefined;
  if (definition.list !== true) {
    return isList(input) ? undefined : readScalar(definition.type, input);
  }
  const items = isList(input) ? input : [input];
  if (items.length === 0) return undefined;
  const values = items.map((item) => readScalar(definition.type, item));
  return values.includes(undefined) ? undefined : (values as readonly Value[]);
}

function isList(input: FieldInput): input is readonly ScalarInput[] {
  return Array.isArray(input);
}

function readScalar(type: FieldType, input: ScalarInput): Value | undefined {
  switch (type) {
    case 'string':
    case 'fspath':
    case 'bytes':
      if (typeof input === 'string') return encodeText(input);
      return typeof input === 'object' ? fromBytes(input) : String(input);
    case 'bool':
      if (typeof input === 'string') return input === 'true' ? true : input === 'false' ? false : undefined;
      return typeof input === 'boolean' ? input : undefined;
    case 'ipaddr':
    case 'ipnet':
      return readAddress(input);
    case 'double':
      return typeof input === 'number' || typeof input === 'bigint' ? Number(input) : undefined;
    case 'uint64':
    case 'uint32':
    case 'port':
    case 'int64':
    case 'int32':
    case 'int16':
    case 'reltime':
    case 'abstime':
      return readInteger(INTEGER_WIDTHS[type] as IntegerWidth, input);
  }
}

function readAddress(input: ScalarInput): Value | undefined {
  if (typeof input === 'string') return parseAddress(input);
  const isAddress = typeof input === 'object' && (input.length === 4 || input.length === 16);
  return isAddress ? fromBytes(input) : undefined;
}

function readInteger(width: IntegerWidth, input: ScalarInput): Integer | undefined {
  if (typeof input === 'string') return scanInteger(input, width);
  if (typeof input === 'bigint') return wrapInteger(input, width);
  return typeof input === 'number' && Number.isInteger(input) ? wrapInteger(BigInt(input), width) : undefined;
}

/**
 * The text that outputs show: integers decimal, doubles with one decimal, networks as `<IPNET>`, buffers with
 * dots for what cannot be printed and, where longer, cut.
 */
export function formatValue(type: FieldType, value: Value): ByteString {
  switch (type) {
    case 'ipaddr':
      return formatAddress(value as ByteString);
    case 'ipnet':
      return '<IPNET>';
    case 'double':
      return (value as number).toFixed(1);
    case 'bytes':
      return formatBuffer(value as ByteString);
    case 'string':
    case 'fspath':
    case 'uint64':
    case 'uint32':
    case 'port':
    case 'int64':
    case 'int32':
    case 'int16':
    case 'reltime':
    case 'abstime':
    case 'bool':
      return String(value);
  }
}

function formatBuffer(bytes: ByteString): ByteString {
  const shown = bytes.replace(/[^\x20-\x7e]/g, '.');
  return shown.length > MAX_BUFFER_TEXT ? shown.slice(0, MAX_BUFFER_TEXT - 1) : shown;
}

/** The value as structured outputs carry it: texts decoded, numbers and booleans as they are. */
export function exportValue(type: FieldType, value: Value): string | number | bigint | boolean {
  return typeof value === 'string' ? decodeText(formatValue(type, value)) : value;
}

/**
 * The memory behind a value as Falco lays it out (little-endian), which it reads as text where `join`,
 * `concat` and `getopt` are given something that is no string.
 */
export function memoryOf(type: FieldType, value: Value): ByteString {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '\x01\0\0\0' : '\0\0\0\0';
  if (type === 'double') return fromBytes(new Uint8Array(new Float64Array([Number(value)]).buffer));
  const { bits } = INTEGER_WIDTHS[type] ?? { bits: 64 };
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(bits, BigInt(value)), true);
  return fromBytes(new Uint8Array(view.buffer, 0, bits / 8));
}
