import { describe, expect, test } from 'vitest';
import { chooseDiscriminators, knownOf } from './discriminators.ts';
import { predicateOf } from './testing/evaluate.ts';

function chosen(...conditions: readonly string[]): readonly string[] {
  return chooseDiscriminators(conditions.map(predicateOf)).map(
    ({ expression, values }) => `${expression.key}: ${values.join()}`,
  );
}

describe('chooseDiscriminators', () => {
  test('takes fields that rules need to have one of a few values, with all values that occur', () => {
    expect(
      chosen(
        'tool.name = Bash and t.str contains a',
        'tool.name in (Read, Bash) and t.u64 > 1',
        'not tool.name = Write',
      ),
    ).toEqual(['tool.name: Bash,Read,Write']);
  });

  test.each([
    ['no guard of the whole', ['tool.name = Bash or t.u64 = 1', 'tool.name = Read or t.u64 = 2']],
    ['inequality', ['tool.name != Bash', 'tool.name != Read']],
    ['lists', ['t.strlist intersects (a)', 't.strlist intersects (b)']],
    ['functions', ['tolower(tool.name) = a', 'tolower(tool.name) = b']],
    ['one rule', ['tool.name = Bash', 't.u64 = 1']],
  ])('takes none from %s', (_, conditions) => {
    expect(chosen(...conditions)).toEqual([]);
  });

  test('takes a guard that all alternatives share', () => {
    expect(
      chosen('(tool.name = Bash and t.u64 = 1) or tool.name = Read', 'tool.name = Bash and t.u64 = 2'),
    ).toEqual(['tool.name: Bash,Read']);
  });

  test('takes what parts of rules need to be there', () => {
    expect(
      chosen(
        ...[1, 2, 3, 4].map((value) => `(t.str exists and t.u64 > ${value}) or t.u64b > ${value}`),
        't.str = a or t.u64b > 5',
      ),
    ).toEqual(['t.str: a']);
  });

  test('takes the four that decide most', () => {
    const fields = ['t.str', 't.str2', 't.path', 't.u64', 't.bool'];
    const conditions = fields.flatMap((field, index) =>
      Array.from({ length: 2 + index }, (_, value) => `${field} = ${field === 't.bool' ? 'true' : value}`),
    );
    expect(chosen(...conditions).map((text) => text.split(':')[0])).toEqual(fields.slice(1).reverse());
  });
});

test('a number says what is known of a discriminator', () => {
  const [discriminator] = chooseDiscriminators(['t.str = a', 't.str = b'].map(predicateOf));
  if (discriminator === undefined) throw new Error('no discriminator');
  expect([0, 1, 2, 3].map((number) => knownOf(discriminator, number))).toEqual([
    { kind: 'missing' },
    { kind: 'other' },
    { kind: 'value', value: 'a' },
    { kind: 'value', value: 'b' },
  ]);
});
