import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCondition } from './compile-condition.ts';
import { createCatalogue } from './fields.ts';
import { createProgram } from './program.ts';
import { conditions, events } from './testing/arbitraries.ts';
import { evaluateNaively } from './testing/naive-evaluator.ts';
import { VECTOR_CATALOGUE } from './testing/vector-fields.ts';
import type { EventFields, FieldInput } from './values.ts';

/** How many sets of conditions to try; each set is put to several events. */
const RUNS = Number(process.env['FALCO_PROPERTY_RUNS'] ?? 200);
const SEED = Number(process.env['FALCO_PROPERTY_SEED'] ?? Date.now() & 0x7fffffff);

/** So few that rules often test the same field. */
const FEW = ['tool.name', 'tool.input_command', 't.path', 'shell.args', 't.u64', 't.bool'];
const FEW_FIELDS = createCatalogue(
  'coding_agent',
  VECTOR_CATALOGUE.fields.filter(({ name }) => FEW.includes(name)),
);

function eventOf(fields: ReadonlyMap<string, FieldInput>): EventFields {
  return { get: (name, argument) => fields.get(argument === undefined ? name : `${name}[${argument}]`) };
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
    const property = fc.property(sets, streams, (set, stream) => {
      const rules = set.flatMap((condition) => {
        const result = compileCondition(condition, catalogue);
        return result.ok ? [{ condition, predicate: result.predicate }] : [];
      });
      const program = createProgram(rules.map(({ predicate }) => predicate));
      for (const fields of stream) {
        const event = eventOf(fields);
        const expected = rules.flatMap(({ condition }, index) =>
          evaluateNaively(condition, catalogue, event) ? [index] : [],
        );
        expect(program.match(event)).toEqual(expected);
        decided += rules.length;
        held += expected.length;
      }
    });
    fc.assert(property, { numRuns: RUNS, seed: SEED });
    console.info(`seed ${SEED}: ${RUNS} sets, ${decided} decisions, ${held} of them true`);
    expect(held).toBeGreaterThan(decided / 10);
  });
});
