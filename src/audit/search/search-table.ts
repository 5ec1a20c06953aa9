import type { Entry } from '../entry.ts';
import { indexedText } from './indexed-text.ts';
import { SEARCH_COLUMNS, searchTexts } from './search-text.ts';

/** The index over entries, to be made beside them; `rowid` is the number of the entry. It holds words, no texts. */
export const SEARCH_TABLE = `CREATE VIRTUAL TABLE search USING fts5(
  ${SEARCH_COLUMNS.join(', ')},
  content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0"
)`;

/** Takes the number of the entry, then the values of `searchRow`. */
export const SEARCH_INSERT = `INSERT INTO search (rowid, ${SEARCH_COLUMNS.join(', ')})
  VALUES (?${', ?'.repeat(SEARCH_COLUMNS.length)})`;

/** What the index takes in of an entry, a value for each column. Linear time, bounded size. */
export function searchRow(entry: Entry): readonly string[] {
  const texts = searchTexts(entry);
  return SEARCH_COLUMNS.map((column) => indexedText(texts[column].join('\n')));
}
