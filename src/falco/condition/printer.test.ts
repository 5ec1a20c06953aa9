import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from './ast.ts';
import { encodeText, isUtf8 } from './byte-string.ts';
import { parseCondition, RULE_MAX_DEPTH } from './parser.ts';
import { printCanonical, printCondition } from './printer.ts';
import { arbitraryCondition } from './testing/arbitrary-condition.ts';

/** Raised for long runs; fast-check prints the seed of a failure. */
const RUNS = Number(process.env.FALCO_PROPERTY_RUNS ?? 2000);

function parse(text: string): Condition {
  const result = parseCondition(encodeText(text), { maxDepth: RULE_MAX_DEPTH });
  if (!result.ok) throw new Error(`${result.problem.message} in ${text}`);
  return result.condition;
}

function withoutRanges(condition: Condition): unknown {
  return JSON.parse(JSON.stringify(condition, (key, value) => (/range$/i.test(key) ? undefined : value)));
}

describe('printCondition', () => {
  it('prints what parses back to the same tree', () => {
    fc.assert(
      fc.property(arbitraryCondition, (condition) => {
        const printed = printCondition(condition);
        const result = parseCondition(printed, { maxDepth: RULE_MAX_DEPTH });
        expect(isUtf8(printed)).toBe(true);
        expect(result.ok && withoutRanges(result.condition)).toEqual(withoutRanges(condition));
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['tool.name="a b"', 'tool.name = "a b"'],
    ["tool.name = ''", 'tool.name = ""'],
    ['tool.name = "anyof" and x', '(tool.name = "anyof" and x)'],
    ['a.b = "x\\\\ "', 'a.b = "x\\\\ "'],
    ['a.b = "x\\ "', 'a.b = "x\\x5c"'],
    ['not(not(a))', 'not(not a)'],
    ['not not a', 'a'],
    ['a and b or not(c)', '((a and b) or not c)'],
    ['join("-", (a.b, 1)) = x', 'join("-",(a.b,"1")) = x'],
    ['a.b[k] in (x, "y z")', 'a.b[k] in (x, "y z")'],
    ['a.b["k 1"] exists', 'a.b["k 1"] exists'],
    ['a.b > 0x10', 'a.b > 0x10'],
    ['a.b in some_list', 'a.b in some_list'],
    ['a.b = oneof some_list', 'a.b = oneof some_list'],
    ['a.b = "\\x00\\xff"', 'a.b = "\\x00\\xff"'],
  ])('prints %s as %s', (text, printed) => {
    expect(printCondition(parse(text))).toBe(encodeText(printed));
  });
});

describe('printCanonical', () => {
  it.each([
    ['a.b = ""', 'a.b = '],
    ['a.b = "x,y"', 'a.b = x,y'],
    ['not(not(a))', 'not not a'],
    ['join("-", (a.b)) = x', 'join(-,(a.b)) = x'],
    ['a.b[""] exists', 'a.b[""] exists'],
  ])('prints %s as Falco does: %s', (text, printed) => {
    expect(printCanonical(parse(text))).toBe(printed);
  });
});
