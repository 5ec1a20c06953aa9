import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

describe('plainText', () => {
  it.each<[what: string, text: string, plain: string]>([
    ['keeps words of any script', 'café 漢字 👩‍👩‍👧 נתיב', 'café 漢字 👩‍👩‍👧 נתיב'],
    ['keeps blanks at the ends of a line', '  a  b ', '  a  b '],
    ['shows line breaks of every kind', 'a\nb\r\nc\rd\u2028e', 'a ⏎ b ⏎ c ⏎ d ⏎ e'],
    ['takes blanks around line breaks and empty lines away', 'a  \n \n\t b\n', 'a ⏎ b'],
    ['shows what drives a terminal', '\u001b[2Ja\u009b31m\u0007\0', '·[2Ja·31m··'],
    ['shows what turns the direction of writing', 'a\u202eb\u2066c\u200f', 'a·b·c·'],
    ['shows what cannot be seen', 'a\u200bb\ufeff\u2060\u{e0041}', 'a·b···'],
    ['shows half a character', 'a\ud800b', 'a·b'],
    ['gives the empty text for the empty text', '', ''],
  ])('%s', (_what, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('takes no longer for many blanks or breaks', () => {
    const start = performance.now();
    plainText(`a${' '.repeat(1_000_000)}b${'\n'.repeat(1_000_000)}c`);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
