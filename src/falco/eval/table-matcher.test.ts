import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nfaMatcher } from './nfa-matcher.ts';
import { parsePosixRegex, type Regex } from './posix-regex.ts';
import { TableMatcher } from './table-matcher.ts';
import { regexPatterns, regexTexts } from './testing/arbitrary-regex.ts';
import { referenceMatcher } from './testing/reference-regex.ts';

const { FALCO_PROPERTY_RUNS } = process.env;

function parse(pattern: string): Regex {
  const parsed = parsePosixRegex(pattern);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.regex;
}

test('matches what RE2 matches, with and without a table', () => {
  let matched = 0;
  fc.assert(
    fc.property(regexPatterns, fc.array(regexTexts, { minLength: 4, maxLength: 8 }), (pattern, values) => {
      const regex = parse(pattern);
      const matcher = new TableMatcher(regex);
      const reference = referenceMatcher(regex);
      const matchesAlways = nfaMatcher(regex);
      for (const value of values) {
        const expected = reference(value);
        if (expected) matched++;
        expect(matcher.matches(value)).toBe(expected);
        expect(matchesAlways(value)).toBe(expected);
      }
    }),
    { numRuns: Number(FALCO_PROPERTY_RUNS ?? 300) },
  );
  expect(matched).toBeGreaterThan(50);
});

test('leaves texts to others that have characters which the expression tells apart beyond ASCII', () => {
  const matcher = new TableMatcher(parse('ab(é|[^a])*'));
  expect(matcher.matches('abè')).toBeUndefined();
  expect(matcher.matches('xè')).toBe(false);
});

test.each(['(a|b)*a(a|b){16}', '(.|\\n)*(a|b){1000}x'])(
  'gives up where %j needs too large a machine',
  (pattern) => {
    const matcher = new TableMatcher(parse(pattern));
    let random = 1;
    const value = Array.from({ length: 40_000 }, () => {
      random = (random * 48_271) % 2_147_483_647;
      return random % 2 === 0 ? 'a' : 'b';
    }).join('');
    expect(matcher.matches(value)).toBeUndefined();
    expect(matcher.matches('a')).toBeUndefined();
  },
);
