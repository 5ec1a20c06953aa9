/** Private characters that stand for the dot before a name and for the dashes before an option. */
const DOT = '\uE000';
const DASH = '\uE001';
const MARKED = /(\.|(?<![\p{L}\p{N}-])--?)([\p{L}\p{N}\p{M}]+)/gu;

/** Scripts that are written without spaces between words: there each character is a word. */
const UNSPACED = /[\u2e80-\u9fff\uf900-\ufaff]/g;

const WORDS = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
const WORD_CHARACTER = /^(?![\u2e80-\u9fff\uf900-\ufaff])[\p{L}\p{N}\p{M}]$/u;

/**
 * A text as it is indexed, and as what is looked for in it has to be put: a word behind a dot or behind the dashes of
 * an option stands there twice, with its mark and without, so that `.env`, `.pem` and `--force` are found by themselves,
 * and still by `env`, `pem` and `force`. Linear time.
 */
export function indexedText(text: string): string {
  return text
    .replace(UNSPACED, ' $& ')
    .replace(MARKED, (_, mark: string, word: string) => ` ${mark === '.' ? DOT : DASH}${word} ${word}`);
}

/** The words of a text as they stand in the index, but for their case. */
export function indexedWords(text: string): readonly string[] {
  return indexedText(text).match(WORDS) ?? [];
}

/** Whether the second of two words in the index is the first one without its mark. */
export function isUnmarked(marked: string | undefined, word: string): boolean {
  return marked === `${DOT}${word}` || marked === `${DASH}${word}`;
}

/** Whether a word goes on from the character to the next; `undefined` stands for the end of the text. */
export function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && WORD_CHARACTER.test(character);
}
