import { describe, expect, test } from 'vitest';
import { ConditionResolver, type FieldInput } from '../eval/index.ts';
import { eventOf } from '../eval/testing/evaluate.ts';
import { VECTOR_CATALOGUE } from '../eval/testing/vector-fields.ts';
import { readerFor, renderTemplate, renderTexts } from './render.ts';
import { compileTemplate, type Template } from './template.ts';

const resolver = new ConditionResolver(VECTOR_CATALOGUE, true);

function templateOf(text: string): Template {
  const result = compileTemplate(text, resolver);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.template;
}

/** The text, with a `!` behind it where a missing value ended it. */
function render(text: string, fields: Readonly<Record<string, FieldInput>>): string {
  const rendering = renderTemplate(templateOf(text), readerFor(eventOf(fields)));
  return rendering.isComplete ? rendering.text : `${rendering.text}!`;
}

describe('an output', () => {
  const fields = {
    't.str': 'abc',
    't.u64': 7,
    't.key[a]': 'x',
    't.strlist': ['a', 'b'],
    't.bool': true,
    't.ip': '::1',
    't.str2': 'né',
  };

  test.each([
    ['plain', 'plain'],
    ['a %t.str b', 'a abc b'],
    ['%t.str', 'abc'],
    ['*%t.str', 'abc'],
    ['%t.str%t.u64', 'abc7'],
    ['%t.str.', 'abc.'],
    ['(%t.str)', '(abc)'],
    ['%t.strx', 'abcx'],
    ['%t.key[a]!', 'x!'],
    ['%t.str[a]', 'abc[a]'],
    ['%5t.str|', 'abc  |'],
    ['%2t.str|', 'ab|'],
    ['%0t.str|', 'abc|'],
    ['%t.strlist', '(a,b)'],
    ['%t.bool %t.ip', 'true ::1'],
    ['%toupper(t.str)', 'ABC'],
    ['%join(t.key[a], t.strlist)', 'axb'],
    ['%t.str2', 'né'],
    ['%t.path', '!'],
    ['a %t.path b', 'a !'],
    ['*a %t.path b', 'a <NA> b'],
    ['*%6t.path|', '<NA>  |'],
  ])('%j is rendered %j', (text, expected) => {
    expect(render(text, fields)).toBe(expected);
  });

  test.each([
    ['', 'empty', ''],
    ['a %', 'ends_with_percent', '%'],
    ['a %12', 'ends_with_number', '%12'],
    ['a % b', 'unknown_field', '%'],
    ['%% x', 'unknown_field', '%'],
    ['a %t.nope b', 'unknown_field', '%t.nope'],
    ['%t.key b', 'unknown_field', '%t.key'],
    ['%len(t.nope)', 'unknown_field', '%len(t.nope)'],
    ['%t.filteronly', 'unknown_field', '%t.filteronly'],
    ['%len(t.str', 'unknown_field', '%'],
    ['%65537t.str', 'width_too_large', '%65537'],
  ])('%j is refused as %s at %j', (text, kind, at) => {
    const result = compileTemplate(text, resolver);
    const problem = result.ok ? undefined : result.problems[0];
    expect(problem?.kind).toBe(kind);
    expect(problem && text.slice(problem.range.start, problem.range.end)).toBe(at);
  });

  test('has all its problems reported', () => {
    const result = compileTemplate('%t.nope and %t.neither', resolver);
    expect(result.ok ? 0 : result.problems.length).toBe(2);
  });

  test.each(['%toupper(', '%toupper("', '%t.key[', '%t.nope'])(
    'of %j many times over, only the first mistakes are told',
    (text) => {
      const result = compileTemplate(text.repeat(100_000), resolver);
      expect(result.ok ? 0 : result.problems.length).toBe(100);
    },
  );

  test.each([
    ['%t.key[', 'a', ']'],
    ['%len(concat("', 'a', '", t.str))'],
  ])('a placeholder of more than 4,096 bytes is refused: %s%s...%s', (opening, filling, closing) => {
    const textOf = (length: number) =>
      opening + filling.repeat(length - opening.length - closing.length + 1) + closing;
    expect(compileTemplate(textOf(4096), resolver).ok).toBe(true);
    expect(compileTemplate(textOf(4097), resolver).ok).toBe(false);
  });

  test('a list is printed without commas in front and cut like Falco does', () => {
    expect(render('%t.strlist', { 't.strlist': ['a', '', 'b'] })).toBe('(a,,b)');
    expect(render('%t.strlist', { 't.strlist': ['', 'b'] })).toBe('(b)');
    expect(render('%t.strlist', { 't.strlist': ['x'.repeat(2000)] })).toHaveLength(1023);
  });
});

describe('the fields of an output', () => {
  test.each([
    ['%t.str and %t.key[a]', ['t.str', 't.key[a]']],
    ['%len(t.str)', ['t.str', 'len(t.str)']],
    ['%toupper(tolower(t.str))', ['t.str', 'toupper(tolower(t.str))']],
    ['plain', []],
  ])('of %j are %j', (text, names) => {
    expect(templateOf(text).fields.map(({ name }) => name)).toEqual(names);
  });

  test('have texts up to the first missing one', () => {
    const event = eventOf({ 't.str': 'a', 't.str2': 'b' });
    const texts = (text: string) => Object.fromEntries(renderTexts(templateOf(text), readerFor(event)));
    expect(texts('%t.str %t.path %t.str2')).toEqual({ 't.str': 'a' });
    expect(texts('*%t.str %t.path %t.str2')).toEqual({ 't.str': 'a', 't.path': '<NA>', 't.str2': 'b' });
  });
});
