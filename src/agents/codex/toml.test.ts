import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readToml } from './toml.ts';

function entries(text: string): Record<string, unknown> {
  const read = readToml(text);
  if (!read.ok) throw new Error(`${read.offset}: ${read.problem}`);
  return Object.fromEntries(read.entries.map(({ path, value }) => [path.join('|'), value ?? null]));
}

describe('TOML is read as a flat list', () => {
  test.each<readonly [string, object]>([
    ['', {}],
    ['# nothing\n\n', {}],
    ['a = 1\nb = true # yes\n', { a: null, b: true }],
    ['[t."x.y" . z]\r\nk = false\r\n', { 't|x.y|z|k': false }],
    ['[[list]]\nk = "v"', { 'list|k': 'v' }],
    ['a.b . "c" = \'lit\\\'', { 'a|b|c': 'lit\\' }],
    ['a = { b.c = "d", e = {} }', { 'a|b|c': 'd', 'a|e': null, a: null }],
    ['a = [ "]", # ]\n [1, 2],\n]\nb = "x"', { a: null, b: 'x' }],
    ['a = "\\u00e9\\"\\\\\\t"', { a: 'é"\\\t' }],
    ['a = """\nx\n[t]\nk="v" \\\n   y"""""\nb = \'\'\'\n[u]\'\'\'', { a: 'x\n[t]\nk="v" y""', b: '[u]' }],
    ['d = 2024-01-01 10:00:00Z\nf = -1.5e3\nh = 0xff\ni = inf', { d: null, f: null, h: null, i: null }],
  ])('%j', (text, expected) => {
    expect(entries(text)).toEqual(expected);
  });
});

test('a section spans its header and its keys, and nothing between them and the next', () => {
  const text = 'a = 1\n\n[t]\nb = 2\nc = """\n"""\n# about u\n\n[u]\n';
  const read = readToml(text);
  expect(read.ok && read.sections.map(({ path, start, end }) => [path[0], text.slice(start, end)])).toEqual([
    ['t', '[t]\nb = 2\nc = """\n"""\n'],
    ['u', '[u]\n'],
  ]);
});

describe('what is no TOML is refused where it goes wrong', () => {
  test.each<readonly [string, number, string]>([
    ['a', 1, 'expected ='],
    ['a = ', 4, 'expected a value'],
    ['a = b', 4, 'expected a value'],
    ['= 1', 0, 'expected a key'],
    ['[t', 2, 'expected ]'],
    ['a = 1 b = 2', 5, 'expected the end of the line'],
    ['a = [1 2]', 7, 'expected ]'],
    ['a = { b = 1\n}', 11, 'expected }'],
    ['a = "\\q"', 5, 'a string that is not closed, or an escape that is unknown'],
    ["a = '''x", 7, 'a string that is not closed'],
  ])('%j', (text, offset, problem) => {
    expect(readToml(text)).toEqual({ ok: false, offset, problem });
  });

  test('deep nesting, too', () => {
    expect(readToml(`a = ${'['.repeat(200_000)}`)).toMatchObject({ ok: false });
  });
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '"""',
    "'''",
    '\\',
    '=',
    '.',
    ',',
    '#',
    '\n',
    'a',
    '1',
    ' ',
  );
  fc.assert(fc.property(fc.array(piece), (pieces) => typeof readToml(pieces.join('')).ok === 'boolean'));
});
