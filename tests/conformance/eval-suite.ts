import { parseCondition } from '../../src/falco/condition/parser.ts';
import { compileCondition } from '../../src/falco/eval/index.ts';
import { VECTOR_CATALOGUE } from '../../src/falco/eval/testing/vector-fields.ts';
import { comparable } from './kinds.ts';
import { type Json, type Outcome, outcomeOf } from './outcome.ts';
import { bytesOf, eventOf, type VectorText } from './vector-values.ts';

export interface EvalVector {
  readonly id: string;
  readonly condition: VectorText;
  readonly fields: Readonly<Record<string, Json>>;
  readonly expect: Json;
  readonly warnings?: number;
}

/** `filter-eval.json`: conditions put to one event each. */
export function runEvalVector(vector: EvalVector): Outcome {
  const expected = vector.warnings === undefined ? {} : { warnings: vector.warnings };
  const parsed = parseCondition(bytesOf(vector.condition));
  if (!parsed.ok) return outcomeOf(vector.id, { expect: { error: 'parse' } }, { expect: vector.expect });
  const compiled = compileCondition(parsed.condition, VECTOR_CATALOGUE, { strict: true });
  const warnings = vector.warnings === undefined ? {} : { warnings: compiled.warnings.length };
  const actual: Json = compiled.ok
    ? compiled.evaluate(eventOf(vector.fields))
    : {
        error: 'compile',
        kind: comparable(compiled.problems[0]?.kind, kindOf(vector.expect), 'condition') ?? null,
      };
  return outcomeOf(vector.id, { expect: actual, ...warnings }, { expect: vector.expect, ...expected });
}

function kindOf(expected: Json): string | undefined {
  return typeof expected === 'object' && expected !== null && 'kind' in expected
    ? String(expected.kind)
    : undefined;
}
