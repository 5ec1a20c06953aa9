import fc from 'fast-check';

const PIECE = fc.constantFrom(
  'a',
  'b',
  '.',
  '\\n',
  '[ab]',
  '[^a]',
  '^',
  '$',
  '(a|b)',
  '()',
  'ab',
  '[[:alpha:]]',
);
const SUFFIX = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{0,}', '**');

/** Patterns that the POSIX syntax accepts. */
export const regexPatterns: fc.Arbitrary<string> = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(PIECE, SUFFIX).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}|${b}`),
    fc.tuple(tie('pattern'), SUFFIX).map(([a, b]) => `(${a})${b}`),
  ),
})).pattern;

/** Texts that such patterns often match. */
export const regexTexts: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '\n', 'é', '😀', '\ud800'),
  maxLength: 8,
});
