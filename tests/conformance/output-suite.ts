import { ConditionResolver } from '../../src/falco/eval/index.ts';
import { VECTOR_CATALOGUE } from '../../src/falco/eval/testing/vector-fields.ts';
import { formatTextLine, loadRules } from '../../src/falco/index.ts';
import { compileTemplate, readerFor, renderTemplate, renderTexts } from '../../src/falco/output/index.ts';
import { exportExpression } from '../../src/falco/output/render.ts';
import { comparable } from './kinds.ts';
import { loadOptions, type VectorAppendOutput } from './load-suite.ts';
import { type Json, type Outcome, outcomeOf } from './outcome.ts';
import { eventOf, jsonOf } from './vector-values.ts';

export interface OutputVector {
  readonly id: string;
  readonly op: 'render' | 'alert';
  readonly template?: string;
  readonly rules?: string;
  readonly append_output?: readonly VectorAppendOutput[];
  readonly fields: Readonly<Record<string, Json>>;
  readonly expect: Readonly<Record<string, Json>>;
}

/** `output-format.json`: templates rendered alone, and alerts of rules. */
export function runOutputVector(vector: OutputVector): Outcome {
  return outcomeOf(vector.id, vector.op === 'render' ? render(vector) : alert(vector), vector.expect);
}

function render({ template = '', fields, expect }: OutputVector): Json {
  const result = compileTemplate(template, new ConditionResolver(VECTOR_CATALOGUE, true));
  if (!result.ok) {
    const expected = typeof expect.error === 'string' ? expect.error : undefined;
    return { error: comparable(result.problems[0]?.kind, expected, 'template') ?? null };
  }
  const read = readerFor(eventOf(fields));
  const { isComplete, text } = renderTemplate(result.template, read);
  const json = () =>
    Object.fromEntries(
      result.template.fields.map(({ name, expression }) => [
        name,
        jsonOf(exportExpression(expression, read)),
      ]),
    );
  return {
    complete: isComplete,
    text,
    values: Object.fromEntries(renderTexts(result.template, read)),
    ...('json' in expect ? { json: json() } : {}),
  };
}

function alert({ rules = '', append_output = [], fields }: OutputVector): Json {
  const loaded = loadRules([{ name: 'rules.yaml', text: rules }], loadOptions({ append_output }));
  const error = loaded.diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) return { error: error.falcoCode };
  const match = loaded.ruleSet?.match('coding_agent', eventOf(fields))[0];
  if (match === undefined) return { matched: false };
  const { rule } = match;
  const { message, outputFields } = match.alert();
  return {
    compiled_output: rule.output,
    message,
    priority: rule.priority,
    tags: rule.tags,
    output_fields: Object.fromEntries(
      Object.entries(outputFields).map(([name, value]) => [name, jsonOf(value)]),
    ),
    text_line_suffix: formatTextLine(rule.priority, message),
  };
}
