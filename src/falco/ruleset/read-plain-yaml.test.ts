import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainYaml } from './read-plain-yaml.ts';
import { readAnyYaml } from './read-yaml.ts';
import { ruleYaml } from './testing/catalogue.ts';

const RULES = join(import.meta.dirname, '..', '..', '..', 'rules');
const SHIPPED = globSync(['default/*.yaml', 'packs/*.yaml', 'seen.yaml'], { cwd: RULES });

/** Raised for long runs; fast-check prints the seed of a failure. */
const RUNS = Number(process.env.FALCO_PROPERTY_RUNS ?? 1500);

const PLAIN: readonly (readonly [what: string, text: string])[] = [
  ['sequences and mappings', '- a: b\n  c:\n    - d\n    - e: f\n- g\n'],
  ['a sequence that is not indented', '- a:\n  - b\n  - c\n  d: e\n'],
  ['a mapping alone', 'a: b\nc:\n  d: e\n'],
  ['plain scalars with marks in them', '- a: b:c d#e -f [g] {h}, \'i\' "j" &k *l\n- http://x/?y#z\n- -1\n'],
  ['words for null', '- ~\n- null\n- Null\n- NULL\n- nUll\n- "null"\n'],
  ['quoted scalars', `- 'it''s # no: comment'\n- "a \\"b\\" \\\\ \\/ \\n\\t\\u00e9 # :"\n- ''\n`],
  ['comments and blank lines', '# a\n\n- b # c\n\n# d\n- e: f # g\n\n  # h\n  i: j\n# k\n\n'],
  [
    'lists in brackets',
    '- [a, "b", \'c\' , -d, e f, g:h, [i], ]\n- []\n- a:\n    [\n      b, # c\n      d\n    ]\n',
  ],
  ['mappings in braces', '- {a: b, "c":"d", "e": [f], g: {h: i}}\n- {}\n- a: {\n  b: c,\n}\n'],
  ['folded text', '- a: >\n    b\n    c\n\n    d\n\n\n    e  \n    f\n  g: >-\n    h\n'],
  [
    'folded text with lines that are indented more',
    '- a: >\n    b\n      c\n    d\n\n      e\n\n\n    f\n      g\n',
  ],
  ['literal text', '- a: |\n    b\n      c\n\n    # d\n  e: |-\n    f\n\n\n'],
  ['no line break at the end', '- a: b\n- [c]'],
];

const NOT_PLAIN: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['a comment alone', '# a\n'],
  ['a scalar alone', 'a\n'],
  ['an anchor', '- &a b\n'],
  ['an alias', '- *a\n'],
  ['a tag', '- !a b\n'],
  ['a key without a value', '- a:\n'],
  ['a document marker', '---\n- a\n'],
  ['a tab', '- a:\tb\n'],
  ['a carriage return', '- a: b\r\n'],
  ['a plain scalar of two lines', '- a\n  b\n'],
  ['a quoted scalar of two lines', '- "a\n  b"\n'],
  ['an escape that JSON has not', '- "\\x41"\n'],
  ['text that begins with a blank line', '- a: |\n\n    b\n'],
  ['a comment that is indented more than what follows', '- a:\n    - b\n    # c\n- d\n'],
  ['what is indented wrong', '- a: b\n   c: d\n'],
  ['a bracket that is not closed', '- [a, b\n'],
  ['two colons', '- a: b: c\n'],
  ['deep nesting', `- ${'['.repeat(60)}${']'.repeat(60)}\n`],
];

/** Stretches of rule files, in sense and nonsense. */
const FRAGMENTS = [
  ...[...PLAIN, ...NOT_PLAIN].map(([, text]) => text),
  ...[
    '\n',
    '  ',
    ' ',
    '- ',
    ':',
    ': ',
    '#',
    ' #',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '>\n',
    '|-\n',
    'x',
    'é',
    '\\n',
  ],
  ruleYaml(),
];

/** What the reader of all YAML makes of a text that is plain. */
function expected(text: string): unknown {
  const { documents, problems } = readAnyYaml(text);
  expect(problems).toEqual([]);
  expect(documents).toHaveLength(1);
  return documents[0];
}

describe('readPlainYaml', () => {
  it.each(PLAIN)('reads %s', (_, text) => {
    expect(readPlainYaml(text)).toEqual(expected(text));
  });

  it.each(NOT_PLAIN)('leaves %s to the other reader', (_, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  it.each(SHIPPED)('reads rules/%s', (name) => {
    const text = readFileSync(join(RULES, name), 'utf8');
    expect(readPlainYaml(text)).toEqual(expected(text));
  });

  it.each([
    ['number signs', (size: number) => `- a${'#'.repeat(size)}\n`],
    ['colons', (size: number) => `- [a${':'.repeat(size)}]\n`],
    ['single quotes', (size: number) => `- '${"''".repeat(size / 2)}\n`],
    ['escapes', (size: number) => `- "${'\\n'.repeat(size / 2)}\n`],
    ['comments', (size: number) => `- [a,${'\n#'.repeat(size / 2)}\n]\n`],
    ['blank lines', (size: number) => `- a: >\n    b${'\n'.repeat(size)}`],
  ])('throws nothing for a file as long as it takes, full of %s', (_, textOf) => {
    expect(() => readPlainYaml(textOf(1024 * 1024 - 20))).not.toThrow();
  });

  it('gives what the reader of all YAML gives, or nothing', () => {
    const cut = fc.record({ at: fc.nat(400), length: fc.nat(8), put: fc.constantFrom(...FRAGMENTS) });
    const text = fc
      .tuple(
        fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 6 }),
        fc.array(cut, { maxLength: 3 }),
      )
      .map(([parts, cuts]) =>
        cuts.reduce(
          (all, { at, length, put }) => all.slice(0, at) + put + all.slice(at + length),
          parts.join(''),
        ),
      );
    fc.assert(
      fc.property(text, (given) => {
        const node = readPlainYaml(given);
        if (node !== undefined) expect(node).toEqual(expected(given));
      }),
      { numRuns: RUNS },
    );
  });
});
