import { expect, test } from 'vitest';
import { canonicalInteger, scanInteger, wrapInteger } from './integers.ts';

const UINT64 = { bits: 64, signed: false } as const;
const INT64 = { bits: 64, signed: true } as const;
const UINT32 = { bits: 32, signed: false } as const;
const INT16 = { bits: 16, signed: true } as const;

test.each([
  ['0', UINT64, 0],
  ['007', UINT64, 7],
  [' \t+12', UINT64, 12],
  ['-1', UINT64, 18446744073709551615n],
  ['18446744073709551615', UINT64, 18446744073709551615n],
  ['18446744073709551616', UINT64, 18446744073709551615n],
  ['-18446744073709551616', UINT64, 18446744073709551615n],
  ['-5', INT64, -5],
  ['9223372036854775808', INT64, 9223372036854775807n],
  ['-9223372036854775809', INT64, -9223372036854775808n],
  ['9007199254740991', INT64, 9007199254740991],
  ['9007199254740992', INT64, 9007199254740992n],
  ['4294967297', UINT32, 1],
  ['-1', UINT32, 4294967295],
  ['32768', INT16, -32768],
  ['65537', INT16, 1],
] as const)('%j in %o is %s', (text, width, expected) => {
  expect(scanInteger(text, width)).toBe(expected);
});

test.each(['', ' ', '-', '+-1', '1 ', '1x', '0x10', '1.0', '1e3', '\u00a01', '٣'])(
  '%j is no number',
  (text) => {
    expect(scanInteger(text, UINT64)).toBeUndefined();
  },
);

test('a number has one form whatever its size', () => {
  expect(canonicalInteger(2n ** 53n - 1n)).toBe(2 ** 53 - 1);
  expect(canonicalInteger(-(2n ** 53n))).toBe(-(2n ** 53n));
  expect(wrapInteger(-1n, INT64)).toBe(-1);
  expect(wrapInteger(2n ** 64n + 3n, UINT64)).toBe(3);
});
