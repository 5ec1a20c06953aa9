import type { CallEntry } from '../entry.ts';
import type { AuditStoreReader } from '../store/read-store.ts';
import { type OnUnreadable, readableEntry } from './readable-entry.ts';

/** The call that has a correlation id; `undefined` where the store holds none, or it cannot be read. */
export function callById(
  reader: AuditStoreReader,
  correlationId: string,
  onUnreadable: OnUnreadable,
): CallEntry | undefined {
  const row = reader.database
    .prepare(
      `SELECT seq, data FROM record JOIN body USING (seq) WHERE kind = 'call' AND correlation = ? ORDER BY seq DESC LIMIT 1`,
    )
    .get(correlationId);
  const entry = row && readableEntry(reader, Number(row.seq), row.data, onUnreadable);
  return entry?.kind === 'call' ? entry : undefined;
}
