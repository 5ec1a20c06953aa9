import { describe, expect, test } from 'vitest';
import { parsePosixRegex } from './posix-regex.ts';

describe('parsePosixRegex', () => {
  test.each([
    ['', { kind: 'sequence', parts: [] }],
    ['.', { kind: 'any' }],
    ['^', { kind: 'line-start' }],
    ['$', { kind: 'line-end' }],
    ['é', { kind: 'literal', codePoint: 0xe9 }],
    ['\\x41', { kind: 'literal', codePoint: 0x41 }],
    ['\\x{1F600}', { kind: 'literal', codePoint: 0x1f600 }],
    ['\\101', { kind: 'literal', codePoint: 0x41 }],
    ['\\n', { kind: 'literal', codePoint: 10 }],
    ['\\.', { kind: 'literal', codePoint: 46 }],
    ['[^a-c]', { kind: 'class', negated: true, ranges: [{ low: 97, high: 99 }] }],
    ['a{2,}', { kind: 'repeat', part: { kind: 'literal', codePoint: 97 }, min: 2, max: Infinity }],
    [
      'a|',
      {
        kind: 'alternatives',
        branches: [
          { kind: 'literal', codePoint: 97 },
          { kind: 'sequence', parts: [] },
        ],
      },
    ],
  ])('reads %j', (pattern, regex) => {
    expect(parsePosixRegex(pattern)).toEqual({ ok: true, regex });
  });

  test.each([
    'a**',
    'a{',
    'a{x}',
    'a{,3}',
    '[]a]',
    '[a-]',
    '[[:alpha:]]',
    'x{1000}',
    '()',
    '(a|b)*c+?',
    '\\pN{2}'.slice(2),
  ])('accepts %j', (pattern) => {
    expect(parsePosixRegex(pattern).ok).toBe(true);
  });

  test.each([
    '*a',
    '+',
    'a|*',
    '(',
    ')',
    '(?i)a',
    '(?:a)',
    '[',
    '[a',
    '[]',
    '[z-a]',
    '[[:nope:]]',
    '\\',
    '\\d',
    '\\w',
    '\\s',
    '\\b',
    '\\A',
    '\\z',
    '\\pL',
    '\\Q',
    '\\C',
    '\\8',
    '\\x',
    '\\x{110000}',
    'a{1001}',
    'a{3,2}',
    '(a{100}){100}',
  ])('refuses %j', (pattern) => {
    expect(parsePosixRegex(pattern).ok).toBe(false);
  });

  test('refuses what is nested too deeply instead of running out of stack', () => {
    expect(parsePosixRegex('('.repeat(200_000)).ok).toBe(false);
  });
});
