import { type AuditStoreReader, isDamage, readAuditStore, StoreError } from '../audit/index.ts';
import type { Prefix } from '../guard/index.ts';
import { CliFailure } from './failure.ts';

/** How the verbs that look something up in the store end. */
export const EXIT_STATUS = '\n\nExit status: 0 when something was found, 1 when nothing was, 2 on an error.';

/**
 * Works with the audit store of a prefix.
 *
 * @throws CliFailure where there is none, or none that can be read
 */
export async function withAuditStore(
  { auditStore }: Prefix,
  work: (reader: AuditStoreReader) => void | Promise<void>,
): Promise<void> {
  const reader = await onStore(auditStore, () => readAuditStore(auditStore));
  if (reader === undefined) {
    throw new CliFailure(`there is no ${auditStore} yet: no call has been recorded with this prefix`, 2);
  }
  try {
    await onStore(auditStore, () => work(reader));
  } finally {
    reader.close();
  }
}

/**
 * What `work` gives.
 *
 * @throws CliFailure where something is wrong with the store at the path
 */
export async function onStore<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeFailure(error, path);
  }
}

/** What went wrong with a store, told in one line; what is no failure of a store as it is. */
export function storeFailure(error: unknown, path: string): unknown {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const isStores = error instanceof StoreError || code === 'ERR_SQLITE_ERROR';
  const hint = isDamage(error) ? '; "premptictl doctor" tells what to do' : '';
  return isStores ? new CliFailure(`cannot read ${path}: ${message}${hint}`, 2) : error;
}

/** Says that a record was left out. */
export function warnOfUnreadable(seq: number): void {
  console.error(`record ${seq} cannot be read: it was damaged or altered; see "premptictl audit verify"`);
}

/** Says that there is nothing to show, as grep does by its exit status. */
export function nothingFound(): void {
  process.exitCode = 1;
  console.error('nothing found');
}
