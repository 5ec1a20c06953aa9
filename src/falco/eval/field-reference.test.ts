import { describe, expect, test } from 'vitest';
import { resolveField } from './field-reference.ts';
import { createCatalogue } from './fields.ts';
import { VECTOR_CATALOGUE } from './testing/vector-fields.ts';

describe('resolveField', () => {
  test.each([
    ['t.str', undefined, 't.str'],
    ['t.key', 'a', 't.key[a]'],
    ['t.key', '', 't.key[]'],
    ['t.key', '[a', 't.key[[a]'],
    ['t.keyopt', undefined, 't.keyopt'],
    ['t.idx', '0', 't.idx[0]'],
    ['t.idx', '18446744073709551615', 't.idx[18446744073709551615]'],
    ['t.any', 'x', 't.any[x]'],
    ['t.any', '01', 't.any[01]'],
  ])('finds %s with %j', (name, argument, text) => {
    const result = resolveField(VECTOR_CATALOGUE, name, argument);
    expect(result.ok && result.reference.text).toBe(text);
  });

  test.each([
    ['t.nope', undefined, 'unknown_field'],
    ['t.key', undefined, 'field_arg'],
    ['t.idxreq', undefined, 'field_arg'],
    ['t.str', 'a', 'field_arg'],
    ['t.key', 'a b', 'field_arg'],
    ['t.key', 'a]b', 'unknown_field'],
    ['t.idx', '01', 'field_arg'],
    ['t.idx', '-1', 'field_arg'],
    ['t.idx', '', 'field_arg'],
    ['t.idx', '18446744073709551616', 'field_arg'],
    ['evt.num', '1', 'unknown_field'],
  ])('refuses %s with %j as %s', (name, argument, kind) => {
    const result = resolveField(VECTOR_CATALOGUE, name, argument);
    expect(result.ok ? undefined : result.problem.kind).toBe(kind);
  });

  test('names the field that was probably meant', () => {
    const result = resolveField(VECTOR_CATALOGUE, 'tool.nmae', undefined);
    expect(result.ok ? undefined : result.problem).toEqual({
      kind: 'unknown_field',
      message: 'the source `coding_agent` has no field `tool.nmae`',
      hint: 'did you mean `tool.name`?',
    });
  });

  test('shows how to write an argument', () => {
    const result = resolveField(VECTOR_CATALOGUE, 't.idxreq', undefined);
    expect(result.ok ? undefined : result.problem.hint).toBe('write `t.idxreq[0]`');
  });
});

test('a later field of the same name replaces an earlier one', () => {
  const catalogue = createCatalogue('s', [
    { name: 'a.b', type: 'string', description: 'first' },
    { name: 'a.c', type: 'string', description: '' },
    { name: 'a.b', type: 'bool', description: 'second' },
  ]);
  expect(catalogue.fields.map(({ name, type }) => `${name} ${type}`)).toEqual(['a.b bool', 'a.c string']);
  expect(catalogue.get('a.b')?.description).toBe('second');
});
