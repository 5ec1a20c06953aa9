import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml } from './read-yaml.ts';
import { scalarOffsets } from './scalar-offsets.ts';
import type { YamlScalar } from './yaml-node.ts';

function firstScalar(text: string): YamlScalar {
  const root = readYaml(text).documents[0];
  const node = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
  if (node?.kind !== 'scalar') throw new Error(`no scalar in ${text}`);
  return node;
}

/** The value with each character taken from the place in the file that it is said to come from. */
function traced(text: string): string {
  const scalar = firstScalar(text);
  const offsets = scalarOffsets(scalar, text);
  return [...scalar.value]
    .map((char, index) => (/\s/.test(char) ? char : text[offsets[index] as number]))
    .join('');
}

describe('scalarOffsets', () => {
  it.each([
    ['plain', 'k: abc def # no', 'abc def'],
    ['plain over lines', 'k: abc\n   def\n\n   ghi', 'abc def\nghi'],
    ['single quoted', "k: 'it''s\n   ok'", "it's ok"],
    ['double quoted', 'k: "ab\n  cd"', 'ab cd'],
    ['literal', 'k: |\n  ab\n    cd\n\n  ef\n', 'ab\n  cd\n\nef\n'],
    ['literal with a comment', 'k: |- # note\n  ab\n', 'ab'],
    ['folded', 'k: >-\n  ab\n  cd\n\n  ef\n', 'ab cd\nef'],
    ['folded with deeper lines', 'k: >\n  ab\n    cd\n  ef\n', 'ab\n  cd\nef\n'],
    ['with Windows line ends', 'k: |\r\n  ab\r\n  cd\r\n', 'ab\ncd\n'],
    ['behind a byte order mark', '\ufeffk: abc', 'abc'],
    ['anchored', 'k: &a abc', 'abc'],
  ])('finds every character of a scalar that is %s', (_, text, value) => {
    expect(firstScalar(text).value).toBe(value);
    expect(traced(text)).toBe(value);
  });

  it.each([
    ['k: "a\\tb"', 'a\tb', [4, 5, 7, 8]],
    ['k: "\\x41\\u00e9z"', 'Aéz', [4, 8, 14, 15]],
    ['k: "a\\\n   b"', 'ab', [4, 10, 11]],
    ['k: "\\U0001F600!"', '😀!', [4, 4, 14, 15]],
    ["k: ''''", "'", [4, 6]],
  ])('finds escapes in %j', (text, value, offsets) => {
    expect(firstScalar(text).value).toBe(value);
    expect(scalarOffsets(firstScalar(text), text)).toEqual(offsets);
  });

  it('is right for any words in any block', () => {
    const words = fc.array(fc.stringMatching(/^[a-z0-9=()"'\\]{1,6}$/), { minLength: 1, maxLength: 5 });
    const lines = fc.array(
      fc.oneof(
        words.map((list) => list.join(' ')),
        fc.constant(''),
      ),
      { minLength: 1, maxLength: 8 },
    );
    const headers = fc.constantFrom('|', '>', '|-', '>-', '|+', '>+');
    fc.assert(
      fc.property(headers, lines, (header, content) => {
        fc.pre(content.some((line) => line !== ''));
        const text = `k: ${header}\n${content.map((line) => `   ${line}\n`).join('')}`;
        expect(traced(text)).toBe(firstScalar(text).value);
        expect(scalarOffsets(firstScalar(text), text)).toHaveLength(firstScalar(text).value.length + 1);
      }),
    );
  });
});
