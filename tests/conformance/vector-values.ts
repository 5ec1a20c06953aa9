import {
  type ByteString,
  decodeText,
  encodeText,
  isUtf8,
  toBytes,
} from '../../src/falco/condition/byte-string.ts';
import type { EventFields, FieldInput } from '../../src/falco/index.ts';
import type { Json } from './outcome.ts';

/** Text as the vectors write it; bytes that are no UTF-8 are an object. */
export type VectorText = string | { readonly $hex: string };

export function bytesOf(text: VectorText): ByteString {
  return typeof text === 'string' ? encodeText(text) : Buffer.from(text.$hex, 'hex').toString('latin1');
}

export function textOf(bytes: ByteString): VectorText {
  return isUtf8(bytes) ? decodeText(bytes) : { $hex: Buffer.from(bytes, 'latin1').toString('hex') };
}

/** What Falco knows of every event of the source without being told. */
const GENERIC_FIELDS = { 'evt.source': 'coding_agent', 'evt.pluginname': 'coding_agent' };

/** An event whose fields are given as `name` or `name[argument]`. */
export function eventOf(fields: Readonly<Record<string, Json>>): EventFields {
  const entries = Object.entries({ ...GENERIC_FIELDS, ...fields });
  const values = new Map(entries.map(([name, value]) => [name, inputOf(value)]));
  return { get: (name, argument) => values.get(argument === undefined ? name : `${name}[${argument}]`) };
}

function inputOf(value: Json): FieldInput {
  if (Array.isArray(value)) return value.map((item) => inputOf(item) as string);
  if (typeof value === 'object' && value !== null) return toBytes(bytesOf(value as { $hex: string }));
  return value as string | number | boolean;
}

/** An output field as the vectors write it. */
export function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'bigint') return { $u64: value.toString() };
  return value as Json;
}
