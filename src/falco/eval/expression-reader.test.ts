import { describe, expect, test } from 'vitest';
import type { Expression } from './expression.ts';
import { ReaderTable } from './expression-reader.ts';
import { ConditionResolver } from './resolve-condition.ts';
import { eventOf, parse } from './testing/evaluate.ts';
import { VECTOR_CATALOGUE } from './testing/vector-fields.ts';
import type { FieldInput, Values } from './values.ts';

function expressionOf(text: string): Expression {
  const condition = parse(`${text} exists`) as Extract<ReturnType<typeof parse>, { readonly kind: 'exists' }>;
  const { expression, problems } = new ConditionResolver(VECTOR_CATALOGUE, true).resolveTerm(condition.left);
  if (expression === undefined) throw new Error(problems[0]?.message);
  return expression;
}

describe('an expression', () => {
  test.each<[string, Readonly<Record<string, FieldInput>>, Values | undefined]>([
    ['t.str', { 't.str': 'é' }, '\xc3\xa9'],
    ['t.key[a]', { 't.key[a]': 'x' }, 'x'],
    ['t.strlist', { 't.strlist': ['a', 'b'] }, ['a', 'b']],
    ['tolower(t.str)', { 't.str': 'ABé' }, 'ab\xc3\xa9'],
    ['toupper(tolower(t.str))', { 't.str': 'aB' }, 'AB'],
    ['basename(t.path)', { 't.path': '/a/b' }, 'b'],
    ['tolower(t.strlist)', { 't.strlist': ['A', 'B'] }, ['a', 'b']],
    ['b64(t.str)', { 't.str': 'YWJj' }, 'abc'],
    ['b64(t.str)', { 't.str': '!' }, undefined],
    ['len(t.str)', { 't.str': 'é' }, 2],
    ['len(t.strlist)', { 't.strlist': ['a', 'b', 'c'] }, 3],
    ['len(t.u64list)', { 't.u64list': [1, 2] }, 2],
    ['join("-", t.strlist)', { 't.strlist': ['a', 'b'] }, 'a-b'],
    ['join(t.str, t.strlist)', { 't.str': '+', 't.strlist': ['a', 'b'] }, 'a+b'],
    ['join(",", (t.str, "x", t.u64))', { 't.str': 'a', 't.u64': 7 }, 'a,x,7'],
    ['concat(t.str, "/", t.str2)', { 't.str': 'a', 't.str2': 'b' }, 'a/b'],
    ['concat(t.str, t.str2)', { 't.str': 'a' }, undefined],
    ['getopt(t.strlist, "an:")', { 't.strlist': ['-a', '-n', '5'] }, ['a', 'n', '5']],
    ['getopt(t.strlist, "an:")[n]', { 't.strlist': ['-a', '-n', '5'] }, '5'],
    ['getopt(t.strlist, "an:")[x]', { 't.strlist': ['-a'] }, undefined],
    ['tolower(t.str)', {}, undefined],
  ])('%s of %o is %j', (text, fields, expected) => {
    const values = new ReaderTable().readerOf(expressionOf(text))({ event: eventOf(fields), epoch: 1 });
    const trimmed = Array.isArray(values) ? values.map(withoutEnd) : values && withoutEnd(values as string);
    expect(trimmed).toEqual(expected);
  });
});

/** Changed texts may keep the NUL that ends them in memory. */
function withoutEnd<Kind>(value: Kind): Kind {
  return typeof value === 'string' ? (value.replace(/\0$/, '') as Kind) : value;
}

describe('a table of readers', () => {
  test('asks for a field once per event, whatever is read from it', () => {
    const asked: string[] = [];
    const event = {
      get(name: string) {
        asked.push(name);
        return 'Ab';
      },
    };
    const table = new ReaderTable();
    const readers = ['t.str', 'tolower(t.str)', 'len(t.str)'].map((text) =>
      table.readerOf(expressionOf(text)),
    );
    const readText = table.textReaderOf(expressionOf('t.str'));
    for (const epoch of [1, 2]) {
      for (const read of readers) read({ event, epoch });
      expect(readText({ event, epoch })).toBe('Ab');
    }
    expect(asked).toEqual(['t.str', 't.str']);
  });

  test('gives texts as they came and bytes as text', () => {
    const table = new ReaderTable();
    const read = table.textReaderOf(expressionOf('t.str'));
    expect(read({ event: eventOf({ 't.str': 'é' }), epoch: 1 })).toBe('é');
    expect(read({ event: eventOf({ 't.str': new Uint8Array([0xc3, 0xa9, 0xff]) }), epoch: 2 })).toBe(
      'é\ufffd',
    );
    expect(read({ event: eventOf({}), epoch: 3 })).toBeUndefined();
  });
});
