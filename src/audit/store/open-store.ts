import { statSync } from 'node:fs';
import type { StatementSync } from 'node:sqlite';
import { readRegularFile } from '../../guard/index.ts';
import type { Entry, StoreEntry } from '../entry.ts';
import { LogFile } from '../log-file.ts';
import { SEARCH_INSERT, searchRow } from '../search/search-table.ts';
import { BodyCodec } from './body.ts';
import { chainHash, GENESIS } from './chain.ts';
import { type CheckpointReason, MAX_CHECKPOINTS_BYTES, parseCheckpoint, signedLine } from './checkpoint.ts';
import { type DatabaseSync, inTransaction, openToWrite } from './database.ts';
import { countLeft } from './left-entries.ts';
import { RECORD_COLUMNS, recordRow } from './record-row.ts';
import { metaOf, migrate } from './schema.ts';
import { signingKey } from './signing-key.ts';
import { endsOf } from './store-ends.ts';

/** Where a store lies. All absolute. */
export interface StoreFiles {
  readonly store: string;
  /** The checkpoints of the store, one a line, apart from it. */
  readonly checkpoints: string;
  /** What signs them. */
  readonly key: string;
}

export interface StoreOptions extends StoreFiles {
  /** Records that are older go; 0: none does. */
  readonly maxAgeMs: number;
  /** The oldest records go where the store takes more; 0: it may. */
  readonly maxBytes: number;
  /** Given the line of each checkpoint, once it is in the store. */
  readonly onCheckpoint?: (line: string) => void;
  /** Called when `upkeep` has something to do, which takes too long to be done between two calls. */
  readonly onUpkeepDue?: () => void;
}

/** What became of the store that was at the path before. */
export interface SetAside {
  readonly path: string;
  readonly problem: string;
}

const CHECKPOINT_EVERY = 1_000;
const CHECKPOINT_EVERY_MS = 60 * 60 * 1_000;

/** A clock that has jumped forward is not believed to make records old before it has gone on for so long. */
const CLOCK_TRUST_MS = 24 * 60 * 60 * 1_000;

/** How many records go in one transaction: others that write wait for it. */
const RETENTION_STEP = 500;

/** Pages given back in one transaction. */
const SHRINK_STEP = 1_000;

/** From this size on, the write-ahead log is to be brought into the file. */
const LONG_LOG_BYTES = 8 * 1024 * 1024;

/** The file of a store, open. Its methods throw what SQLite says, and then have changed nothing. */
export class OpenStore {
  readonly #inodes: string;
  readonly #options: StoreOptions;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #codec: BodyCodec;
  readonly #id: string;
  readonly #checkpoints: LogFile;
  #problem: string | undefined;

  /** @throws what the system or SQLite says; StoreError */
  constructor(options: StoreOptions, busyMs: number, before?: SetAside) {
    this.#options = options;
    this.#checkpoints = new LogFile({
      path: options.checkpoints,
      rotateBytes: Number.POSITIVE_INFINITY,
      keep: 0,
    });
    this.#database = openToWrite(options.store, busyMs);
    try {
      const isNew = migrate(this.#database);
      this.#statements = prepare(this.#database);
      this.#codec = new BodyCodec(metaOf(this.#database, 'dictionary'));
      this.#id = metaOf(this.#database, 'store');
      const first = isNew ? firstEntry(options.checkpoints, before) : undefined;
      if (first !== undefined) this.append([JSON.stringify(first)]);
      this.#inodes = inodesOf(options.store);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Whether its path, and that of its write-ahead log, still lead to what is open: else nobody would find what is written. */
  get isInPlace(): boolean {
    return inodesOf(this.#options.store) === this.#inodes;
  }

  /** How long what follows waits for other processes that write. */
  waitFor(busyMs: number): void {
    this.#database.exec(`PRAGMA busy_timeout = ${busyMs}`);
  }

  /** Writes entries, given as JSON, in one transaction, and signs where it is time to. */
  append(texts: readonly string[]): void {
    const line = inTransaction(this.#database, () => {
      let { seq, hash } = this.#last();
      for (const text of texts) {
        const data = this.#codec.encode(text);
        seq++;
        hash = chainHash(hash, seq, data);
        const entry = JSON.parse(text) as Entry;
        this.#statements.body.run(seq, data, hash);
        this.#statements.record.run(seq, ...recordRow(entry));
        this.#statements.search.run(seq, ...searchRow(entry));
      }
      return this.#isDue(seq) ? this.#sign('due', seq, hash) : undefined;
    });
    if (line === undefined) return;
    this.#keep(line);
    if (this.#hasUpkeep()) this.#options.onUpkeepDue?.();
  }

  /** Signs the last record, unless it is signed already. */
  checkpoint(reason: CheckpointReason): void {
    const line = inTransaction(this.#database, () => {
      const { seq, hash } = this.#last();
      return seq > this.#lastSigned().seq ? this.#sign(reason, seq, hash) : undefined;
    });
    if (line !== undefined) this.#keep(line);
  }

  /** Deletes what is too old or too much, a transaction at a time, and brings the write-ahead log into the file. Gives how many were deleted. */
  upkeep(): number {
    let deleted = 0;
    for (let step = this.#retain(); step > 0; step = this.#retain()) deleted += step;
    this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    // The rest is little by now; from here on the log begins anew.
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return deleted;
  }

  /** Gives room that nothing takes back to the system. */
  shrink(): void {
    for (let left = this.#pragma('freelist_count'); left > 0; ) {
      this.#database.exec(`PRAGMA incremental_vacuum(${SHRINK_STEP})`);
      const now = this.#pragma('freelist_count');
      if (now >= left) return;
      left = now;
    }
  }

  #hasUpkeep(): boolean {
    const { size = 0 } = statSync(`${this.#options.store}-wal`, { throwIfNoEntry: false }) ?? {};
    return size >= LONG_LOG_BYTES || countLeft(this.#options.store) > 0 || this.#lastToGo() !== undefined;
  }

  /** Deletes the oldest records as far as they are to go, some; gives how many. */
  #retain(): number {
    let deleted = 0;
    const line = inTransaction(this.#database, () => {
      const upTo = this.#lastToGo();
      if (upTo === undefined) return undefined;
      const { first } = endsOf(this.#database);
      const hash = this.#statements.hash.get(upTo)?.hash as Uint8Array;
      const signed = this.#sign('retention', upTo, hash);
      // Without it the rest of the chain could not be proved.
      if (signed === undefined) return undefined;
      for (const statement of this.#statements.remove) statement.run(upTo);
      deleted = upTo - first + 1;
      return signed;
    });
    if (line !== undefined) this.#keep(line);
    return deleted;
  }

  /** What keeps it from being proved or kept within its bounds, for people; absent when all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Never throws. */
  close(): void {
    this.#database.close();
  }

  #last(): { readonly seq: number; readonly hash: Uint8Array } {
    const row = this.#statements.last.get();
    return row === undefined
      ? { seq: 0, hash: GENESIS }
      : { seq: Number(row.seq), hash: row.hash as Uint8Array };
  }

  #lastSigned(): { readonly seq: number; readonly timeMs: number } {
    const row = this.#statements.lastSigned.get() ?? { seq: 0, ...this.#statements.begun.get() };
    return { seq: Number(row.seq), timeMs: Number(row.time_ms) };
  }

  #isDue(seq: number): boolean {
    const signed = this.#lastSigned();
    // The last one can be of the future: clocks are set right.
    const apartMs = Math.abs(Date.now() - signed.timeMs);
    return seq - signed.seq >= CHECKPOINT_EVERY || apartMs >= CHECKPOINT_EVERY_MS;
  }

  /** Puts a checkpoint into the table. Without a key the store goes on unsigned, and says so. */
  #sign(reason: CheckpointReason, seq: number, hash: Uint8Array): string | undefined {
    const timeMs = Date.now();
    try {
      const statement = { store: this.#id, seq, hash: Buffer.from(hash).toString('hex'), timeMs, reason };
      const line = signedLine(statement, signingKey(this.#options.key));
      this.#statements.checkpoint.run(seq, timeMs, line);
      this.#problem = undefined;
      return line;
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      this.#problem = `cannot sign the audit with ${this.#options.key}: ${(error as Error).message}`;
      return undefined;
    }
  }

  /** Puts a checkpoint where it is apart from the store. */
  #keep(line: string): void {
    this.#options.onCheckpoint?.(line);
    const { error } = this.#checkpoints.append(Buffer.from(`${line}\n`));
    if (error !== undefined) this.#problem = `cannot write ${this.#options.checkpoints}: ${error.message}`;
  }

  #bytes(): number {
    const pages = this.#pragma('page_count') - this.#pragma('freelist_count');
    return pages * this.#pragma('page_size');
  }

  #pragma(name: string): number {
    return Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
  }

  /** Up to which record this step deletes; the last one always stays. */
  #lastToGo(): number | undefined {
    const { maxAgeMs, maxBytes } = this.#options;
    const { first, last } = endsOf(this.#database);
    const end = Math.min(first + RETENTION_STEP - 1, last - 1);
    if (end < first || first === 0) return undefined;
    if (maxBytes > 0 && this.#bytes() > maxBytes) return end;
    if (maxAgeMs === 0) return undefined;
    const nowMs = this.#trustedNow();
    if (nowMs === undefined) return undefined;
    const stays = this.#statements.firstSince.get(end, nowMs - maxAgeMs)?.seq;
    const upTo = stays === undefined ? end : Number(stays) - 1;
    return upTo < first ? undefined : upTo;
  }

  /**
   * The time from which ages count: never more than `CLOCK_TRUST_MS` after a signed record that is older than that. So a
   * clock that jumps deletes nothing, and one that stays ahead only after records have been made by it for a day.
   */
  #trustedNow(): number | undefined {
    const nowMs = Date.now();
    const seen = this.#statements.signedBefore.get(nowMs - CLOCK_TRUST_MS)?.time_ms;
    return seen === undefined ? undefined : Math.min(nowMs, Number(seen) + CLOCK_TRUST_MS);
  }
}

function inodesOf(store: string): string {
  return [store, `${store}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.ino).join();
}

interface Statements {
  readonly last: StatementSync;
  readonly hash: StatementSync;
  readonly firstSince: StatementSync;
  readonly body: StatementSync;
  readonly record: StatementSync;
  readonly search: StatementSync;
  readonly checkpoint: StatementSync;
  readonly lastSigned: StatementSync;
  readonly signedBefore: StatementSync;
  readonly begun: StatementSync;
  readonly remove: readonly StatementSync[];
}

function prepare(database: DatabaseSync): Statements {
  return {
    last: database.prepare('SELECT seq, hash FROM body ORDER BY seq DESC LIMIT 1'),
    hash: database.prepare('SELECT hash FROM body WHERE seq = ?'),
    firstSince: database.prepare(
      'SELECT seq FROM record WHERE seq <= ? AND time_ms >= ? ORDER BY +seq LIMIT 1',
    ),
    body: database.prepare('INSERT INTO body (seq, data, hash) VALUES (?, ?, ?)'),
    record: database.prepare(
      `INSERT INTO record (seq, ${RECORD_COLUMNS.join(', ')}) VALUES (?${', ?'.repeat(RECORD_COLUMNS.length)})`,
    ),
    search: database.prepare(SEARCH_INSERT),
    checkpoint: database.prepare('INSERT INTO checkpoint (seq, time_ms, line) VALUES (?, ?, ?)'),
    lastSigned: database.prepare('SELECT seq, time_ms FROM checkpoint ORDER BY seq DESC LIMIT 1'),
    signedBefore: database.prepare(
      `SELECT record.time_ms AS time_ms FROM checkpoint JOIN record USING (seq)
       WHERE record.time_ms <= ? ORDER BY checkpoint.seq DESC LIMIT 1`,
    ),
    begun: database.prepare('SELECT time_ms FROM record ORDER BY seq LIMIT 1'),
    remove: [
      'DELETE FROM body WHERE seq <= ?',
      'DELETE FROM record WHERE seq <= ?',
      'DELETE FROM search WHERE rowid <= ?',
      'DELETE FROM checkpoint WHERE seq < ?',
    ].map((text) => database.prepare(text)),
  };
}

/** What a new store begins with where there was one before. */
function firstEntry(checkpoints: string, before: SetAside | undefined): StoreEntry | undefined {
  const last = lastCheckpoint(checkpoints);
  if (before === undefined && last === undefined) return undefined;
  const what =
    before === undefined ? 'is gone' : `could not be read and is now ${before.path}: ${before.problem}`;
  const known = last === undefined ? '' : `; its last checkpoint was of record ${last.seq}`;
  return {
    kind: 'store',
    timeMs: Date.now(),
    agent: '',
    text: `This store is new: the one before ${what}${known}`,
    ...(last !== undefined && { earlier: last.store }),
    ...(before !== undefined && { setAside: before.path }),
  };
}

function lastCheckpoint(path: string): ReturnType<typeof parseCheckpoint> {
  try {
    const lines = readRegularFile(path, MAX_CHECKPOINTS_BYTES).toString('utf8').trimEnd().split('\n');
    return parseCheckpoint(lines.at(-1) ?? '');
  } catch {
    return undefined;
  }
}

/** SQLite's own errors carry its code. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error;
}
