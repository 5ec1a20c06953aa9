import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readAuditStore } from './read-store.ts';

/** A store, looked at from outside. */
export interface StoreSummary {
  readonly path: string;
  readonly records: number;
  /** Of its files. */
  readonly bytes: number;
  /** Stores that could not be read and were moved to these files. */
  readonly setAside: readonly string[];
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** What there is at a path; no file is an empty store. Takes a few milliseconds, whatever its size. Never throws. */
export function storeSummary(path: string): StoreSummary {
  const summary = { path, bytes: sizeOf(path) + sizeOf(`${path}-wal`), setAside: setAsideAt(path) };
  try {
    const reader = readAuditStore(path);
    // Numbers grow by one.
    const row = reader?.database.prepare(COUNT).get();
    reader?.close();
    return { ...summary, records: Number(row?.records ?? 0) };
  } catch (error) {
    return { ...summary, records: 0, problem: `${path} cannot be read: ${(error as Error).message}` };
  }
}

const COUNT = `SELECT (SELECT max(seq) FROM body) - (SELECT min(seq) FROM body) + 1 AS records`;

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function setAsideAt(path: string): readonly string[] {
  try {
    const names = readdirSync(dirname(path)).filter((name) =>
      name.startsWith(`${basename(path)}.unreadable-`),
    );
    return names.filter((name) => !/-(?:wal|shm)$/.test(name)).map((name) => join(dirname(path), name));
  } catch {
    return [];
  }
}
