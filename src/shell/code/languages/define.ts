import type { CallKind } from '../call-site.ts';

/** Calls by kind, names separated by spaces, as a table by name. */
export function callTable(kinds: Readonly<Partial<Record<CallKind, string>>>): ReadonlyMap<string, CallKind> {
  const table = new Map<string, CallKind>();
  for (const [kind, names] of Object.entries(kinds))
    for (const name of names.split(/\s+/)) if (name !== '') table.set(name, kind as CallKind);
  return table;
}
