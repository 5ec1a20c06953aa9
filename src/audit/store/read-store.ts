import { statSync } from 'node:fs';
import type { Entry } from '../entry.ts';
import { BodyCodec } from './body.ts';
import { type DatabaseSync, openToRead } from './database.ts';
import { checkedVersion, metaOf } from './schema.ts';

/** An entry and its number in the store; numbers grow by one. */
export interface StoredEntry {
  readonly seq: number;
  readonly entry: Entry;
}

/** Which entries are wanted; all bounds are inclusive. */
export interface EntryRange {
  readonly fromSeq?: number;
  /** Milliseconds since the epoch. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** The entries that were written in a time; none where the first number is beyond the last. */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

/** A store to read from, while others write to it. */
export interface AuditStoreReader {
  /** Of the store: another one after it has been set aside. */
  readonly id: string;
  /** For queries; read-only. */
  readonly database: DatabaseSync;
  /** The entry in a value of `body.data`. @throws when it is none */
  decodeBody(data: Uint8Array): Entry;
  /**
   * The entries in the order in which they were written, a page at a time: what is written meanwhile comes, too, and
   * nobody who writes has to wait.
   */
  entries(range?: EntryRange): Iterable<StoredEntry>;
  /** Between which numbers all entries of a time are; among them can be some of another. */
  seqs(range: EntryRange): SeqRange;
  close(): void;
}

const PAGE = 500;

/** Calls are written when they are answered, and some are held: this far at most they stand out of order in time. */
const DISORDER = 10_000;

/**
 * Opens the store at a path; `undefined` where there is none, or nothing has been written to it.
 *
 * @throws what the system or SQLite says; StoreError
 */
export function readAuditStore(path: string): AuditStoreReader | undefined {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const database = openToRead(path);
  try {
    if (checkedVersion(database) > 0) return new Reader(database);
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

class Reader implements AuditStoreReader {
  readonly id: string;
  readonly database: DatabaseSync;
  readonly #codec: BodyCodec;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.id = metaOf(database, 'store');
    this.#codec = new BodyCodec(metaOf(database, 'dictionary'));
  }

  decodeBody(data: Uint8Array): Entry {
    return this.#codec.decode(data);
  }

  *entries(range: EntryRange = {}): Iterable<StoredEntry> {
    const { sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER } = range;
    // Along the numbers, not along the index by time, which would be sorted for each page.
    const page = this.database.prepare(
      `SELECT seq, data FROM record JOIN body USING (seq)
       WHERE seq BETWEEN ? AND ? AND +time_ms BETWEEN ? AND ? ORDER BY seq LIMIT ${PAGE}`,
    );
    const { first, last } = this.seqs(range);
    for (let next = first; next <= last; ) {
      const rows = page.all(next, last, sinceMs, untilMs);
      for (const { seq, data } of rows) {
        yield { seq: Number(seq), entry: this.decodeBody(data as Uint8Array) };
      }
      if (rows.length < PAGE) return;
      next = Number(rows.at(-1)?.seq) + 1;
    }
  }

  seqs({ fromSeq = 0, sinceMs, untilMs }: EntryRange): SeqRange {
    return {
      first: Math.max(fromSeq, sinceMs === undefined ? 0 : this.#firstSince(sinceMs)),
      last: untilMs === undefined ? Number.MAX_SAFE_INTEGER : this.#lastUntil(untilMs),
    };
  }

  #firstSince(sinceMs: number): number {
    const earliest = `SELECT seq FROM record WHERE time_ms >= ? ORDER BY time_ms LIMIT ${DISORDER}`;
    const first = this.database.prepare(`SELECT min(seq) AS seq FROM (${earliest})`).get(sinceMs)?.seq;
    return Number(first ?? Number.MAX_SAFE_INTEGER);
  }

  #lastUntil(untilMs: number): number {
    const latest = `SELECT seq FROM record WHERE time_ms <= ? ORDER BY time_ms DESC LIMIT ${DISORDER}`;
    return Number(this.database.prepare(`SELECT max(seq) AS seq FROM (${latest})`).get(untilMs)?.seq ?? -1);
  }

  close(): void {
    this.database.close();
  }
}
