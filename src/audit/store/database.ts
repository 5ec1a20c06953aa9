import { accessSync, chmodSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite';
import { StoreError } from './store-error.ts';

export type { DatabaseSync } from 'node:sqlite';

/**
 * Opens the file of a store, for its owner alone; its folder and it are made when missing. Several processes may have
 * it open.
 *
 * @throws what the system or SQLite says; StoreError
 */
export function openToWrite(path: string, busyMs: number): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  requireRegularFile(path);
  // SQLite gives the files beside it the mode that this one has.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = open(path, { timeout: busyMs });
  // Once the file has a table this changes nothing any more.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  database.exec('PRAGMA journal_mode = WAL');
  // In WAL mode a power cut can lose the last records with this, and corrupts nothing.
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  // That waits for the disk: another process does it, unless none has for long.
  database.exec(`PRAGMA wal_autocheckpoint = ${MAX_LOG_PAGES}`);
  return database;
}

/** @throws what the system or SQLite says; StoreError */
export function openToRead(path: string): DatabaseSync {
  requireRegularFile(path);
  // Of a file that is not ours to read SQLite does not say why.
  accessSync(path, constants.R_OK);
  return open(path, { readOnly: true, timeout: READ_BUSY_MS });
}

/**
 * Refuses what is there and is no regular file: to open a named pipe waits for its other end, without bound.
 *
 * @throws StoreError `NOT_A_FILE`; what the system says
 */
function requireRegularFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    throw new StoreError('NOT_A_FILE', 'it is not a regular file; move it away');
  }
}

const READ_BUSY_MS = 5_000;

/** What a process that writes holds in memory: the ends of the tables. Four times as much made it no faster. */
const CACHE_KIB = 256;

/** 64 MiB. */
const MAX_LOG_PAGES = 16_384;

/** Node 22 and 24 warn on standard error, which agents read, that this module is experimental. */
function open(path: string, options: DatabaseSyncOptions): DatabaseSync {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const { DatabaseSync: Database } = createRequire(import.meta.url)(
      'node:sqlite',
    ) as typeof import('node:sqlite');
    return new Database(path, options);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** What `work` does is in the file as a whole, or not at all where it throws. Waits for other processes that write. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
