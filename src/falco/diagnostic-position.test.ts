import { describe, expect, it } from 'vitest';
import { lineAt, positionAt } from './diagnostic-position.ts';

describe('positionAt', () => {
  it.each([
    ['abc', 0, 1, 1],
    ['abc', 3, 1, 4],
    ['a\nbc', 1, 1, 2],
    ['a\nbc', 2, 2, 1],
    ['a\r\nbc', 3, 2, 1],
    ['a\rbc', 2, 2, 1],
    ['a\n', 2, 2, 1],
    ['', 0, 1, 1],
    ['😀x', 2, 1, 2],
    ['\n\n\nx', 3, 4, 1],
  ])('in %j offset %i is line %i, column %i', (text, offset, line, column) => {
    expect(positionAt(text, offset)).toEqual({ line, column });
  });
});

describe('lineAt', () => {
  it('gives the line without its break', () => {
    expect(lineAt('ab\r\ncd\r\nef', 5)).toEqual({ number: 2, text: 'cd', start: 4 });
  });
});
