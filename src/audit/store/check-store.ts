import type { StatementSync } from 'node:sqlite';
import { chainHash, GENESIS } from './chain.ts';
import type { DatabaseSync } from './database.ts';
import type { AuditStoreReader } from './read-store.ts';
import { endsOf } from './store-ends.ts';

/** How many records of a store were looked at, and the first that is not what was written. */
export interface StoreCheck {
  readonly checked: number;
  /** For people. */
  readonly damage?: string;
}

/** Records that are looked at in one go. */
const BLOCK = 100;

/**
 * Looks at the records of a store, all of them where that takes less than `limitMs`, else some from all over it: whether
 * each can be read and follows from the one before. What only checkpoints show, such as records cut off, is not seen.
 *
 * @throws what SQLite says of a file that it cannot read
 */
export function checkStore({ database }: AuditStoreReader, limitMs: number): StoreCheck {
  // One state of the file, whoever writes meanwhile.
  database.exec('BEGIN');
  try {
    return checkBlocks(database, performance.now() + limitMs);
  } finally {
    // Some errors end it by themselves.
    if (database.isTransaction) database.exec('ROLLBACK');
  }
}

function checkBlocks(database: DatabaseSync, end: number): StoreCheck {
  const { first, last } = endsOf(database);
  if (last === 0) return { checked: 0 };
  const rows = database.prepare(
    `SELECT body.seq AS seq, data, hash, record.seq AS found
     FROM body LEFT JOIN record ON record.seq = body.seq WHERE body.seq BETWEEN ? AND ? ORDER BY body.seq`,
  );
  let checked = 0;
  for (const block of allOver(Math.ceil((last - first + 1) / BLOCK))) {
    const from = first + block * BLOCK;
    const to = Math.min(from + BLOCK - 1, last);
    // The one before tells what the first of them follows from.
    const start = Math.max(from - 1, first);
    const damage = damageIn(rows.iterate(start, to), start, to);
    if (damage !== undefined) return { checked, damage };
    checked += to - from + 1;
    if (performance.now() > end) break;
  }
  return { checked };
}

type Row = ReturnType<StatementSync['all']>[number];

function damageIn(rows: Iterable<Row>, from: number, to: number): string | undefined {
  let next = from;
  let previous: Uint8Array | undefined = from === 1 ? GENESIS : undefined;
  for (const { seq, data, hash, found } of rows) {
    if (Number(seq) !== next || found === null) return `record ${next} is missing`;
    const isWhole =
      previous === undefined || chainHash(previous, next, data as Uint8Array).equals(hash as Uint8Array);
    if (!isWhole) return `record ${next} is not what was written`;
    previous = hash as Uint8Array;
    next++;
  }
  return next <= to ? `record ${next} is missing` : undefined;
}

/** The numbers below `count`, each once: wherever it ends, those that came lie all over them. */
function* allOver(count: number): Iterable<number> {
  let step = Math.max(1, Math.round(count * GOLDEN));
  while (divisor(step, count) > 1) step++;
  const start = Math.floor(Math.random() * count);
  for (let n = 0; n < count; n++) yield (start + n * step) % count;
}

/** Multiples of it, without their whole parts, lie apart as evenly as can be. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
