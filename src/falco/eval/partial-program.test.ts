import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCondition } from './compile-condition.ts';
import { createPartialProgram, type PartialFields } from './partial-program.ts';
import type { PartialTexts } from './partial-texts.ts';
import { createProgram } from './program.ts';
import { conditions, events } from './testing/arbitraries.ts';
import { eventOf, predicateOf } from './testing/evaluate.ts';
import { VECTOR_CATALOGUE } from './testing/vector-fields.ts';
import type { FieldInput } from './values.ts';

const HIDDEN = '#';
const RUNS = Number(process.env.FALCO_PROPERTY_RUNS ?? 300);

/** Fields as in an event; in those of texts, `#` stands for what is not known, and `...` for more texts. */
function partialOf(fields: Readonly<Record<string, FieldInput>>): PartialFields {
  return {
    ...eventOf(fields),
    partial(name, argument) {
      const value = fields[argument === undefined ? name : `${name}[${argument}]`];
      const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
      if (!texts.some((text) => text.includes(HIDDEN) || text === '...')) return undefined;
      return {
        texts: texts.filter((text) => text !== '...').map((text) => text.split(HIDDEN)),
        isComplete: !texts.includes('...'),
      };
    },
  };
}

function truthOf(condition: string, fields: Readonly<Record<string, FieldInput>>): boolean | 'unknown' {
  const [match] = createPartialProgram([predicateOf(condition)]).match(partialOf(fields));
  if (match === undefined) return false;
  return match.isCertain ? true : 'unknown';
}

const COMMAND = { 'tool.input_command': 'curl -H "Authorization: #" https://x.example' };
const WORDS = { 'shell.args': ['curl', '-u', 'dev:#', 'https://x.example'] };

describe('a condition on a text that is known in part', () => {
  test.each<[condition: string, truth: boolean | 'unknown']>([
    ['tool.input_command exists', true],
    ['tool.input_command = "git push"', false],
    ['tool.input_command != "git push"', true],
    ['tool.input_command = "curl -H \\"Authorization: a\\" https://x.example"', 'unknown'],
    ['tool.input_command in (a, b)', false],
    ['tool.input_command startswith "curl -H"', true],
    ['tool.input_command startswith "git "', false],
    ['tool.input_command startswith "curl -H \\"Authorization: Basic"', 'unknown'],
    ['tool.input_command endswith .example', true],
    ['tool.input_command endswith .org', false],
    ['tool.input_command contains x.example', true],
    ['tool.input_command contains push', 'unknown'],
    ['tool.input_command icontains AUTHORIZATION', true],
    ['tool.input_command glob "curl *x.example"', true],
    ['tool.input_command glob "git *"', false],
    ['tool.input_command regex "curl .*"', 'unknown'],
    ['tool.input_command regex "curl (.|\\n)*"', true],
    ['tool.input_command regex "git (push|pull)( .*)?"', false],
    ['tool.input_command pmatch (/etc)', 'unknown'],
    ['len(tool.input_command) > 5', 'unknown'],
    ['tolower(tool.input_command) = a', 'unknown'],
    ['tool.input_command contains push and tool.name = Bash', false],
    ['tool.input_command contains push or tool.name = Read', true],
    ['not tool.input_command contains push', 'unknown'],
    ['not tool.input_command startswith git', true],
  ])('%s: %s', (condition, truth) => {
    expect(truthOf(condition, { ...COMMAND, 'tool.name': 'Read' })).toBe(truth);
  });
});

describe('a condition on a list of which one text is known in part', () => {
  test.each<[condition: string, truth: boolean | 'unknown']>([
    ['shell.args intersects (curl)', true],
    ['shell.args intersects (git)', false],
    ['shell.args intersects (dev:x)', 'unknown'],
    ['shell.args in (curl, -u)', false],
    ['shell.args in (curl, -u, dev:x, "https://x.example")', 'unknown'],
    ['shell.args startswith dev:', true],
    ['shell.args startswith git', false],
    ['shell.args startswith dev:x', 'unknown'],
  ])('%s: %s', (condition, truth) => {
    expect(truthOf(condition, WORDS)).toBe(truth);
  });

  test.each<[condition: string, truth: boolean | 'unknown']>([
    ['shell.args exists', true],
    ['shell.args intersects (curl)', true],
    ['shell.args intersects (git)', 'unknown'],
    ['shell.args in (curl)', 'unknown'],
    ['shell.args in (git)', false],
  ])('where there may be more texts, %s: %s', (condition, truth) => {
    expect(truthOf(condition, { 'shell.args': ['curl', '...'] })).toBe(truth);
  });

  test('is not even known to have a value where nothing is known', () => {
    expect(truthOf('shell.args exists', { 'shell.args': ['...'] })).toBe('unknown');
  });
});

test('what holds or fails whatever is hidden does so for every text that may be there', () => {
  let decided = 0;
  const cut = fc.tuple(fc.nat(20), fc.nat(20));
  const property = fc.property(
    fc.array(conditions(VECTOR_CATALOGUE), { minLength: 1, maxLength: 12, size: 'max' }),
    events(VECTOR_CATALOGUE),
    fc.array(cut, { minLength: 8, maxLength: 8 }),
    (set, fields, cuts) => {
      const predicates = set.flatMap((condition) => {
        const result = compileCondition(condition, VECTOR_CATALOGUE);
        return result.ok ? [result.predicate] : [];
      });
      const hidden = new Map([...fields].map(([key, value], index) => [key, hide(value, cuts, index)]));
      const event = eventOf(Object.fromEntries(fields));
      const partial: PartialFields = {
        ...event,
        partial: (name, argument) => hidden.get(argument === undefined ? name : `${name}[${argument}]`),
      };
      const holding = new Set(createProgram(predicates).match(event));
      const truths = new Map(
        createPartialProgram(predicates)
          .match(partial)
          .map(({ number, isCertain }) => [number, isCertain]),
      );
      for (const number of predicates.keys()) {
        const isCertain = truths.get(number);
        if (isCertain === false) continue;
        decided++;
        expect(holding.has(number)).toBe(isCertain === true);
      }
    },
  );
  fc.assert(property, { numRuns: RUNS });
  expect(decided).toBeGreaterThan(RUNS);
});

/** Hides a stretch of some texts. */
function hide(
  value: FieldInput,
  cuts: readonly (readonly [from: number, length: number])[],
  index: number,
): PartialTexts | undefined {
  const values = Array.isArray(value) ? value : [value];
  const [from, length] = cuts[index % cuts.length] ?? [0, 0];
  if (length > 12 || !values.every((text) => typeof text === 'string') || values.length === 0)
    return undefined;
  const texts = values.map((text) => [text.slice(0, from), text.slice(from + length)]);
  return { texts, isComplete: true };
}
