import type { Entry, OutcomeEntry } from '../entry.ts';
import type { AuditStoreReader } from '../store/read-store.ts';

/** What became of a call, where its agent has told; of an entry that is no call nothing. */
export function outcomeOf(reader: AuditStoreReader, call: Entry): OutcomeEntry | undefined {
  if (call.kind !== 'call' || call.useId === undefined) return undefined;
  const row = reader.database
    .prepare(
      `SELECT data FROM record JOIN body USING (seq)
       WHERE use_id = ? AND kind = 'outcome' AND session IS ? ORDER BY seq DESC LIMIT 1`,
    )
    .get(call.useId, call.session ?? null);
  const entry = row === undefined ? undefined : reader.decodeBody(row.data as Uint8Array);
  return entry?.kind === 'outcome' ? entry : undefined;
}
