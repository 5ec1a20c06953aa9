import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkStore } from './check-store.ts';
import { countLeft } from './left-entries.ts';
import { type AuditStoreReader, readAuditStore } from './read-store.ts';
import { endsOf } from './store-ends.ts';
import { isDamage } from './store-error.ts';

/** A store, looked at from outside. */
export interface StoreSummary {
  readonly path: string;
  readonly records: number;
  /** Of its files. */
  readonly bytes: number;
  /** How many processes have left records that are not in it yet. */
  readonly left: number;
  /** Stores that could not be read and were moved to these files. */
  readonly setAside: readonly string[];
  /** How many records were looked at, see `checkStore`. */
  readonly checked: number;
  /** What of it is not as it was written. */
  readonly damage?: string;
  /** The damage, or else why it cannot be read, and what to do about it. */
  readonly problem?: string;
}

/** What there is at a path; no file is an empty store. Records are looked at for `checkMs`. Never throws. */
export function storeSummary(path: string, checkMs: number): StoreSummary {
  const bytes = sizeOf(path) + sizeOf(`${path}-wal`);
  const summary = { path, bytes, left: countLeft(path), setAside: setAsideAt(path) };
  let reader: AuditStoreReader | undefined;
  let records = 0;
  let checked = 0;
  let damage: string | undefined;
  try {
    reader = readAuditStore(path);
    if (reader === undefined) return { ...summary, records, checked };
    const { first, last } = endsOf(reader.database);
    // Numbers grow by one.
    records = last === 0 ? 0 : last - first + 1;
    ({ checked, damage } = checkStore(reader, checkMs));
  } catch (error) {
    const { message } = error as Error;
    if (!isDamage(error))
      return { ...summary, records, checked, problem: `${path} cannot be read: ${message}` };
    damage = message;
  } finally {
    reader?.close();
  }
  if (damage === undefined) return { ...summary, records, checked };
  const rescue = reader === undefined ? MOVED_BY_ITSELF : MOVED_BY_PERSON;
  const problem = `${path} is damaged or was altered: ${damage}; ${rescue} ${path}.unreadable-<time> and begins a new one`;
  return { ...summary, records, checked, damage, problem };
}

const MOVED_BY_ITSELF = 'nothing in it is found; the next call, or "premptictl audit vacuum", moves it to';
const MOVED_BY_PERSON =
  '"premptictl audit verify" names the first record, "premptictl audit export > FILE" saves what can be read, "premptictl audit vacuum --set-aside" moves it to';

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // Its folder cannot be looked into, which opening it will say.
    return 0;
  }
}

function setAsideAt(path: string): readonly string[] {
  try {
    const names = readdirSync(dirname(path)).filter((name) =>
      name.startsWith(`${basename(path)}.unreadable-`),
    );
    return names
      .filter((name) => !/-(?:wal|shm)$/.test(name))
      .sort()
      .map((name) => join(dirname(path), name));
  } catch {
    return [];
  }
}
