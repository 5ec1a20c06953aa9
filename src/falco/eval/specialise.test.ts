import { expect, test } from 'vitest';
import { type Known, specialise } from './specialise.ts';
import { predicateOf } from './testing/evaluate.ts';
import { showPredicate } from './testing/show-predicate.ts';

const BASH: Known = { kind: 'value', value: 'Bash' };
const OTHER: Known = { kind: 'other', than: ['Bash', 'Read'] };
const MISSING: Known = { kind: 'missing' };

test.each<[string, Known, string]>([
  ['tool.name = Bash', BASH, 'true'],
  ['tool.name = Bash', OTHER, 'false'],
  ['tool.name = Bash', MISSING, 'false'],
  ['tool.name != Bash', BASH, 'false'],
  ['tool.name != Bash', OTHER, 'true'],
  ['tool.name != Bash', MISSING, 'false'],
  ['tool.name in (Bash, Read)', BASH, 'true'],
  ['tool.name != anyof (Bash, Read)', OTHER, 'true'],
  ['tool.name != oneof (Bash, Read)', OTHER, 'false'],
  ['tool.name != oneof (Bash)', OTHER, 'true'],
  ['tool.name != anyof ()', OTHER, 'false'],
  ['tool.name = Write', OTHER, 'tool.name = Write'],
  ['tool.name != Write', OTHER, 'tool.name != Write'],
  ['tool.name in (Bash, Write)', OTHER, 'tool.name in Bash,Write'],
  ['tool.name exists', OTHER, 'true'],
  ['tool.name exists', MISSING, 'false'],
  ['tool.name contains as', BASH, 'true'],
  ['tool.name contains as', OTHER, 'tool.name contains as'],
  ['tool.name contains as', MISSING, 'false'],
  ['not tool.name = Bash', BASH, 'false'],
  ['not tool.name = Bash', MISSING, 'true'],
  ['tool.name = Bash and t.u64 = 1', BASH, 't.u64 = 1'],
  ['tool.name = Bash and t.u64 = 1', OTHER, 'false'],
  ['tool.name = Bash or t.u64 = 1', BASH, 'true'],
  ['tool.name = Bash or t.u64 = 1', OTHER, 't.u64 = 1'],
  ['t.u64 = 1 and t.u64 = 2 and tool.name = Bash', BASH, '(t.u64 = 1 and t.u64 = 2)'],
  ['t.str = val(tool.name)', BASH, 't.str = tool.name'],
  ['len(tool.name) = 4', BASH, 'len(tool.name) = 4'],
])('%s, with tool.name %o, is %s', (text, known, expected) => {
  const result = specialise(predicateOf(text), new Map([['tool.name', known]]), new Map());
  expect(showPredicate(result)).toBe(expected);
});

test('a predicate from which nothing is gained is left as it is', () => {
  const predicate = predicateOf('t.u64 = 1 and (t.str = a or not t.str2 = b)');
  expect(specialise(predicate, new Map([['tool.name', BASH]]), new Map())).toBe(predicate);
});
