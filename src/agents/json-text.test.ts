import { describe, expect, test } from 'vitest';
import { readJsonText } from './json-text.ts';

describe('JSON with comments', () => {
  const text = '{\r\n  // about a\r\n  "a": 1, /* b */ "b": "// no",\n\t"c": [/**/]\n} // end';

  test('is read, with every offset where it was', () => {
    const read = readJsonText(text, { hasComments: true });
    if (!read.ok) throw new Error(read.problem);
    const keys = read.json.root.children?.map(({ children }) => children?.[0]?.offset);
    expect(keys).toEqual([text.indexOf('"a"'), text.indexOf('"b"'), text.indexOf('"c"')]);
    expect(read.json.text).toBe(text);
  });

  test.each([
    [
      '{"a": 1, // no more\n}',
      'line 2, column 1: "}" where a value or key is expected; look for a comma too many before it',
    ],
    ['{"a": /* b', 'line 1, column 11: the file ends too early; is it cut off?'],
    [`{"a": ${'['.repeat(100_000)}`, 'the values are nested too deeply'],
  ])('that is broken is refused', (broken, problem) => {
    expect(readJsonText(broken, { hasComments: true })).toEqual({ ok: false, problem });
  });

  test('is refused where the agent does not read it', () => {
    expect(readJsonText(text)).toMatchObject({ ok: false });
  });
});
