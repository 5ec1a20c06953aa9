import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCondition } from './compile-condition.ts';
import { createProgram } from './program.ts';
import { conditions, events } from './testing/arbitraries.ts';
import { evaluateNaively } from './testing/naive-evaluator.ts';
import { VECTOR_CATALOGUE } from './testing/vector-fields.ts';
import type { EventFields, FieldInput } from './values.ts';

/** Sets of conditions to try; each set is put to several events. */
const RUNS = Number(process.env['FALCO_PROPERTY_RUNS'] ?? 300);

function eventOf(fields: ReadonlyMap<string, FieldInput>): EventFields {
  return { get: (name, argument) => fields.get(argument === undefined ? name : `${name}[${argument}]`) };
}

test('a program agrees with the naive evaluator on any conditions and events', () => {
  const sets = fc.array(conditions(VECTOR_CATALOGUE), { minLength: 1, maxLength: 12 });
  const streams = fc.array(events(VECTOR_CATALOGUE), { minLength: 1, maxLength: 6 });
  let compiled = 0;
  let decided = 0;
  let held = 0;
  const property = fc.property(sets, streams, (set, stream) => {
    const rules = set.flatMap((condition) => {
      const result = compileCondition(condition, VECTOR_CATALOGUE);
      return result.ok ? [{ condition, predicate: result.predicate }] : [];
    });
    compiled += rules.length / set.length;
    const program = createProgram(rules.map(({ predicate }) => predicate));
    for (const fields of stream) {
      const event = eventOf(fields);
      const expected = rules.flatMap(({ condition }, index) =>
        evaluateNaively(condition, VECTOR_CATALOGUE, event) ? [index] : [],
      );
      expect(program.match(event)).toEqual(expected);
      decided += rules.length;
      held += expected.length;
    }
  });
  const details = fc.check(property, { numRuns: RUNS });
  console.info(
    `seed ${details.seed}: ${decided} decisions, ${held} held, ${Math.round((100 * compiled) / RUNS)} % compiled`,
  );
  if (details.failed) throw new Error(fc.defaultReportMessage(details) ?? `seed ${details.seed}`);
});
