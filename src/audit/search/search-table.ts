import type { Entry } from '../entry.ts';
import { SEARCH_COLUMNS, searchTexts } from './search-text.ts';

/** The index over entries, to be made beside them; `rowid` is the number of the entry. It holds words, no texts. */
export const SEARCH_TABLE = `CREATE VIRTUAL TABLE search USING fts5(
  ${SEARCH_COLUMNS.join(', ')},
  content = '', contentless_delete = 1, prefix = '2 3',
  tokenize = "unicode61 remove_diacritics 0"
)`;

/** Takes the number of the entry, then the values of `searchRow`. */
export const SEARCH_INSERT = `INSERT INTO search (rowid, ${SEARCH_COLUMNS.join(', ')})
  VALUES (?${', ?'.repeat(SEARCH_COLUMNS.length)})`;

/** What the index takes in of an entry, a value for each column. Linear time, bounded size. */
export function searchRow(entry: Entry): readonly string[] {
  const texts = searchTexts(entry);
  return SEARCH_COLUMNS.map((column) => indexed(texts[column].join('\n')));
}

/** Private characters that stand for the dot before a name and for the dashes before an option. */
const DOT = '\uE000';
const DASH = '\uE001';
const MARKED = /(\.|(?<![\p{L}\p{N}-])--?)([\p{L}\p{N}]+)/gu;

/** Scripts that are written without spaces between words: there each character is a word. */
const UNSPACED = /[\u2e80-\u9fff\uf900-\ufaff]|[\u{20000}-\u{3ffff}]/gu;

/**
 * A text as it is indexed, and as what is looked for in it has to be put: a word behind a dot or behind the dashes of
 * an option stands there twice, with its mark and without, so that `.env`, `.pem` and `--force` are found by themselves,
 * and still by `env`, `pem` and `force`.
 */
function indexed(text: string): string {
  return text
    .replace(MARKED, (_, mark: string, word: string) => ` ${mark === '.' ? DOT : DASH}${word} ${word}`)
    .replace(UNSPACED, ' $& ');
}
