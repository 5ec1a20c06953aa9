import { randomUUID } from 'node:crypto';
import { SEARCH_TABLE } from '../search/search-table.ts';
import { DICTIONARY } from './body.ts';
import { type DatabaseSync, inTransaction } from './database.ts';
import { StoreError } from './store-error.ts';

/** What `PRAGMA user_version` says of a file that this version writes. */
const SCHEMA_VERSION = 1;

/**
 * `body` is what is true: the entries, each with the hash that chains it to the one before. `record` and `search` are
 * made from it, to be found by.
 */
const TABLES = `
CREATE TABLE body (seq INTEGER PRIMARY KEY, data BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE record (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  correlation TEXT,
  agent TEXT NOT NULL,
  session TEXT,
  parent_session TEXT,
  subagent TEXT,
  cwd TEXT,
  project TEXT,
  tool TEXT,
  use_id TEXT,
  mode TEXT,
  verdict TEXT,
  enforced TEXT,
  rules TEXT,
  held_ms INTEGER
) STRICT;
CREATE INDEX record_time ON record (time_ms);
CREATE INDEX record_session ON record (session);
CREATE INDEX record_correlation ON record (correlation);
CREATE INDEX record_parent ON record (parent_session) WHERE parent_session IS NOT NULL;
CREATE INDEX record_outcome ON record (use_id) WHERE kind = 'outcome';
CREATE TABLE checkpoint (seq INTEGER NOT NULL, time_ms INTEGER NOT NULL, line TEXT NOT NULL) STRICT;
CREATE INDEX checkpoint_seq ON checkpoint (seq, time_ms);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
${SEARCH_TABLE};
`;

/** Steps from each version to the next; the first makes the tables. */
const MIGRATIONS: readonly ((database: DatabaseSync) => void)[] = [
  (database) => {
    database.exec(TABLES);
    const insert = database.prepare('INSERT INTO meta (name, value) VALUES (?, ?)');
    insert.run('store', randomUUID());
    insert.run('dictionary', DICTIONARY);
  },
];

/**
 * Brings a file to the schema of this version. Several processes may do so at once.
 *
 * @returns whether the file was empty
 * @throws StoreError `NEWER_STORE`
 */
export function migrate(database: DatabaseSync): boolean {
  if (checkedVersion(database) === SCHEMA_VERSION) return false;
  return inTransaction(database, () => {
    const version = checkedVersion(database);
    for (const step of MIGRATIONS.slice(version)) step(database);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    return version === 0;
  });
}

/**
 * The version of a file's schema; 0 for an empty one.
 *
 * @throws StoreError `NEWER_STORE`
 */
export function checkedVersion(database: DatabaseSync): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version <= SCHEMA_VERSION) return version;
  throw new StoreError(
    'NEWER_STORE',
    `the audit store has schema ${version}, and this version of Prempti knows ${SCHEMA_VERSION}: a later one has written it; install that one, or move the file away`,
  );
}

/** @throws StoreError `BROKEN_STORE` when the file holds none */
export function metaOf(database: DatabaseSync, name: 'store' | 'dictionary'): string {
  const value = database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.value;
  if (typeof value === 'string') return value;
  throw new StoreError('BROKEN_STORE', `the store names no ${name}`);
}
