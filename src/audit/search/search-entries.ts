import type { StatementSync } from 'node:sqlite';
import type { AuditStoreReader, StoredEntry } from '../store/read-store.ts';
import { isDamage } from '../store/store-error.ts';
import { type OnUnreadable, readableEntry } from './readable-entry.ts';
import { compileQuery, type SearchQuery } from './search-query.ts';

/** How many candidates are looked up at first; each time after that four times as many, up to the second number. */
const FIRST_PAGE = 128;
const MAX_PAGE = 8192;

export interface SearchOptions {
  /** Default: the newest first. */
  readonly order?: 'newest' | 'oldest';
  /** From this entry on. */
  readonly fromSeq?: number;
  readonly onUnreadable?: OnUnreadable;
}

/** The newest entries that a query wants, the oldest of them first. */
export function newestEntries(
  reader: AuditStoreReader,
  query: SearchQuery,
  limit: number,
  onUnreadable?: OnUnreadable,
): readonly StoredEntry[] {
  const found: StoredEntry[] = [];
  const options = onUnreadable === undefined ? {} : { onUnreadable };
  for (const stored of limit === 0 ? [] : searchEntries(reader, query, options)) {
    found.push(stored);
    if (found.length === limit) break;
  }
  return found.reverse();
}

/**
 * The entries that a query wants. The index gives the candidates, each entry itself decides. A page at a time: what it
 * costs depends on how many are taken, and nobody who writes has to wait.
 */
export function* searchEntries(
  reader: AuditStoreReader,
  query: SearchQuery,
  { order = 'newest', fromSeq = 0, onUnreadable = () => undefined }: SearchOptions = {},
): Generator<StoredEntry, void> {
  const { indexQuery, isWanted } = compileQuery(query);
  const candidates =
    indexQuery === undefined
      ? 'SELECT seq FROM record WHERE seq BETWEEN :first AND :last ORDER BY seq'
      : 'SELECT rowid AS seq FROM search WHERE search MATCH :query AND rowid BETWEEN :first AND :last ORDER BY rowid';
  const page = reader.database.prepare(`${candidates} ${order === 'newest' ? 'DESC' : ''} LIMIT :size`);
  const body = reader.database.prepare('SELECT data FROM body WHERE seq = ?');
  let { first, last } = reader.seqs({ ...query, fromSeq });
  for (let size = FIRST_PAGE; first <= last; size = Math.min(size * 4, MAX_PAGE)) {
    const rows = page.all({ ...(indexQuery !== undefined && { query: indexQuery }), first, last, size });
    for (const row of rows) {
      const seq = Number(row.seq);
      const data = dataOf(body, seq, onUnreadable);
      if (data === undefined) continue;
      const entry = readableEntry(reader, seq, data, onUnreadable);
      if (entry !== undefined && isWanted(entry)) yield { seq, entry };
    }
    if (rows.length < size) return;
    const end = Number(rows.at(-1)?.seq);
    if (order === 'newest') last = end - 1;
    else first = end + 1;
  }
}

/** The body of a record; `undefined` where retention has taken it away since, or its page is damaged. */
function dataOf(body: StatementSync, seq: number, onUnreadable: OnUnreadable): unknown {
  try {
    return body.get(seq)?.data;
  } catch (error) {
    if (!isDamage(error)) throw error;
    onUnreadable(seq);
    return undefined;
  }
}
