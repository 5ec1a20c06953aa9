import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../condition/byte-string.ts';
import { parsePosixRegex, type Regex } from './posix-regex.ts';
import { requiredLiterals } from './required-literals.ts';
import { regexPatterns } from './testing/arbitrary-regex.ts';
import { referenceMatcher } from './testing/reference-regex.ts';

function parse(pattern: string): Regex {
  const parsed = parsePosixRegex(pattern);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.regex;
}

describe('requiredLiterals', () => {
  test.each([
    ['abc', [['abc']]],
    ['.*curl.*sh', [['curl'], ['sh']]],
    ['(curl|wget) .*', [['curl ', 'wget ']]],
    ['(ssh|ssh-add|scp).*', [['ssh', 'scp']]],
    ['https?://.*', [['http://', 'https://']]],
    ['rm +-rf.*', [[' -rf'], ['rm ']]],
    ['[Dd]rop .*', [['Drop ', 'drop ']]],
    ['(a|b)?.*', []],
    ['.*', []],
    ['x*y?', []],
    ['é.', [['\xc3\xa9']]],
    ['[a-z]+foo', [['foo']]],
    ['(foo.*|bar.*)baz', [['foo', 'bar'], ['baz']].toReversed()],
    ['^ab$', [['ab']]],
    ['(abc){2}', [['abc']]],
  ])('of %j are %j', (pattern, sets) => {
    expect(requiredLiterals(parse(pattern))).toEqual(sets);
  });

  test('are found in time linear in the nesting', () => {
    const nested = parse(`${'(ab'.repeat(80)}${')+'.repeat(80)}`);
    expect(requiredLiterals(nested)).toContainEqual(['abab']);
  });

  test('are in every text that matches', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 6 });
    let matched = 0;
    fc.assert(
      fc.property(regexPatterns, fc.array(texts, { minLength: 8, maxLength: 8 }), (pattern, values) => {
        const regex = parse(pattern);
        const sets = requiredLiterals(regex);
        const matches = referenceMatcher(regex);
        for (const text of values.filter(matches)) {
          matched += sets.length;
          const bytes = encodeText(text);
          for (const set of sets) expect(set.some((literal) => bytes.includes(literal))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
    expect(matched).toBeGreaterThan(50);
  });
});
