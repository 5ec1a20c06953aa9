import type { CallEntry, Entry, OutcomeEntry } from '../entry.ts';
import type { AuditStoreReader } from '../store/read-store.ts';
import { readableEntry } from './readable-entry.ts';

/** What became of a call, where its agent has told; of an entry that is no call nothing. */
export function outcomeOf(reader: AuditStoreReader, call: Entry): OutcomeEntry | undefined {
  if (call.kind !== 'call') return undefined;
  const row = rowBy(reader, 'correlation = ?', call.correlationId ?? null) ?? rowByUseId(reader, call);
  const entry = row && readableEntry(reader, Number(row.seq), row.data, () => undefined);
  return entry?.kind === 'outcome' ? entry : undefined;
}

/** A service that was restarted meanwhile does not know the call any more; the agent's own id does, if there is one. */
function rowByUseId(reader: AuditStoreReader, { useId, session }: CallEntry): Row | undefined {
  if (useId === undefined) return undefined;
  return rowBy(reader, 'use_id = ? AND session IS ?', useId, session ?? null);
}

type Row = Readonly<Record<string, unknown>>;

function rowBy(
  reader: AuditStoreReader,
  where: string,
  ...values: readonly (string | null)[]
): Row | undefined {
  return reader.database
    .prepare(
      `SELECT seq, data FROM record JOIN body USING (seq) WHERE kind = 'outcome' AND ${where} ORDER BY seq DESC LIMIT 1`,
    )
    .get(...values);
}
