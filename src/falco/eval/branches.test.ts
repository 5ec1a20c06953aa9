import { describe, expect, test } from 'vitest';
import { branchesOf } from './branches.ts';
import { predicateOf } from './testing/evaluate.ts';
import { showPredicate } from './testing/show-predicate.ts';
import { TriggerFinder } from './triggers.ts';

function branches(text: string): readonly string[] {
  return branchesOf(predicateOf(text), new TriggerFinder()).map(({ predicate, triggers }) => {
    const count = triggers === undefined ? 'always' : triggers.triggers.length;
    return `${count}: ${showPredicate(predicate)}`;
  });
}

const REGEX_A = 't.str regex "abc.*"';
const REGEX_B = 't.str regex "def.*"';

describe('branchesOf', () => {
  test.each([
    ['t.str contains abc', ['1: t.str contains abc']],
    ['t.str contains abc or t.str contains def', ['2: (t.str contains abc or t.str contains def)']],
    [`${REGEX_A} or ${REGEX_B}`, ['1: t.str regex abc.*', '1: t.str regex def.*']],
    [
      `t.u64 != 1 and (${REGEX_A} or ${REGEX_B})`,
      ['1: (t.str regex abc.* and t.u64 != 1)', '1: (t.str regex def.* and t.u64 != 1)'],
    ],
    [
      `t.u64 != 1 and (${REGEX_A} or not t.bool = true)`,
      ['1: (t.str regex abc.* and t.u64 != 1)', '1: (not t.bool = true and t.u64 != 1)'],
    ],
    ['not t.str = a', ['always: not t.str = a']],
  ])('of %s are %j', (text, expected) => {
    expect(branches(text)).toEqual(expected);
  });

  test('leaves a predicate whole that has too many', () => {
    const many = Array.from({ length: 80 }, (_, index) => `t.str regex "a${index}.*"`).join(' or ');
    expect(branches(many)).toHaveLength(1);
  });
});
