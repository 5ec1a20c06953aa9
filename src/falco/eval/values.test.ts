import { describe, expect, test } from 'vitest';
import type { FieldType } from './fields.ts';
import { exportValue, type FieldInput, formatValue, memoryOf, readField, type Value } from './values.ts';

function field(type: FieldType, list = false) {
  return { name: 'x.y', type, list, description: '' };
}

describe('readField', () => {
  test.each<[FieldType, FieldInput, Value | undefined]>([
    ['string', 'é', '\xc3\xa9'],
    ['string', new Uint8Array([0xff, 0]), '\xff\0'],
    ['string', 5, '5'],
    ['string', true, 'true'],
    ['bool', true, true],
    ['bool', 'true', true],
    ['bool', 'yes', undefined],
    ['bool', 1, undefined],
    ['uint64', 5, 5],
    ['uint64', '5', 5],
    ['uint64', -1, 18446744073709551615n],
    ['uint64', 1.5, undefined],
    ['uint64', 'x', undefined],
    ['int16', 70_000n, 4464],
    ['double', 1.5, 1.5],
    ['double', 3n, 3],
    ['double', '1.5', undefined],
    ['ipaddr', '1.2.3.4', '\x01\x02\x03\x04'],
    ['ipaddr', new Uint8Array(16), '\0'.repeat(16)],
    ['ipaddr', new Uint8Array(5), undefined],
    ['ipaddr', 'x', undefined],
    ['ipaddr', 1, undefined],
    ['string', ['a'], undefined],
  ])('brings a %s from %o to %o', (type, input, expected) => {
    expect(readField(field(type), input)).toBe(expected);
  });

  test.each<[FieldInput, readonly Value[] | undefined]>([
    [
      ['1', 2],
      [1, 2],
    ],
    [7, [7]],
    [[], undefined],
    [[1, 'x'], undefined],
  ])('brings a list from %o to %o', (input, expected) => {
    expect(readField(field('uint64', true), input)).toEqual(expected);
  });

  test('leaves a missing value missing', () => {
    expect(readField(field('string'), undefined)).toBeUndefined();
  });
});

test.each<[FieldType, Value, string]>([
  ['string', '\xc3\xa9', '\xc3\xa9'],
  ['uint64', 18446744073709551615n, '18446744073709551615'],
  ['int32', -1, '-1'],
  ['bool', false, 'false'],
  ['double', 2, '2.0'],
  ['double', 0.25, '0.3'],
  ['ipaddr', '\x01\x02\x03\x04', '1.2.3.4'],
  ['ipnet', '\x01\x02\x03\x04', '<IPNET>'],
  ['bytes', 'a\0\xff\n~', 'a...~'],
  ['bytes', 'a'.repeat(1022), 'a'.repeat(1022)],
  ['bytes', 'a'.repeat(1023), 'a'.repeat(1021)],
])('a %s %o is shown as %j', (type, value, text) => {
  expect(formatValue(type, value)).toBe(text);
});

test('structured outputs have text decoded and numbers and booleans as they are', () => {
  expect(exportValue('string', '\xc3\xa9')).toBe('é');
  expect(exportValue('uint64', 2n ** 60n)).toBe(2n ** 60n);
  expect(exportValue('bool', true)).toBe(true);
  expect(exportValue('ipaddr', '\x7f\0\0\x01')).toBe('127.0.0.1');
});

test.each<[FieldType, Value, string]>([
  ['string', 'ab', 'ab'],
  ['bool', true, '\x01\0\0\0'],
  ['uint64', 0x4142, 'BA\0\0\0\0\0\0'],
  ['int16', -1, '\xff\xff'],
  ['port', 80, 'P\0'],
  ['double', 1, '\0\0\0\0\0\0\xf0\x3f'],
])('a %s %o lies in memory as %j', (type, value, bytes) => {
  expect(memoryOf(type, value)).toBe(bytes);
});
