import { describe, expect, test } from 'vitest';
import { predicateOf } from './testing/evaluate.ts';
import { type Trigger, TriggerFinder } from './triggers.ts';

function triggersOf(text: string): readonly string[] | undefined {
  return new TriggerFinder().necessary(predicateOf(text))?.triggers.map(show);
}

function show(trigger: Trigger): string {
  const { key } = trigger.left;
  switch (trigger.kind) {
    case 'equal':
      return `${key} = ${trigger.value}`;
    case 'bound':
      return `${key} ${trigger.operator} ${trigger.bound}`;
    case 'present':
      return `${key} present`;
    case 'literal':
      return `${key} ${trigger.place}${trigger.ignoreCase ? ' any case' : ''} ${trigger.text}`;
  }
}

describe('necessary triggers', () => {
  test.each([
    ['t.str = abc', ['t.str whole abc']],
    ['t.str in (a, b)', ['t.str whole a', 't.str whole b']],
    ['t.str = anyof (a, b)', ['t.str whole a', 't.str whole b']],
    ['t.strlist intersects (a)', ['t.strlist whole a']],
    ['t.strlist in (a)', ['t.strlist whole a']],
    ['t.u64 = 5', ['t.u64 = 5']],
    ['t.u64 > 5', ['t.u64 > 5']],
    ['basename(t.path) = abc', ['t.path end abc']],
    ['basename(t.path) startswith abc', ['t.path anywhere abc']],
    ['basename(t.path) in (abc, de)', ['t.path end abc', 't.path end de']],
    ['tolower(t.str) startswith abc', ['t.str start any case abc']],
    ['join(",", t.strlist) endswith abc', ['t.strlist anywhere abc']],
    ['join(",", t.strlist) contains "ab,c"', ['join(",",t.strlist) anywhere ab,c']],
    ['join("", t.strlist) contains abc', ['join("",t.strlist) anywhere abc']],
    ['len(t.str) = 3', ['len(t.str) = 3']],
    ['t.str contains abc', ['t.str anywhere abc']],
    ['t.str icontains abc', ['t.str anywhere any case abc']],
    ['t.str startswith abc', ['t.str start abc']],
    ['t.str endswith abc', ['t.str end abc']],
    ['t.str contains anyof (abc, def)', ['t.str anywhere abc', 't.str anywhere def']],
    ['t.str contains allof (abc, defgh)', ['t.str anywhere defgh']],
    ['t.str glob "*secret*.x"', ['t.str anywhere secret']],
    ['t.str glob "[ab]cde\\\\[f*"', ['t.str anywhere cde[f']],
    ['t.str iglob "x[ab]CDE?"', ['t.str anywhere any case cde']],
    ['t.path pmatch ("/a/[Ll]azagne*.py")', ['t.path anywhere azagne']],
    ['t.path pmatch (/etc/passwd, /home/*/.ssh)', ['t.path anywhere passwd', 't.path anywhere home']],
    ['t.str regex ".*(curl|wget) .*"', ['t.str anywhere curl ', 't.str anywhere wget ']],
    ['t.str = a and t.str2 contains abcdef', ['t.str2 anywhere abcdef']],
    ['t.str contains abc or t.str2 = b', ['t.str anywhere abc', 't.str2 whole b']],
  ])('of %s are %j', (text, triggers) => {
    expect(triggersOf(text)).toEqual(triggers);
  });

  test.each([
    ['t.str exists', 't.str'],
    ['t.str != a', 't.str'],
    ['t.str = val(t.str2)', 't.str'],
    ['t.str contains x', 't.str'],
    ['t.str glob "*"', 't.str'],
    ['t.str glob "[ab]c?"', 't.str'],
    ['t.path pmatch (/*)', 't.path'],
    ['t.str regex ".*"', 't.str'],
    ['b64(t.str) contains abc', 't.str'],
    ['t.str exists and t.strlist exists', 't.strlist'],
  ])('of %s is that a field is there', (text, field) => {
    expect(triggersOf(text)).toEqual([`${field} present`]);
  });

  test.each(['not t.str = a', 't.str contains abc or not t.str2 = b', 'len("abc") = 3'])(
    'there are none for %s',
    (text) => {
      expect(triggersOf(text)).toBeUndefined();
    },
  );
});
