import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCondition } from '../eval/compile-condition.ts';
import { conditions, events } from '../eval/testing/arbitraries.ts';
import { eventOf, parse } from '../eval/testing/evaluate.ts';
import { VECTOR_CATALOGUE } from '../eval/testing/vector-fields.ts';
import { smallestChange } from './smallest-change.ts';
import { type CheckTrace, checksOf, describeCheck, fieldsOf, type Trace, Tracer } from './trace.ts';

const EVENT = eventOf({ 'tool.name': 'Bash', 't.str': 'a', 't.u64': 1 });
const isGiven = (check: CheckTrace['condition']): boolean => fieldsOf(check).includes('tool.name');

function change(condition: string) {
  return smallestChange(new Tracer(VECTOR_CATALOGUE, EVENT).trace(parse(condition)), isGiven);
}

describe('smallestChange', () => {
  test.each<[condition: string, checks: readonly string[], support: number]>([
    ['t.str = a', ['t.str = a'], 0],
    ['t.str = a and t.u64 = 1', ['t.str = a'], 0],
    ['t.str = a or t.u64 = 1', ['t.str = a', 't.u64 = 1'], 0],
    ['tool.name = Bash and t.str = a', ['t.str = a'], 0],
    ['t.str = a and t.u64 = 2', ['t.u64 = 2'], 1],
    ['tool.name = Bash and t.u64 = 2', ['t.u64 = 2'], 0],
    ['not t.str = x and t.u64 = 2', ['t.u64 = 2'], 0],
    ['t.u64 = 1 and not (t.str = a and t.bool = true)', ['t.u64 = 1'], 0],
    ['t.u64 = 1 and not t.str = a', ['t.str = a'], 1],
    ['(t.u64 = 2 and t.bool = true) or (t.str = a and t.u64 = 3)', ['t.u64 = 3'], 1],
    ['t.u64 = 2 and t.bool = true', ['t.u64 = 2', 't.bool = true'], 0],
    ['t.str = x and (t.bool = true or t.str = x)', ['t.str = x', 't.bool = true'], 0],
  ])('of %s is %j', (condition, checks, support) => {
    const found = change(condition);
    expect(found?.checks.map(({ condition }) => describeCheck(condition))).toEqual(checks);
    expect(found?.support).toBe(support);
  });

  test.each(['tool.name = Bash', 'tool.name = Read and t.str = a', 'not tool.name = Bash'])(
    'is none for %s, where only what is given could change',
    (condition) => expect(change(condition)).toBeUndefined(),
  );

  test('turns the outcome where no check stands twice', () => {
    const property = fc.property(
      conditions(VECTOR_CATALOGUE),
      events(VECTOR_CATALOGUE),
      (condition, fields) => {
        if (!compileCondition(condition, VECTOR_CATALOGUE).ok) return;
        const trace = new Tracer(VECTOR_CATALOGUE, eventOf(Object.fromEntries(fields))).trace(condition);
        const checks = checksOf(trace);
        fc.pre(new Set(checks.map(keyOf)).size === checks.length);
        const found = smallestChange(trace, () => false);
        const flipped = new Set(found?.checks.map(keyOf));
        expect(outcome(trace, flipped)).toBe(!trace.holds);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});

function keyOf({ condition, holds }: CheckTrace): string {
  return JSON.stringify([condition, holds]);
}

/** What a trace comes to where some checks come out otherwise. */
function outcome(trace: Trace, flipped: ReadonlySet<string>): boolean {
  switch (trace.kind) {
    case 'check':
      return trace.holds !== flipped.has(keyOf(trace));
    case 'not':
      return !outcome(trace.operand, flipped);
    case 'macro':
      return outcome(trace.condition, flipped);
    case 'and':
      return trace.operands.every((operand) => outcome(operand, flipped));
    case 'or':
      return trace.operands.some((operand) => outcome(operand, flipped));
  }
}
