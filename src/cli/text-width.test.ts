import { describe, expect, it } from 'vitest';
import { cutMiddle, cutToWidth, padToWidth, piecesOfWidth, textWidth } from './text-width.ts';

describe('textWidth', () => {
  it.each<[text: string, columns: number]>([
    ['', 0],
    ['git status', 10],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국어', 6],
    ['ひらがな', 8],
    ['ｆｕｌｌ', 8],
    ['✅', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['❤', 1],
    ['⊘ …│╰', 5],
    ['\u200b', 0],
  ])('of %j is %i', (text, columns) => {
    expect(textWidth(text)).toBe(columns);
  });
});

describe('a text is made to fit', () => {
  it.each<[text: string, width: number, fits: string]>([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 4, 'abc…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['👩‍👩‍👧‍👦 family', 4, '👩‍👩‍👧‍👦 …'],
  ])('cut: %j to %i columns', (text, width, fits) => {
    expect(cutToWidth(text, width)).toBe(fits);
  });

  it.each<[text: string, width: number, fits: string]>([
    ['/home/dev/a.ts', 14, '/home/dev/a.ts'],
    ['~/src/application/lib/index.ts', 16, '~/src…b/index.ts'],
    ['日本語日本語', 7, '日…本語'],
  ])('in the middle: %j to %i columns', (text, width, fits) => {
    expect(cutMiddle(text, width)).toBe(fits);
  });

  it.each<[text: string, width: number, pieces: readonly string[]]>([
    ['', 4, ['']],
    ['abcdef', 4, ['abcd', 'ef']],
    ['日本語', 4, ['日本', '語']],
    ['日本', 1, ['日', '本']],
  ])('in pieces: %j of %i columns', (text, width, pieces) => {
    expect(piecesOfWidth(text, width)).toEqual(pieces);
  });

  it('by blanks', () => {
    expect(padToWidth('日本', 6)).toBe('日本  ');
  });
});
