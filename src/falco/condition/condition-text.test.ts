import { expect, it } from 'vitest';
import { parseCondition, printCondition } from './condition-text.ts';

it('parses and prints text beyond ASCII', () => {
  const result = parseCondition('a.b = "müll 😀" and c');
  expect(result.ok && printCondition(result.condition)).toBe('(a.b = "müll 😀" and c)');
});

it('counts positions in bytes', () => {
  const result = parseCondition('a.b = "ü" x');
  expect(!result.ok && result.problem.range).toEqual({ start: 11, end: 12 });
});
