import type { DatabaseSync } from './database.ts';

/** The numbers of the first and the last record; 0 where there is none. */
export interface StoreEnds {
  readonly first: number;
  readonly last: number;
}

/** The ends of a store, without looking through it: for both in one query SQLite would. */
export function endsOf(database: DatabaseSync): StoreEnds {
  const row = database
    .prepare('SELECT (SELECT min(seq) FROM body) AS first, (SELECT max(seq) FROM body) AS last')
    .get();
  return { first: Number(row?.first ?? 0), last: Number(row?.last ?? 0) };
}
