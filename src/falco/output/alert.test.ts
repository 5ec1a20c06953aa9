import { describe, expect, test } from 'vitest';
import { ConditionResolver, type FieldInput } from '../eval/index.ts';
import { eventOf } from '../eval/testing/evaluate.ts';
import { VECTOR_CATALOGUE } from '../eval/testing/vector-fields.ts';
import { type AlertOutput, compileAlertOutput } from './alert.ts';
import type { AppendOutput } from './append-output.ts';

const RESOLVER = new ConditionResolver(VECTOR_CATALOGUE, false);
const OWNER = { source: 'coding_agent', name: 'A rule', tags: ['one', 'two'] };

function compile(output: string, appended: readonly AppendOutput[] = []): AlertOutput {
  const result = compileAlertOutput(output, OWNER, appended, RESOLVER);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.output;
}

describe('an alert', () => {
  test('has the message and its fields in their own types', () => {
    const event = eventOf({ 't.str': 'é', 't.u64': 2n ** 60n, 't.bool': false, 't.strlist': ['a', 'b'] });
    const { render } = compile('%t.str %t.u64 %t.bool %t.strlist %len(t.str) %t.path');
    expect(render(event)).toEqual({
      message: 'é 1152921504606846976 false (a,b) 2 <NA>',
      outputFields: {
        't.str': 'é',
        't.u64': 2n ** 60n,
        't.bool': false,
        't.strlist': ['a', 'b'],
        't.path': null,
      },
    });
  });

  test.each<[string, AppendOutput, string, Readonly<Record<string, string>>]>([
    ['a template', { extraOutput: 'in %t.path' }, 'out in %t.path', {}],
    ['nothing where the template is empty', { extraOutput: '' }, 'out', {}],
    ['a field', { extraFields: ['t.u64'] }, 'out', { 't.u64': 't.u64' }],
    ['a template under a name', { extraFields: [{ where: 'in %t.path' }] }, 'out', { where: 'in %t.path' }],
    ['suggested fields', { suggestedOutput: true }, 'out correlation_id=%correlation.id', {}],
    ['what is meant for the source', { source: 'coding_agent', extraOutput: 'x' }, 'out x', {}],
    ['nothing meant for another source', { source: 'syscall', extraOutput: 'x' }, 'out', {}],
    ['what is meant for any source and rule', { source: '', rule: '', extraOutput: 'x' }, 'out x', {}],
    ['what is meant for the rule', { rule: 'A rule', extraOutput: 'x' }, 'out x', {}],
    ['nothing meant for another rule', { rule: 'A', extraOutput: 'x' }, 'out', {}],
    ['what is meant for its tags', { tags: ['two', 'one'], extraOutput: 'x' }, 'out x', {}],
    ['nothing meant for other tags', { tags: ['one', 'three'], extraOutput: 'x' }, 'out', {}],
  ])('takes %s from what is appended', (_, append, text, extraFields) => {
    const output = compile('out', [append]);
    expect(output.text).toBe(text);
    expect(Object.fromEntries(output.extraFields)).toEqual(extraFields);
  });

  test('renders what is appended', () => {
    const appended: readonly AppendOutput[] = [
      { extraOutput: '+%t.str' },
      { extraFields: ['t.u64', 'len(t.str)', { path: '%t.path.', text: '%t.str' }] },
    ];
    expect(compile('out', appended).render(eventOf({ 't.str': 'ab', 't.u64': 5 }))).toEqual({
      message: 'out +ab',
      outputFields: { 't.str': 'ab', 't.u64': 5, 'len(t.str)': null, path: '<NA>.', text: 'ab' },
    });
  });

  test('asks for each field once', () => {
    const asked: string[] = [];
    const event = {
      get(name: string): FieldInput {
        asked.push(name);
        return 'a';
      },
    };
    compile('%t.str %toupper(t.str) %t.str').render(event);
    expect(asked).toEqual(['t.str']);
  });

  test('is refused with the template that is wrong', () => {
    const appended: readonly AppendOutput[] = [{ extraOutput: '%t.nope' }, { extraFields: [{ a: 'x %' }] }];
    const result = compileAlertOutput('out', OWNER, appended, RESOLVER);
    expect(
      result.ok ? [] : result.problems.map(({ kind, text, range }) => [kind, text, range.start]),
    ).toEqual([
      ['unknown_field', 'out %t.nope', 4],
      ['ends_with_percent', 'x %', 2],
    ]);
  });
});
