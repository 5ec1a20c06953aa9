import { readFileSync } from 'node:fs';
import type { StatementSync } from 'node:sqlite';
import { clipped, plainText, readRegularFile } from '../../guard/index.ts';
import type { Entry } from '../entry.ts';
import { chainHash, GENESIS } from './chain.ts';
import { type Checkpoint, MAX_CHECKPOINTS_BYTES, parseCheckpoint } from './checkpoint.ts';
import { type AuditStoreReader, readAuditStore } from './read-store.ts';
import { RECORD_COLUMNS, recordRow } from './record-row.ts';
import { endsOf, type StoreEnds } from './store-ends.ts';
import { isDamage, StoreError } from './store-error.ts';

/** What is wrong with a store, the first thing in the order of its records. */
export interface Flaw {
  readonly kind: 'altered' | 'missing' | 'reordered' | 'truncated' | 'replaced' | 'forged';
  /** The record; absent where it is none of this store. */
  readonly seq?: number;
  /** For people. */
  readonly problem: string;
}

/** What verifying a store has come to. */
export interface Verification {
  /** The records there are; both 0 where there are none. */
  readonly first: number;
  readonly last: number;
  readonly checkpoints: number;
  /** Up to which record checkpoints vouch; what follows could be cut off unseen. */
  readonly signedUpTo: number;
  /** The public key that signed, as checkpoints name it; absent where there is no checkpoint. */
  readonly key?: string;
  /** Absent where all is as it was written. */
  readonly flaw?: Flaw;
  /** What is worth knowing and proves nothing. */
  readonly notes: readonly string[];
}

export interface VerifyOptions {
  readonly store: string;
  /** Files of checkpoints: the one beside the store, and copies that were kept elsewhere. */
  readonly checkpoints: readonly string[];
  /** The public key that must have signed. Default: any, but one for all. */
  readonly key?: string;
  /** Called now and then with the number of records that are done. */
  readonly onProgress?: (done: number) => void;
}

const PAGE = 500;

/**
 * Looks at every record: whether it follows from the one before, is what the checkpoints signed, and is what the columns
 * and the index make of it. `undefined` where there is no store.
 *
 * @throws what SQLite says of a file that it cannot read; StoreError
 */
export function verifyStore(options: VerifyOptions): Verification | undefined {
  // Read before the records: what is signed meanwhile is then beyond what is looked at, not missing from it.
  const kept = options.checkpoints.flatMap(readLines);
  const reader = readAuditStore(options.store);
  if (reader === undefined) return undefined;
  try {
    // One state of the file, whoever writes meanwhile.
    reader.database.exec('BEGIN');
    return new Verifier(reader, kept, options).verify();
  } finally {
    reader.close();
  }
}

/** The checkpoints in a file that are signed as they say, as they were made; none where there is no file. */
export function readCheckpoints(path: string): readonly Checkpoint[] {
  return readLines(path).flatMap((line) => parseCheckpoint(line) ?? []);
}

/** Ends the verification with its first flaw. */
class FlawFound extends Error {
  readonly flaw: Flaw;

  constructor(flaw: Flaw) {
    super(flaw.problem);
    this.flaw = flaw;
  }
}

class Verifier {
  readonly #reader: AuditStoreReader;
  readonly #options: VerifyOptions;
  readonly #lines: readonly string[];
  readonly #store: string;
  readonly #notes: string[] = [];
  /** Of this store, by record. */
  readonly #signed = new Map<number, Checkpoint>();
  readonly #others = new Map<string, Checkpoint>();
  readonly #ends: StoreEnds;
  #key: string | undefined;

  constructor(reader: AuditStoreReader, kept: readonly string[], options: VerifyOptions) {
    this.#reader = reader;
    this.#options = options;
    const table = reader.database.prepare('SELECT line FROM checkpoint ORDER BY seq').all();
    this.#lines = [...new Set([...table.map(({ line }) => String(line)), ...kept])];
    this.#store = reader.id;
    this.#ends = endsOf(reader.database);
    this.#key = options.key;
  }

  verify(): Verification {
    let flaw: Flaw | undefined;
    try {
      this.#readCheckpoints();
      this.#checkRecords();
      this.#checkEnd();
      this.#checkExtra('record', 'seq');
      this.#checkExtra('search_docsize', 'id');
      this.#checkOthers();
    } catch (error) {
      if (!(error instanceof FlawFound)) throw error;
      flaw = error.flaw;
    }
    return {
      ...this.#ends,
      checkpoints: this.#signed.size,
      signedUpTo: Math.max(0, ...this.#signed.keys()),
      ...(this.#key !== undefined && { key: this.#key }),
      ...(flaw !== undefined && { flaw }),
      notes: this.#notes,
    };
  }

  #readCheckpoints(): void {
    for (const line of this.#lines) {
      const checkpoint = parseCheckpoint(line);
      if (checkpoint === undefined) {
        // A process that was killed can leave half a line.
        const quoted = plainText(clipped(line, MAX_QUOTED_LENGTH));
        if (!isJson(line)) this.#notes.push(`a line of the checkpoints is broken off: ${quoted}`);
        else throw flaw('forged', undefined, `a checkpoint is not signed as it says: ${quoted}`);
        continue;
      }
      this.#key ??= checkpoint.key;
      if (checkpoint.key !== this.#key) {
        throw flaw('forged', undefined, `a checkpoint of record ${checkpoint.seq} is signed by another key`);
      }
      if (checkpoint.store === this.#store) this.#keep(checkpoint);
      else this.#others.set(checkpoint.store, checkpoint);
    }
  }

  #keep(checkpoint: Checkpoint): void {
    const { seq, hash } = checkpoint;
    const known = this.#signed.get(seq);
    if (known !== undefined && known.hash !== hash) {
      throw flaw('altered', seq, `two checkpoints say different things of record ${seq}`);
    }
    this.#signed.set(seq, checkpoint);
  }

  #checkRecords(): void {
    const { first, last } = this.#ends;
    if (first === 0) return;
    const page = this.#reader.database.prepare(
      `SELECT record.*, body.seq AS number, data, hash, search_docsize.id AS found
       FROM body LEFT JOIN record ON record.seq = body.seq LEFT JOIN search_docsize ON search_docsize.id = body.seq
       WHERE body.seq >= ? ORDER BY body.seq LIMIT ${PAGE}`,
    );
    let previous = this.#root(first);
    let next = first;
    try {
      while (next <= last) {
        for (const row of page.iterate(next)) {
          previous = this.#checkRecord(next, row, previous);
          next++;
        }
        this.#options.onProgress?.(next - first);
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      throw flaw('altered', next, `record ${next} cannot be read: ${(error as Error).message}`);
    }
  }

  /** What the first record chains to. */
  #root(first: number): Uint8Array {
    if (first === 1) return GENESIS;
    const checkpoint = this.#signed.get(first - 1);
    if (checkpoint?.reason === 'retention') return Buffer.from(checkpoint.hash, 'hex');
    throw flaw(
      'missing',
      1,
      `records 1 to ${first - 1} are missing, and no checkpoint says that they were deleted in time`,
    );
  }

  #checkRecord(seq: number, row: ReturnType<StatementSync['all']>[number], previous: Uint8Array): Uint8Array {
    if (Number(row.number) !== seq) throw flaw('missing', seq, `record ${seq} is missing`);
    const data = row.data as Uint8Array;
    const hash = chainHash(previous, seq, data);
    if (!hash.equals(row.hash as Uint8Array)) throw this.#misfit(seq, previous);
    const signed = this.#signed.get(seq);
    if (signed !== undefined && signed.hash !== hash.toString('hex')) {
      throw flaw(
        'altered',
        seq,
        `record ${seq}, or one since the checkpoint before it, is not what was signed`,
      );
    }
    this.#checkDerived(seq, row, data);
    return hash;
  }

  /** A record that does not follow from the one before: whether another one does, that stands elsewhere. */
  #misfit(seq: number, previous: Uint8Array): FlawFound {
    const rest = this.#reader.database.prepare('SELECT seq, data, hash FROM body WHERE seq > ? ORDER BY seq');
    for (const row of rest.iterate(seq)) {
      if (chainHash(previous, seq, row.data as Uint8Array).equals(row.hash as Uint8Array)) {
        return flaw('reordered', seq, `record ${seq} stands at the place of record ${Number(row.seq)}`);
      }
    }
    return flaw('altered', seq, `record ${seq} does not follow from the one before: one of them was altered`);
  }

  #checkDerived(seq: number, row: ReturnType<StatementSync['all']>[number], data: Uint8Array): void {
    let entry: Entry;
    try {
      entry = this.#reader.decodeBody(data);
    } catch {
      throw flaw('altered', seq, `record ${seq} cannot be read`);
    }
    if (row.kind === null) throw flaw('missing', seq, `record ${seq} is missing from the columns`);
    if (row.found === null)
      throw flaw('missing', seq, `record ${seq} is missing from the index of the search`);
    const values = recordRow(entry);
    const wrong = RECORD_COLUMNS.find((column, index) => row[column] !== values[index]);
    if (wrong !== undefined) throw flaw('altered', seq, `the column "${wrong}" of record ${seq} was altered`);
  }

  /** What is found that no record stands behind. */
  #checkExtra(table: string, id: string): void {
    const text = `SELECT ${id} AS seq FROM ${table} WHERE ${id} NOT IN (SELECT seq FROM body) LIMIT 1`;
    const extra = this.#reader.database.prepare(text).get();
    if (extra !== undefined) {
      throw flaw(
        'altered',
        Number(extra.seq),
        `${table} names a record ${Number(extra.seq)} that is not there`,
      );
    }
  }

  #checkEnd(): void {
    const { last } = this.#ends;
    const beyond = [...this.#signed.values()]
      .filter(({ seq }) => seq > last)
      .sort((a, b) => b.seq - a.seq)[0];
    if (beyond === undefined) return;
    const until = new Date(beyond.timeMs).toISOString();
    throw flaw(
      'truncated',
      last + 1,
      `records ${last + 1} to ${beyond.seq}, which were there at ${until}, are missing`,
    );
  }

  /** Whether it is known what became of the stores before this one. */
  #checkOthers(): void {
    const [begin] = this.#reader.entries();
    const before = begin?.entry.kind === 'store' ? begin.entry : undefined;
    if (before?.setAside !== undefined) this.#notes.push(before.text);
    for (const { store, seq, timeMs } of this.#others.values()) {
      const isOld = begin !== undefined && begin.seq > 1 && timeMs < begin.entry.timeMs;
      if (isOld || (before?.earlier === store && before.setAside !== undefined)) continue;
      const until = new Date(timeMs).toISOString();
      throw flaw('replaced', undefined, `a store with ${seq} records, which was here at ${until}, is gone`);
    }
  }
}

function flaw(kind: Flaw['kind'], seq: number | undefined, problem: string): FlawFound {
  return new FlawFound({ kind, ...(seq !== undefined && { seq }), problem });
}

/** Of a line that is no checkpoint. */
const MAX_QUOTED_LENGTH = 400;

/** A pipe that the shell has made, such as `<(ssh backup cat ...)`. */
const PIPE_OF_SHELL = /^\/(?:dev|proc\/self)\/fd\//;

/** The lines of a file; none where there is no file. */
function readLines(path: string): readonly string[] {
  try {
    const isPipe = PIPE_OF_SHELL.test(path);
    const bytes = isPipe ? readFileSync(path) : readRegularFile(path, MAX_CHECKPOINTS_BYTES);
    return bytes
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new StoreError('NOT_A_FILE', `${path}: ${(error as Error).message}`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
