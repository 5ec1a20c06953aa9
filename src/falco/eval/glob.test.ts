import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob } from './glob.ts';
import { naiveGlob } from './testing/naive-glob.ts';

function matches(pattern: string, text: string, ignoreCase = false): boolean {
  return compileGlob(pattern, { ignoreCase })(text);
}

describe('compileGlob', () => {
  test.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbcd', false],
    ['a?c', 'ac', false],
    ['*.pem', '/x/.pem', true],
    ['/etc/*', '/etc/a/b', true],
    ['?', '\n', true],
    ['?', '\xc3\xa9', false],
    ['??', '\xc3\xa9', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['\\a', 'a', true],
    ['a\\', 'a\\', false],
    ['[abc]', 'b', true],
    ['[!abc]', 'b', false],
    ['[^abc]', 'd', true],
    ['[a-c]x', 'bx', true],
    ['[]]', ']', true],
    ['[!]]', ']', false],
    ['[a-]', '-', true],
    ['[\\]]', ']', true],
    ['[[:digit:]]', '7', true],
    ['[[:digit:]]', 'x', false],
    ['[[:alpha:]_]*', '_x', true],
    ['[/]', '/', true],
    ['[abc', '[abc', true],
    ['[c-a]', 'b', false],
  ])('%j against %j: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test('ignores the case of ASCII letters on request', () => {
    expect(matches('READ*[x-z]', 'readmeY', true)).toBe(true);
    expect(matches('READ*', 'readme')).toBe(false);
    expect(matches('\xc9', '\xe9', true)).toBe(false);
  });

  test('agrees with the textbook recursion', () => {
    const piece = fc.constantFrom('*', '?', 'a', 'B', '\\*', '[ab]', '[!a]', '[a-c]', '/');
    const pattern = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', '*', '/'), maxLength: 9 });
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (glob, value, ignoreCase) => {
        expect(matches(glob, value, ignoreCase)).toBe(naiveGlob(glob, value, ignoreCase));
      }),
      { numRuns: 2000 },
    );
  });

  test('takes time linear in the text where the textbook takes ages', () => {
    const start = performance.now();
    expect(matches(`${'*a'.repeat(30)}*b`, 'a'.repeat(100_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
