import { describe, expect, it } from 'vitest';
import { readYaml } from './read-yaml.ts';
import type { YamlNode } from './yaml-node.ts';

/** A node as plain data: null, text, array or pairs. */
function dataOf(node: YamlNode): unknown {
  switch (node.kind) {
    case 'null':
      return null;
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(dataOf);
    case 'mapping':
      return node.entries.map(({ key, value }) => [dataOf(key), dataOf(value)]);
  }
}

describe('readYaml', () => {
  it.each([
    ['words stay text', '- [1, true, 0x10, 1.5, yes]', [[['1', 'true', '0x10', '1.5', 'yes']]]],
    [
      'null is null unless quoted or tagged',
      '- [~, null, "null", !!str ~, !x ]',
      [[[null, null, 'null', '~', '']]],
    ],
    ['a document may be empty', '---\n---\n- a\n', [null, ['a']]],
    ['an empty file has no document', '', []],
    [
      'an alias is what its anchor names',
      '- &x [a, b]\n- *x\n',
      [
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
      ],
    ],
    ['an anchor may be reused', '- &x a\n- *x\n- &x b\n- *x\n', [['a', 'a', 'b', 'b']]],
    [
      'a key may stand twice',
      '- {a: x, a: y}',
      [
        [
          [
            ['a', 'x'],
            ['a', 'y'],
          ],
        ],
      ],
    ],
    ['a merge key is a key like any other', '- {<<: x}', [[[['<<', 'x']]]]],
    [
      'a byte order mark is skipped',
      '\ufeff- a: b\n  c: d\n',
      [
        [
          [
            ['a', 'b'],
            ['c', 'd'],
          ],
        ],
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(readYaml(text)).toMatchObject({ problems: [] });
    expect(readYaml(text).documents.map(dataOf)).toEqual(expected);
  });

  it.each([
    ['a: b: c', 'b', 'a value that holds `: ` is taken for a nested mapping'],
    ['- a\n- *x', '*x', 'there is no anchor &x before this alias'],
    ['- &x [*x]', '*x', 'there is no anchor &x before this alias'],
    [
      '- a: [b, c\n- d: e',
      '[',
      'this bracket is not closed, or not all lines up to its end are indented more than their key',
    ],
    ['- a: "b\n- c: d', '"', 'this string has no closing quote'],
    ['- a: ["b\n', '"', 'this string has no closing quote'],
    ['- a: "b\n---\n- c: d\n', '"', 'this string has no closing quote'],
    ['- a: %b', '%', 'a value cannot begin with this character unless it is quoted'],
    ['- a: "\\d"', '\\d', 'there is no such escape in a string in double quotes'],
    ['- a: b\n  c\n', 'c', 'expected `key: value`'],
    ["- a: 'it's'", "s'", 'text after the end of a value'],
  ])('finds the mistake in %j', (text, culprit, message) => {
    const [problem] = readYaml(text).problems;
    expect(problem).toMatchObject({ kind: 'yaml_syntax', message });
    expect(problem && text.slice(problem.range.start, problem.range.start + culprit.length)).toBe(culprit);
    expect(readYaml(text).documents).toEqual([]);
  });

  // As recorded from yaml-cpp.
  it.each([
    ['- a: [b,\nc]\n', [[[['a', ['b', 'c']]]]]],
    ['- a: [b, # x\n  c\n]\n', [[[['a', ['b', 'c']]]]]],
    ['- a: [x\n- y]\n- b', [[[['a', ['x - y']]], 'b']]],
    [
      '- a: {b: c,\nd: e}\n  f: g\n',
      [
        [
          [
            [
              'a',
              [
                ['b', 'c'],
                ['d', 'e'],
              ],
            ],
            ['f', 'g'],
          ],
        ],
      ],
    ],
    ['- a: {\n}\n', [[[['a', []]]]]],
    [
      '- a: "x\ny"\n  b: c\n',
      [
        [
          [
            ['a', 'x y'],
            ['b', 'c'],
          ],
        ],
      ],
    ],
    ["- a: 'x\n- y'\n- b", [[[['a', 'x - y']], 'b']]],
    ['- a: ["x\ny",\nz]\n- b', [[[['a', ['x y', 'z']]], 'b']]],
  ])('lets the lines within quotes and brackets be indented as they like: %j', (text, expected) => {
    expect(readYaml(text)).toMatchObject({ problems: [] });
    expect(readYaml(text).documents.map(dataOf)).toEqual(expected);
  });

  it.each([
    ['- a: "x\n', [[[['a', 'x ']]]]],
    ["- a: 'x\n\n", [[[['a', 'x\n']]]]],
    ['- a: "x\n- b: c\n', [[[['a', 'x - b: c ']]]]],
  ])('takes the end of the file for a missing quote, but says so: %j', (text, expected) => {
    const { documents, problems } = readYaml(text);
    expect(documents.map(dataOf)).toEqual(expected);
    expect(problems).toMatchObject([{ kind: 'unclosed_quote', range: { start: 5, end: 6 } }]);
    expect(readYaml(text).documents).toEqual(documents);
  });

  it.each([
    ['long', 'x'.repeat(17 * 1024 * 1024)],
    ['full of values', '- a\n'.repeat(600_000)],
    ['full of line breaks', '\n'.repeat(5_000_000)],
    ['full of unfolded aliases', bomb(9)],
    ['deep', '['.repeat(100_000)],
    ['deeply indented', '- '.repeat(10_000)],
  ])('refuses a file that is too %s', (_, text) => {
    expect(readYaml(text).problems).toMatchObject([{ kind: 'yaml_syntax' }]);
  });
});

/** Each anchor stands for ten of the one before. */
function bomb(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) => {
    const item = level === 0 ? 'x' : `*a${level - 1}`;
    return `- &a${level} [${Array.from({ length: 10 }, () => item).join(', ')}]\n`;
  });
  return lines.join('');
}
