import { describe, expect, test } from 'vitest';
import type { Condition } from '../condition/ast.ts';
import { compileCondition, createConditionCompiler } from './compile-condition.ts';
import { createCatalogue } from './fields.ts';
import { ConditionResolver } from './resolve-condition.ts';
import { compileText, eventOf, holds, parse } from './testing/evaluate.ts';
import { VECTOR_CATALOGUE } from './testing/vector-fields.ts';

/** Every problem as its kind and the text that it points at. */
function problemsOf(text: string, strict = false): readonly string[] {
  const result = compileText(text, { strict });
  if (result.ok) return [];
  return result.problems.map(({ kind, range }) => `${kind} ${text.slice(range.start, range.end)}`);
}

function warningsOf(text: string): readonly string[] {
  return compileText(text).warnings.map(({ kind, range }) => `${kind} ${text.slice(range.start, range.end)}`);
}

describe('what is wrong', () => {
  test.each([
    ['t.nope = a', ['unknown_field t.nope']],
    ['t.str[a] = a', ['field_arg t.str[a]']],
    ['t.bool < 1', ['op_type <']],
    ['t.u64 contains 5', ['op_type contains']],
    ['t.u64 = x', ['bad_number x']],
    ['t.u64 in (1, x, 3, y)', ['bad_number x', 'bad_number y']],
    ['t.bool = maybe', ['bad_bool maybe']],
    ['t.ip = 1.2.3', ['bad_ip 1.2.3']],
    ['t.port = nowhere', ['bad_port nowhere']],
    ['t.buf bcontains 4g', ['bad_hex 4g']],
    ['t.str regex "a("', ['bad_regex "a("']],
    ['tolower(t.u64) = a', ['transformer_type tolower(t.u64)']],
    ['tolower(t.plain) = a', ['transformer_type tolower(t.plain)']],
    ['concat(t.str) = a', ['transformer_signature concat(t.str)']],
    ['len(t.str)[1] = 1', ['transformer_arg_not_supported len(t.str)[1]']],
    ['getopt(t.strlist, "ab")[ab] = a', ['transformer_signature getopt(t.strlist, "ab")[ab]']],
    ['t.str = val(t.u64)', ['rhs_type_mismatch val(t.u64)']],
    ['t.plain = val(t.str)', ['rhs_not_supported val(t.str)']],
    ['t.nope = a and t.u64 = x', ['unknown_field t.nope', 'bad_number x']],
    ['t.nope = val(t.neither)', ['unknown_field t.nope', 'unknown_field t.neither']],
  ])('%s: %j', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  test('a macro that is not there is a problem of its own', () => {
    const range = { start: 0, end: 3 };
    const condition: Condition = { kind: 'macro', name: 'abc', range };
    const result = compileCondition(condition, VECTOR_CATALOGUE);
    expect(result.ok ? [] : result.problems).toEqual([
      { kind: 'unknown_macro', range, via: [], message: 'there is no macro `abc`' },
    ]);
  });

  test('in a macro is reported with the way to it', () => {
    const inner = parse('t.nope = a');
    const middle: Condition = {
      kind: 'expansion',
      name: 'inner',
      condition: inner,
      range: { start: 5, end: 10 },
    };
    const outer: Condition = {
      kind: 'expansion',
      name: 'middle',
      condition: middle,
      range: { start: 0, end: 6 },
    };
    const result = compileCondition(outer, VECTOR_CATALOGUE);
    expect(result.ok ? [] : result.problems).toMatchObject([
      { kind: 'unknown_field', via: ['middle', 'inner'], range: { start: 0, end: 6 } },
    ]);
  });
});

describe('what is suspicious', () => {
  test.each([
    ['t.str = t.str2', ['field_as_text t.str2']],
    ['t.str = "t.key[a]"', ['field_as_text "t.key[a]"']],
    ['t.str = "t.key"', []],
    ['t.str = "tolower(t.str)"', ['function_as_text "tolower(t.str)"']],
    ['t.str = "val( t.str )"', ['function_as_text "val( t.str )"']],
    ['t.str regex abc', ['needless_regex abc']],
    ['t.str regex "^abc$"', ['needless_regex "^abc$"']],
    ['t.str regex ".*abc.*"', ['needless_regex ".*abc.*"']],
    ['t.str regex "a.c"', []],
    ['t.str regex "a|b"', []],
    ['t.str in (t.str, t.u64, x)', ['field_as_text t.str', 'field_as_text t.u64']],
  ])('%s: %j', (text, warnings) => {
    expect(warningsOf(text)).toEqual(warnings);
  });
});

describe('operators on lists', () => {
  const event = eventOf({ 't.strlist': ['alpha', 'Beta'] });

  test.each([
    ['t.strlist = alpha', true],
    ['t.strlist = gamma', false],
    ['t.strlist contains lph', true],
    ['t.strlist icontains bET', true],
    ['t.strlist startswith Be', true],
    ['t.strlist endswith ta', true],
    ['t.strlist glob "B*"', true],
    ['t.strlist iglob "b*"', true],
    ['t.strlist regex "al.*"', true],
    ['t.strlist regex "a"', false],
    ['t.strlist pmatch (alpha)', true],
    ['not t.strlist contains z', true],
  ])('%s: %s', (text, expected) => {
    const result = compileText(text);
    expect(result.ok && result.evaluate(event)).toBe(expected);
  });

  test.each(['=', 'contains', 'glob', 'regex'])('%s on a list is no operator of Falco', (operator) => {
    expect(problemsOf(`t.strlist ${operator} "a.c"`, true)).toEqual([`op_type ${operator}`]);
  });

  test.each([
    't.strlist != alpha',
    't.strlist < 1',
    't.strlist contains anyof (a, b)',
    't.u64list contains 1',
  ])('%s is none of ours either', (text) => {
    expect(problemsOf(text)[0]).toMatch(/^op_type/);
  });
});

test.each([
  ['basename(t.strlist) in (alpha, x)', { 't.strlist': ['/a/alpha'] }],
  ['tolower(t.strlist) intersects (beta)', { 't.strlist': ['alpha', 'Beta'] }],
  ['t.str in (x, beta) or t.str in tolower(t.str2)', { 't.str': 'a', 't.str2': 'A' }],
])('%s holds, which in Falco never does', (text, fields) => {
  expect([holds(text, fields), holds(text, fields, { strict: true })]).toEqual([true, false]);
});

test('a field of our own is unknown where only Falco counts', () => {
  const catalogue = createCatalogue('s', [{ name: 'a.b', type: 'string', description: '', extension: true }]);
  const condition = parse('a.b exists');
  expect(compileCondition(condition, catalogue).ok).toBe(true);
  const result = compileCondition(condition, catalogue, { strict: true });
  expect(result.ok ? undefined : result.problems[0]?.kind).toBe('unknown_field');
});

test('one compiler serves many conditions', () => {
  const compile = createConditionCompiler(new ConditionResolver(VECTOR_CATALOGUE, false));
  const macro = parse('t.str regex abc');
  const range = { start: 0, end: 1 };
  const uses = ['one', 'two'].map(
    (name): Condition => ({ kind: 'expansion', name, condition: macro, range }),
  );
  const results = uses.map((condition) => compile(condition));
  expect(results.map(({ warnings }) => warnings.map(({ via }) => via))).toEqual([[['one']], [['two']]]);
  const [first, second] = results;
  expect(first?.ok && second?.ok && first.predicate === second.predicate).toBe(true);
});
