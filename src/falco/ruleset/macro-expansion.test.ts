import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition/ast.ts';
import { parseCondition } from '../condition/parser.ts';
import { printCanonical } from '../condition/printer.ts';
import { Budget } from './budget.ts';
import { MacroExpander, type MacroTree } from './macro-expansion.ts';

function parse(text: string): Condition {
  const result = parseCondition(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.condition;
}

/** Expands with macros that are not expanded themselves. */
function expand(text: string, macros: Readonly<Record<string, string>>) {
  const trees = new Map(
    Object.entries(macros).map(([name, condition]): [string, MacroTree] => [
      name,
      { name, condition: parse(condition), isExpanded: false },
    ]),
  );
  return new MacroExpander().expand(parse(text), (name) => trees.get(name), new Budget());
}

describe('MacroExpander', () => {
  it.each([
    ['m', { m: 'a.b = x' }, 'a.b = x'],
    ['m and not m', { m: 'a.b = x or a.b = y' }, '((a.b = x or a.b = y) and not (a.b = x or a.b = y))'],
    ['m or c.d exists', { m: 'n and a.b = x', n: 'e.f exists' }, '((e.f exists and a.b = x) or c.d exists)'],
    ['a.b = m', { m: 'c.d = x' }, 'a.b = m'],
  ])('expands %s with %j to %s', (text, macros, expected) => {
    const { condition, problems } = expand(text, macros as Record<string, string>);
    expect(problems).toEqual([]);
    expect(printCanonical(condition)).toBe(expected);
  });

  it('returns the same object where there is nothing to expand', () => {
    const condition = parse('a.b = x and not (c.d exists or a.b = y)');
    expect(new MacroExpander().expand(condition, () => undefined, new Budget()).condition).toBe(condition);
  });

  it('returns the same object for the same condition and macros', () => {
    const expander = new MacroExpander();
    const macro: MacroTree = { name: 'm', condition: parse('a.b = x'), isExpanded: true };
    const condition = parse('m and m');
    const first = expander.expand(condition, () => macro, new Budget()).condition;
    expect(expander.expand(condition, () => macro, new Budget()).condition).toBe(first);
    const changed: MacroTree = { ...macro, condition: parse('a.b = y') };
    expect(printCanonical(expander.expand(condition, () => changed, new Budget()).condition)).toBe(
      '(a.b = y and a.b = y)',
    );
  });

  it('shares what a macro stands for between its calls', () => {
    const { condition } = expand('m and m', { m: 'n', n: 'a.b = x' });
    const [first, second] = condition.kind === 'and' ? condition.operands : [];
    expect(first?.kind === 'expansion' && first.condition).toBe(
      second?.kind === 'expansion' && second.condition,
    );
  });

  it('points at the call through which an undefined macro is reached', () => {
    expect(expand('a.b = x and m', { m: 'n or o' }).problems).toEqual([
      { kind: 'undefined_macro', name: 'n', range: { start: 12, end: 13 } },
      { kind: 'undefined_macro', name: 'o', range: { start: 12, end: 13 } },
    ]);
  });

  it('finds circles, and names them before undefined macros', () => {
    expect(expand('u and m', { m: 'n', n: 'm' }).problems).toEqual([
      { kind: 'macro_loop', name: 'm', range: { start: 6, end: 7 } },
      { kind: 'undefined_macro', name: 'u', range: { start: 0, end: 1 } },
    ]);
  });

  it('refuses macros that multiply each other or go too deep', () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 60 }, (_, level) => [
        `m${level}`,
        level === 59 ? 'a.b = x' : `m${level + 1} and m${level + 1}`,
      ]),
    );
    const chained = Object.fromEntries(
      Array.from({ length: 3000 }, (_, level) => [`m${level}`, level === 2999 ? 'a.b = x' : `m${level + 1}`]),
    );
    for (const macros of [doubled, chained]) {
      expect(expand('m0', macros).problems).toMatchObject([{ kind: 'condition_too_large' }]);
    }
  });
});
