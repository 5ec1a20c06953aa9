import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Condition } from './ast.ts';
import { encodeText } from './byte-string.ts';
import { parseCondition, RULE_MAX_DEPTH } from './parser.ts';
import { prettyPrint } from './pretty-printer.ts';
import { arbitraryCondition } from './testing/arbitrary-condition.ts';

function parse(text: string): Condition | undefined {
  const result = parseCondition(encodeText(text), { maxDepth: RULE_MAX_DEPTH });
  return result.ok ? result.condition : undefined;
}

function withoutRanges(condition: Condition | undefined): unknown {
  return JSON.stringify(condition, (key, value) => (/range$/i.test(key) ? undefined : value));
}

it('leaves a short condition on one line', () => {
  expect(prettyPrint(parse('(a.b = x and (c or d))') as Condition)).toBe('a.b = x and (c or d)');
});

it('breaks a long condition before its operators', () => {
  const values = Array.from({ length: 8 }, (_, index) => `"value ${index}"`).join(', ');
  const text = `a.b in (${values}) and (c.d in (${values}) or not (e and f.g in (${values}))) and h`;
  expect(prettyPrint(parse(text) as Condition)).toBe(
    [
      `a.b in (${values})`,
      'and (',
      `  c.d in (${values})`,
      '  or not (',
      '    e',
      `    and f.g in (${values})`,
      '  )',
      ')',
      'and h',
    ].join('\n'),
  );
});

it('prints what parses back to the same tree', () => {
  fc.assert(
    fc.property(arbitraryCondition, (condition) => {
      expect(withoutRanges(parse(prettyPrint(condition)))).toBe(withoutRanges(condition));
    }),
    { numRuns: 500 },
  );
});
