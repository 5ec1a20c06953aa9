import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition } from '../condition/ast.ts';
import { compileCondition } from '../eval/compile-condition.ts';
import { conditions, events } from '../eval/testing/arbitraries.ts';
import { eventOf, parse } from '../eval/testing/evaluate.ts';
import { VECTOR_CATALOGUE } from '../eval/testing/vector-fields.ts';
import type { FieldInput } from '../eval/values.ts';
import { type CheckTrace, checksOf, describeCheck, type Trace, Tracer } from './trace.ts';

type Fields = Readonly<Record<string, FieldInput>>;

function tracer(fields: Fields, strict = false): Tracer {
  return new Tracer(VECTOR_CATALOGUE, eventOf(fields), { strict });
}

/** The trace in short: `+` what holds, `-` what does not. */
function show(trace: Trace): string {
  const mark = trace.holds ? '+' : '-';
  switch (trace.kind) {
    case 'check':
      return `${mark}${trace.condition.left.kind === 'field' ? trace.condition.left.name : 'call'}:${JSON.stringify(trace.value)}`;
    case 'not':
      return `${mark}not ${show(trace.operand)}`;
    case 'macro':
      return `${mark}${trace.name}(${show(trace.condition)})`;
    case 'and':
    case 'or':
      return `${mark}(${trace.operands.map(show).join(` ${trace.kind} `)})`;
  }
}

describe('Tracer', () => {
  test('agrees with the compiled condition, and narrowing keeps what holds', { timeout: 120_000 }, () => {
    let held = 0;
    const property = fc.property(
      conditions(VECTOR_CATALOGUE),
      events(VECTOR_CATALOGUE),
      fc.boolean(),
      (condition, fields, strict) => {
        const compiled = compileCondition(condition, VECTOR_CATALOGUE, { strict });
        if (!compiled.ok) return;
        const event = eventOf(Object.fromEntries(fields));
        const one = new Tracer(VECTOR_CATALOGUE, event, { strict });
        const trace = one.trace(condition);
        expect(trace.holds).toBe(compiled.evaluate(event));
        for (const check of checksOf(trace).filter(({ holds }) => holds)) {
          held++;
          const narrowed = compileCondition(one.narrow(check).condition, VECTOR_CATALOGUE, { strict });
          expect(narrowed.ok && narrowed.evaluate(event)).toBe(true);
        }
      },
    );
    fc.assert(property, { numRuns: 600 });
    expect(held).toBeGreaterThan(100);
  });

  test.each<[condition: string, fields: Fields, trace: string]>([
    ['tool.name = Bash', { 'tool.name': 'Bash' }, '+tool.name:"Bash"'],
    ['not t.str = a and t.u64 > 1', { 't.u64': 1 }, '-(+not -t.str:null and -t.u64:1)'],
    ['tolower(t.str) = a or t.bool = true', { 't.str': 'A' }, '+(+call:"a" or -t.bool:null)'],
    ['t.strlist intersects (a, b)', { 't.strlist': ['b', 'c'] }, '+t.strlist:["b","c"]'],
  ])('decides every check of %s, with its value', (condition, fields, trace) => {
    expect(show(tracer(fields).trace(parse(condition)))).toBe(trace);
  });

  test('traces a macro once, under its name', () => {
    const expansion: Condition = {
      kind: 'expansion',
      name: 'is_bash',
      condition: parse('tool.name = Bash'),
      range: { start: 0, end: 0 },
    };
    const both = { kind: 'and', operands: [expansion, expansion], range: expansion.range } as const;
    const trace = tracer({ 'tool.name': 'Bash' }).trace(both);
    expect(show(trace)).toBe('+(+is_bash(+tool.name:"Bash") and +is_bash(+tool.name:"Bash"))');
    const [first, second] = trace.kind === 'and' ? trace.operands : [];
    expect(first?.kind === 'macro' && second?.kind === 'macro' && first.condition === second.condition).toBe(
      true,
    );
  });

  test.each<[condition: string, fields: Fields, narrowed: string, value: unknown]>([
    [
      't.strlist pmatch (/etc, /usr)',
      { 't.strlist': ['/a', '/usr/b'] },
      't.strlist pmatch (/usr)',
      ['/usr/b'],
    ],
    ['t.str in (a, b, c)', { 't.str': 'b' }, 't.str in (b)', 'b'],
    ['t.str contains anyof (ab, bc, x)', { 't.str': 'abc' }, 't.str contains anyof (ab, bc)', 'abc'],
    ['t.str != allof (a, b)', { 't.str': 'c' }, 't.str != allof (a, b)', 'c'],
    ['t.strlist regex "x.*"', { 't.strlist': ['xa', 'b', 'xc'] }, 't.strlist regex x.*', ['xa', 'xc']],
    ['t.strlist in (a, b, c)', { 't.strlist': ['a', 'b'] }, 't.strlist in (a, b)', ['a', 'b']],
  ])('narrows %s to what makes it hold', (condition, fields, text, value) => {
    const one = tracer(fields);
    const narrowed = one.narrow(one.trace(parse(condition)) as CheckTrace);
    expect([describeCheck(narrowed.condition), narrowed.value]).toEqual([text, value]);
  });

  test('cuts long lists of constants when it describes a check', () => {
    const { condition } = tracer({}).trace(parse('t.str in (a, b, c, d)')) as CheckTrace;
    expect(describeCheck(condition, 2)).toBe('t.str in (a, b, ... 2 more)');
    expect(describeCheck(condition, 4)).toBe('t.str in (a, b, c, d)');
  });
});
