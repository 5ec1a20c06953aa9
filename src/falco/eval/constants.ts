import { type ByteString, decodeText } from '../condition/byte-string.ts';
import type { FieldType } from './fields.ts';
import { type IntegerWidth, scanInteger } from './integers.ts';
import { type Network, parseAddress, parseNetwork } from './ip-address.ts';
import { SERVICE_PORTS } from './service-ports.ts';
import { cString } from './texts.ts';
import { INTEGER_WIDTHS, type Value } from './values.ts';

/** Falco keeps constants in buffers of 256 bytes, the terminator included. */
const MAX_CONSTANT_BYTES = 255;

export type ConstantErrorKind =
  | 'bad_number'
  | 'bad_port'
  | 'bad_bool'
  | 'bad_ip'
  | 'bad_hex'
  | 'nul_in_value'
  | 'value_too_long';

export type ConstantResult =
  | { readonly ok: true; readonly value: Value | Network }
  | { readonly ok: false; readonly kind: ConstantErrorKind; readonly message: string };

/**
 * Reads a constant of a condition as a value of a type.
 *
 * @see https://github.com/falcosecurity/libs/blob/master/userspace/libsinsp/value_parser.cpp
 */
export function parseConstant(type: FieldType, bytes: ByteString): ConstantResult {
  switch (type) {
    case 'string':
    case 'fspath':
      if (bytes.includes('\0')) return failure('nul_in_value', 'a string constant cannot hold a NUL byte');
      return parseBytes(bytes);
    case 'bytes':
      return parseBytes(bytes);
    case 'bool':
      if (bytes === 'true' || bytes === 'false') return { ok: true, value: bytes === 'true' };
      return failure('bad_bool', `expected \`true\` or \`false\`, found ${quote(bytes)}`);
    case 'ipaddr':
      return present(parseAddress(cString(bytes)), 'bad_ip', `${quote(bytes)} is no IP address`);
    case 'ipnet':
      return present(
        parseNetwork(cString(bytes)),
        'bad_ip',
        `${quote(bytes)} is no IP network: expected an address, \`/\` and the length of its prefix`,
      );
    case 'port':
      return parsePort(cString(bytes));
    case 'double':
      return parseInteger(bytes, { bits: 64, signed: true });
    case 'uint64':
    case 'uint32':
    case 'int64':
    case 'int32':
    case 'int16':
    case 'reltime':
    case 'abstime':
      return parseInteger(bytes, INTEGER_WIDTHS[type] as IntegerWidth);
  }
}

/** Reads the right side of `bcontains` and `bstartswith`: pairs of hexadecimal digits. */
export function parseHexConstant(bytes: ByteString): ConstantResult {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(bytes)) {
    return failure('bad_hex', `expected pairs of hexadecimal digits, found ${quote(bytes)}`);
  }
  return parseBytes(bytes.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))));
}

function parseBytes(bytes: ByteString): ConstantResult {
  if (bytes.length <= MAX_CONSTANT_BYTES) return { ok: true, value: bytes };
  return failure(
    'value_too_long',
    `a constant holds at most ${MAX_CONSTANT_BYTES} bytes, this one has ${bytes.length}`,
  );
}

function parseInteger(bytes: ByteString, width: IntegerWidth): ConstantResult {
  return present(
    scanInteger(cString(bytes), width),
    'bad_number',
    `expected a whole decimal number, found ${quote(bytes)}`,
  );
}

function parsePort(text: string): ConstantResult {
  const port = /^[0-9]{0,10}$/.test(text) && Number(text) < 2 ** 31 ? Number(text) : SERVICE_PORTS.get(text);
  const message = `${quote(text)} is neither a port number nor the name of a service`;
  return present(port === undefined ? undefined : port & 0xffff, 'bad_port', message);
}

function present(
  value: Value | Network | undefined,
  kind: ConstantErrorKind,
  message: string,
): ConstantResult {
  return value === undefined ? failure(kind, message) : { ok: true, value };
}

function failure(kind: ConstantErrorKind, message: string): ConstantResult {
  return { ok: false, kind, message };
}

function quote(bytes: ByteString): string {
  const text = decodeText(bytes);
  return `\`${text.length > 40 ? `${text.slice(0, 40)}...` : text}\``;
}
