import type { Entry } from '../entry.ts';
import type { AuditStoreReader } from '../store/read-store.ts';

/** Told the number of a record that is no entry any more: others are still found. */
export type OnUnreadable = (seq: number) => void;

/** The entry in the body of a record, unless that has been damaged or altered. */
export function readableEntry(
  reader: AuditStoreReader,
  seq: number,
  data: unknown,
  onUnreadable: OnUnreadable,
): Entry | undefined {
  try {
    return reader.decodeBody(data as Uint8Array);
  } catch {
    onUnreadable(seq);
    return undefined;
  }
}
