import fc from 'fast-check';
import { findNodeAtLocation } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { appendItem, appendMember, removeChild, replaceValue } from './json-edit.ts';
import { type JsonText, readJsonText } from './json-text.ts';

function read(text: string): JsonText {
  const result = readJsonText(text);
  if (!result.ok) throw new Error(result.problem);
  return result.json;
}

const append = (text: string): string => appendMember(read(text), read(text).root, 'b', { c: [1] });

test.each([
  ['{}', '{\n  "b": {\n    "c": [\n      1\n    ]\n  }\n}'],
  ['{"a":1}', '{"a":1,"b":{"c":[1]}}'],
  ['{ "a": 1 }\n', '{ "a": 1, "b": {"c":[1]} }\n'],
  ['{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "b": {\n    "c": [\n      1\n    ]\n  }\n}\n'],
  ['{\r\n\t"a": 1\r\n}', '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": [\r\n\t\t\t1\r\n\t\t]\r\n\t}\r\n}'],
  ['{\n    "a": 1}', '{\n    "a": 1,\n    "b": {\n        "c": [\n            1\n        ]\n    }}'],
  ['\uFEFF{"a":1}', '\uFEFF{"a":1,"b":{"c":[1]}}'],
])('%j gets a member in its own layout', (before, after) => {
  expect(append(before)).toBe(after);
});

const space = fc.constantFrom('', ' ', '\n', '\n  ', '\r\n\t', '\n\n');

/** JSON text of an object in an arbitrary but valid layout. */
const layout = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('"x":1', '"y" : [ ]', '"z":{"k":\n[1,2]}'), space), { maxLength: 3 }),
    space,
    space,
  )
  .map(([members, open, close]) => {
    const inner = members.map(([member, gap]) => gap + member).join(',');
    return `${open.trim()}{${inner}${close}}${open}`;
  });

describe('taking out what was put in', () => {
  test('gives the very text back for an object of any layout', () => {
    fc.assert(
      fc.property(layout, fc.boolean(), (body, bom) => {
        const before = (bom ? '\uFEFF' : '') + body;
        const after = read(append(before));
        const added = after.root.children?.at(-1);
        if (added === undefined) throw new Error('nothing was added');
        expect(removeChild(after, added)).toBe(before);
      }),
    );
  });

  test('gives the very text back for an array of any layout', () => {
    const items = fc.array(fc.constantFrom('1', '{"a": 1}', '[\n]'), { maxLength: 3 });
    fc.assert(
      fc.property(items, space, space, fc.constantFrom('{"l":', '{\n  "l": '), (list, gap, close, open) => {
        const before = `${open}[${list.map((item) => gap + item).join(',')}${close}]}`;
        const json = read(before);
        const array = findNodeAtLocation(json.root, ['l']);
        if (array === undefined) throw new Error('no array');
        const after = read(appendItem(json, array, { n: true }));
        const added = findNodeAtLocation(after.root, ['l'])?.children?.at(-1);
        if (added === undefined) throw new Error('nothing was added');
        expect(removeChild(after, added)).toBe(before);
      }),
    );
  });
});

test.each([
  ['{"a": 1, "b": 2, "c": 3}', 0, '{"b": 2, "c": 3}'],
  ['{"a": 1, "b": 2, "c": 3}', 1, '{"a": 1, "c": 3}'],
  ['{\n  "a": 1,\n  "b": 2\n}', 0, '{\n  "b": 2\n}'],
  ['{\n  "a": 1,\n  "b": 2\n}', 1, '{\n  "a": 1\n}'],
])('%j loses member %i and nothing else', (before, index, after) => {
  const json = read(before);
  const child = json.root.children?.[index];
  if (child === undefined) throw new Error('no such member');
  expect(removeChild(json, child)).toBe(after);
});

test.each([
  ['{\n\t"a": {\n\t\t"b": 1\n\t}\n}', '{\n\t"a": {\n\t\t"n": 2\n\t}\n}'],
  ['{"a": {"b": 1}}', '{"a": {"n":2}}'],
])('%j gets another value in the same layout', (before, after) => {
  const json = read(before);
  const node = findNodeAtLocation(json.root, ['a']);
  if (node === undefined) throw new Error('no value');
  expect(replaceValue(json, node, { n: 2 })).toBe(after);
});

test.each([
  ['{\n  "a": 1, // about a\n  "x": 2\n}', '{\n  "a": 1 // about a\n}'],
  ['{ "a": 1, // about a\n  "x": 2 }', '{ "a": 1 // about a\n   }'],
  ['{"a": 1 /* a, b */, "x": 2}', '{"a": 1 /* a, b */ }'],
  ['{\n  "x": 2, // about x\n  "a": 1\n}', '{\n  // about x\n  "a": 1\n}'],
  ['{\n  "a": 1,\n  "x": 2 // about x\n}', '{\n  "a": 1 // about x\n}'],
])('%j keeps its comments when "x" is removed', (before, after) => {
  const read = readJsonText(before, { hasComments: true });
  if (!read.ok) throw new Error(read.problem);
  const child = findNodeAtLocation(read.json.root, ['x'])?.parent;
  if (child === undefined) throw new Error('no value');
  const text = removeChild(read.json, child);
  expect(text).toBe(after);
  expect(readJsonText(text, { hasComments: true }).ok).toBe(true);
});

describe('text that is not strict JSON', () => {
  test.each([
    [
      '{\n  "a": 1,\n}',
      'line 3, column 1: "}" where a value or key is expected; look for a comma too many before it',
    ],
    ['// note\n{}', 'line 1, column 1: a comment, which JSON does not allow; remove it'],
    ['{"a" 1}', 'line 1, column 6: "1" where a colon is expected'],
    ['{"a": 1 "b": 2}', 'line 1, column 9: "\\"b\\"" where a comma is expected'],
    ['{"a": 1', 'line 1, column 8: a closing brace } is missing'],
    ['{"a": [1', 'line 1, column 9: a closing bracket ] is missing'],
    ['{} {}', 'line 1, column 4: "{" after the end of the JSON value; remove what follows'],
    ['{"a": "b\n"}', 'line 1, column 7: a string that is not closed on its line'],
    ["{'a': 1}", 'line 1, column 2: "\'a\'" is not valid JSON here; strings need double quotes'],
    ['{} x', 'line 1, column 4: "x" is not valid JSON here'],
    ['', 'line 1, column 1: the file ends too early; is it cut off?'],
  ])('%j is refused with place and fix', (text, problem) => {
    expect(readJsonText(text)).toEqual({ ok: false, problem });
  });

  test('is refused when it is nested without measure', () => {
    const text = `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(readJsonText(text)).toEqual({ ok: false, problem: 'the values are nested too deeply' });
  });

  test('is found exactly where JSON.parse finds it', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '01',
      '1e',
      'true',
      'nul',
      '"\\x"',
      '"\t"',
      ' ',
      '/**/',
      '\u00a0',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(readJsonText(text).ok).toBe(isJson);
      }),
      { numRuns: 5000 },
    );
  });
});
