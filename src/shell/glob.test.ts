import { describe, expect, it } from 'vitest';
import { matchGlob } from './glob.ts';

describe('matchGlob', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['', '', true],
    ['*', '', true],
    ['*', 'a/b', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['*.t?t', 'x.txt', true],
    ['?', '', false],
    ['[abc]x', 'bx', true],
    ['[!abc]x', 'bx', false],
    ['[^abc]x', 'dx', true],
    ['[a-c0-9]', '7', true],
    ['[[:digit:]]', '7', true],
    ['[[:alpha:]]', '7', false],
    ['[[:punct:]]', '!', true],
    ['[', '[', true],
    ['[a', 'a', false],
    ['[]]', ']', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['*a*b*c', 'xxaxxbxxc', true],
    ['**', 'a', true],
  ])('%s against %s: %s', (pattern, text, expected) => {
    expect(matchGlob(pattern, text)).toBe(expected);
  });

  it('keeps to one component where that is asked for', () => {
    expect(matchGlob('a/*', 'a/b', { pathname: true })).toBe(true);
    expect(matchGlob('a/*', 'a/b/c', { pathname: true })).toBe(false);
    expect(matchGlob('a?b', 'a/b', { pathname: true })).toBe(false);
  });

  it('needs no more than pattern times text', () => {
    expect(matchGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(5_000))).toBe(false);
  });
});
