import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCondition } from './compile-condition.ts';
import { createCatalogue, type FieldCatalogue } from './fields.ts';
import { createProgram, type EventKind } from './program.ts';
import { conditions, events } from './testing/arbitraries.ts';
import { eventOf, predicateOf } from './testing/evaluate.ts';
import { evaluateNaively } from './testing/naive-evaluator.ts';
import { VECTOR_CATALOGUE } from './testing/vector-fields.ts';
import type { EventFields } from './values.ts';

const { FALCO_PROPERTY_RUNS, FALCO_PROPERTY_SEED } = process.env;
/** How many sets of conditions to try; each set is put to several events. */
const RUNS = Number(FALCO_PROPERTY_RUNS ?? 200);
const SEED = Number(FALCO_PROPERTY_SEED ?? Date.now() & 0x7fffffff);

/** So few that rules often test the same field. */
const FEW = ['tool.name', 'tool.input_command', 't.path', 'shell.args', 't.u64', 't.bool'];
const FEW_FIELDS = createCatalogue(
  'coding_agent',
  VECTOR_CATALOGUE.fields.filter(({ name }) => FEW.includes(name)),
);

function placesOf(fields: ReadonlyMap<string, unknown>, catalogue: FieldCatalogue): readonly number[] {
  const names = [...fields.keys()].map((key) => key.replace(/\[.*/s, ''));
  return names.map((name) => catalogue.placeOf(name));
}

describe('a program agrees with the naive evaluator', () => {
  test.each([
    ['conditions on all kinds of fields', VECTOR_CATALOGUE, 12],
    ['many conditions on few fields', FEW_FIELDS, 40],
  ])('on %s', { timeout: 3_600_000 }, (_, catalogue, maxLength) => {
    const sets = fc.array(conditions(catalogue), { minLength: 1, maxLength, size: 'max' });
    const streams = fc.array(events(catalogue), { minLength: 1, maxLength: 6 });
    let decided = 0;
    let held = 0;
    const property = fc.property(sets, streams, fc.boolean(), (set, stream, strict) => {
      const rules = set.flatMap((condition) => {
        const result = compileCondition(condition, catalogue, { strict });
        return result.ok ? [{ condition, predicate: result.predicate }] : [];
      });
      const program = createProgram(rules.map(({ predicate }) => predicate));
      for (const fields of stream) {
        const event = eventOf(Object.fromEntries(fields));
        const expected = rules.flatMap(({ condition }, index) =>
          evaluateNaively(condition, { catalogue, event, strict }) ? [index] : [],
        );
        expect(program.match(event)).toEqual(expected);
        expect(program.match({ ...event, present: () => placesOf(fields, catalogue) })).toEqual(expected);
        decided += rules.length;
        held += expected.length;
      }
    });
    fc.assert(property, { numRuns: RUNS, seed: SEED });
    console.info(`seed ${SEED}: ${RUNS} sets, ${decided} decisions, ${held} of them true`);
    expect(held).toBeGreaterThan(decided / 10);
  });
});

describe('a program', () => {
  test.each([
    ['events', { events: 2, plannedRules: 1000 }],
    ['planned rules', { events: 1000, plannedRules: 2 }],
  ])('gives the same answers after it was built anew for too many %s', (_, limits) => {
    const conditions = [
      'tool.name = Bash',
      'tool.name = Read',
      'not tool.name = Bash',
      't.u64 > 1',
      't.str contains x',
    ];
    const program = createProgram(conditions.map(predicateOf), limits);
    for (let round = 0; round < 5; round++) {
      expect(program.match(eventOf({ 'tool.name': 'Bash', 't.u64': round }))).toEqual(
        round > 1 ? [0, 3] : [0],
      );
      expect(program.match(eventOf({ 'tool.name': 'Read', 't.str': 'xy' }))).toEqual([1, 2, 4]);
      expect(program.match(eventOf({}))).toEqual([2]);
    }
  });

  test('asks for a field at most once per event, and for none that cannot matter', () => {
    const conditions = [
      'tool.name = Bash and (t.str contains a or t.str contains b or t.str startswith c)',
      'tool.name = Bash and tolower(t.str) = d and t.str2 = e',
      'tool.name = Read and t.path pmatch (/etc) and t.path endswith x',
      'tool.name = Read and t.path glob "*[0-9]" and len(t.path) > 3',
    ];
    const program = createProgram(conditions.map(predicateOf));
    const asked: string[] = [];
    const spy: EventFields = {
      get: (name) => {
        asked.push(name);
        return { 'tool.name': 'Bash', 't.str': 'D' }[name];
      },
    };
    for (let round = 0; round < 3; round++) {
      asked.length = 0;
      program.match(spy);
      expect(asked.toSorted()).toEqual(['t.str', 't.str2', 'tool.name']);
    }
  });

  test('does not ask for fields that are not present', () => {
    const program = createProgram(['t.str = a', 't.str2 = b', 't.strlist intersects (c)'].map(predicateOf));
    const asked: string[] = [];
    const match = program.match({
      get: (name) => {
        asked.push(name);
        return name === 't.str2' ? 'b' : undefined;
      },
      present: () => [VECTOR_CATALOGUE.placeOf('t.str2')],
    });
    expect([match, asked]).toEqual([[1], ['t.str2']]);
  });

  test('without predicates matches nothing', () => {
    expect(createProgram([]).match(eventOf({ 'tool.name': 'Bash' }))).toEqual([]);
  });

  describe('that is made ready for kinds of events', () => {
    const NAMED = ['tool.name = Bash and t.str contains abc', 'tool.name = Bash', 'tool.name != Bash'];
    const BASH = eventOf({ 'tool.name': 'Bash', 't.str': 'xabc' });
    const met = (conditions: readonly string[], events: readonly EventFields[]) => {
      const program = createProgram(conditions.map(predicateOf));
      for (const event of events) program.match(event);
      return program.kinds();
    };
    const prepared = (conditions: readonly string[], kinds: readonly EventKind[]) => {
      const program = createProgram(conditions.map(predicateOf));
      const steps = [...program.prepareInSteps(kinds)].length;
      return { program, steps };
    };

    test('knows the kinds that another program met, and answers as it would have', () => {
      const kinds = met(NAMED, [BASH, eventOf({ 'tool.name': 'Read' }), eventOf({}), BASH]);
      expect(kinds).toHaveLength(3);
      const { program, steps } = prepared([...NAMED, 't.str exists'], kinds);
      expect(program.kinds()).toEqual(kinds);
      expect(steps).toBeGreaterThan(kinds.length * NAMED.length);
      expect([...program.prepareInSteps(kinds)].length).toBeLessThan(steps / 2);
      expect(program.match(BASH)).toEqual([0, 1, 3]);
      expect(program.match(eventOf({ 'tool.name': 'Read' }))).toEqual([2]);
    });

    test('takes a value that it does not ask for as another', () => {
      const kinds = met(['t.str = a', 't.str = a', 't.str = b', 't.str = b'], [eventOf({ 't.str': 'b' })]);
      const { program } = prepared(['t.str = a', 't.str = a'], kinds);
      expect(program.kinds()).toEqual([new Map([['t.str', { kind: 'other', than: ['a'] }]])]);
    });

    test('leaves out kinds that say nothing of what it asks for', () => {
      expect(prepared(NAMED, met(['t.str = a', 't.str = a'], [BASH])).program.kinds()).toEqual([]);
    });
  });
});
