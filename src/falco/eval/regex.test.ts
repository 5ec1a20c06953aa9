import { describe, expect, test } from 'vitest';
import { encodeText } from '../condition/byte-string.ts';
import { compileRegex } from './regex.ts';

function matches(pattern: string, text: string): boolean {
  const result = compileRegex(encodeText(pattern));
  if (!result.ok) throw new Error(result.message);
  return result.regex.matches(text);
}

describe('compileRegex', () => {
  test.each([
    ['abc', 'abc', true],
    ['abc', 'xabcx', false],
    ['a|ab', 'ab', true],
    ['.*', 'a\nb', false],
    ['(.|\\n)*', 'a\nb', true],
    ['a.c', 'aéc', true],
    ['a.c', 'a😀c', true],
    ['[é-ü]', 'í', true],
    ['[^a]', '\n', true],
    ['a$', 'a', true],
    ['a$\\n^b', 'a\nb', true],
    ['a^b', 'ab', false],
    ['(a|\\n)*$^', 'a\n', true],
    ['(a|\\n)*$^', 'a', false],
    ['', '', true],
    ['x{2,3}', 'xxxx', false],
    ['[[:space:]]', '\v', true],
  ])('%j against %j: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test('refuses a pattern that is no UTF-8', () => {
    expect(compileRegex('\xff')).toEqual({ ok: false, message: 'the expression is not valid UTF-8' });
  });

  test('refuses a pattern that is too large', () => {
    expect(compileRegex(`(${'abcdefghij'.repeat(12)}){900}`).ok).toBe(false);
    expect(compileRegex('x{0,1000}'.repeat(2)).ok).toBe(true);
    expect(compileRegex('x{0,1000}'.repeat(3)).ok).toBe(false);
  });

  test.each([
    ['(a*)*b', 'a'.repeat(50_000)],
    ['(a|aa)+$', `${'a'.repeat(50_000)}!`],
    ['(x+x+)+y', 'x'.repeat(50_000)],
    ['(.*a){20}', 'a'.repeat(19) + 'b'.repeat(20_000)],
  ])('%j takes linear time', (pattern, text) => {
    const start = performance.now();
    expect(matches(pattern, text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
