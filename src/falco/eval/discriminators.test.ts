import { describe, expect, test } from 'vitest';
import { chooseDiscriminators, knownOf } from './discriminators.ts';
import { predicateOf } from './testing/evaluate.ts';

function chosen(...conditions: readonly string[]): readonly string[] {
  return chooseDiscriminators(conditions.map(predicateOf)).map(
    ({ expression, values }) => `${expression.key}: ${values.join()}`,
  );
}

describe('chooseDiscriminators', () => {
  test('takes a field that many rules compare, with the values that they ask for, most frequent first', () => {
    expect(
      chosen(
        'tool.name = Bash and t.str contains a',
        'tool.name in (Read, Bash) and t.u64 > 1',
        'not tool.name = Read or t.u64 = 1',
        'tool.name != Bash and tool.name = Write',
      ),
    ).toEqual(['tool.name: Bash,Read,Write']);
  });

  test.each([
    ['one rule', ['tool.name = Bash', 't.u64 = 1']],
    ['one rule that asks twice', ['tool.name = Bash or (tool.name = Bash and t.u64 = 1)']],
    ['lists', ['t.strlist intersects (a)', 't.strlist intersects (a)']],
    ['functions', ['tolower(tool.name) = a', 'tolower(tool.name) = a']],
    ['tests that are not for equality', ['t.str contains a', 't.str contains a', 't.u64 > 1', 't.u64 > 1']],
  ])('takes none from %s', (_, conditions) => {
    expect(chosen(...conditions)).toEqual([]);
  });

  test('takes what many rules need to be there', () => {
    expect(chosen('t.str exists and t.u64 > 1', 'not t.str exists', 't.str = a')).toEqual(['t.str: a']);
  });

  test('takes sixteen values of a field at most', () => {
    const [discriminator] = chooseDiscriminators(
      Array.from({ length: 200 }, (_, number) => predicateOf(`t.u64 = ${number % 20}`)),
    );
    expect(discriminator?.values.length).toBe(16);
  });

  test('takes no field of which few of many rules ask the same', () => {
    const many = Array.from({ length: 200 }, (_, value) => `t.u64 > ${value}`);
    const asking = (count: number) => Array.from({ length: count }, () => 'tool.name = Bash');
    expect(chosen(...many, ...asking(7))).toEqual([]);
    expect(chosen(...many, ...asking(8))).toEqual(['tool.name: Bash']);
  });

  test('takes the four that most rules ask for', () => {
    const fields = ['t.str', 't.str2', 't.path', 't.u64', 't.bool'];
    const conditions = fields.flatMap((field, index) =>
      Array.from({ length: 2 + index }, () => `${field} = ${field === 't.bool' ? 'true' : 1}`),
    );
    expect(chosen(...conditions).map((text) => text.split(':')[0])).toEqual(fields.slice(1).reverse());
  });
});

test('a number says what is known of a discriminator', () => {
  const [discriminator] = chooseDiscriminators(
    ['t.str = a', 't.str in (a, b)', 't.str = b'].map(predicateOf),
  );
  if (discriminator === undefined) throw new Error('no discriminator');
  expect([0, 1, 2, 3].map((number) => knownOf(discriminator, number))).toEqual([
    { kind: 'missing' },
    { kind: 'other', than: ['a', 'b'] },
    { kind: 'value', value: 'a' },
    { kind: 'value', value: 'b' },
  ]);
});
