import { expect, test } from 'vitest';
import { basename, cString, lowerAscii, terminate, trimNul, upperAscii } from './texts.ts';

test('only ASCII letters change case', () => {
  expect(lowerAscii('ABCxyz09[')).toBe('abcxyz09[');
  expect(upperAscii('ABCxyz09{')).toBe('ABCXYZ09{');
  expect(lowerAscii('\xc3\x89A\xb5')).toBe('\xc3\x89a\xb5');
  expect(upperAscii('\xc3\xa9a\xb5\xff')).toBe('\xc3\xa9A\xb5\xff');
});

test.each([
  ['/a/b.txt', 'b.txt'],
  ['b', 'b'],
  ['/a/', ''],
  ['', ''],
])('the basename of %j is %j', (path, expected) => {
  expect(basename(path)).toBe(expected);
});

test('texts end at NUL where C says so', () => {
  expect(cString('ab\0cd\0')).toBe('ab');
  expect(cString('ab')).toBe('ab');
  expect(trimNul('a\0b\0\0')).toBe('a\0b');
  expect(trimNul('\0')).toBe('');
  expect(terminate('ab')).toBe('ab\0');
  expect(terminate('ab\0')).toBe('ab\0');
});
