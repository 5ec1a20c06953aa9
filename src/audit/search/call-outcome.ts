import type { Entry, OutcomeEntry } from '../entry.ts';
import type { AuditStoreReader } from '../store/read-store.ts';
import { readableEntry } from './readable-entry.ts';

/** What became of a call, where its agent has told; of an entry that is no call nothing. */
export function outcomeOf(reader: AuditStoreReader, call: Entry): OutcomeEntry | undefined {
  if (call.kind !== 'call' || call.useId === undefined) return undefined;
  const row = reader.database
    .prepare(
      `SELECT seq, data FROM record JOIN body USING (seq)
       WHERE use_id = ? AND kind = 'outcome' AND session IS ? ORDER BY seq DESC LIMIT 1`,
    )
    .get(call.useId, call.session ?? null);
  const entry = row && readableEntry(reader, Number(row.seq), row.data, () => undefined);
  return entry?.kind === 'outcome' ? entry : undefined;
}
