import { isJsonObject, type JsonObject } from '../agents/index.ts';
import { callById, readAuditLog, readAuditStore } from '../audit/index.ts';
import type { Prefix } from '../guard/index.ts';
import { storeFailure, warnOfUnreadable } from './audit-store.ts';
import { CliFailure } from './failure.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A call of the audit trail, with the fields that it had then: secrets in them are masked, long values cut. */
export interface RecordedCall {
  readonly tool: string;
  readonly input: JsonObject;
  /** The fields of each event. */
  readonly events: readonly Fields[];
  /** Which policy judged, as a sum, and the rules that matched each event; absent where that is not on record. */
  readonly judged?: { readonly policy: string; readonly matches: readonly ReadonlySet<string>[] };
  /** What became of it. */
  readonly recorded: { readonly time: string; readonly verdict: string; readonly reason: string };
}

/**
 * The call with a correlation id: from the audit store, or from the log where the store does not have it.
 *
 * @throws CliFailure where neither has
 */
export function recordedCall(id: string, prefix: Prefix): RecordedCall {
  const call = storedCall(id, prefix) ?? loggedCall(id, prefix);
  if (call !== undefined) return call;
  throw new CliFailure(`neither ${prefix.auditStore} nor ${prefix.auditLog} has a call ${id}`);
}

/** A store that cannot be read is told of; the log is still there. */
function storedCall(id: string, { auditStore }: Prefix): RecordedCall | undefined {
  try {
    const reader = readAuditStore(auditStore);
    if (reader === undefined) return undefined;
    try {
      const entry = callById(reader, id, warnOfUnreadable);
      if (entry === undefined) return undefined;
      const { timeMs, verdict, reason, ruleSet } = entry;
      const events = entry.events.map(({ fields }) => fields);
      const call = callOf(events, { time: new Date(timeMs).toISOString(), verdict, reason });
      // Every event that was judged matches the catch-all.
      if (ruleSet === undefined || entry.events.some(({ alerts }) => alerts.length === 0)) return call;
      const matches = entry.events.map(({ alerts }) => new Set(alerts.map(({ rule }) => rule)));
      return { ...call, judged: { policy: ruleSet, matches } };
    } finally {
      reader.close();
    }
  } catch (error) {
    const failure = storeFailure(error, auditStore);
    if (!(failure instanceof CliFailure)) throw error;
    console.error(failure.message);
    return undefined;
  }
}

function loggedCall(id: string, { auditLog }: Prefix): RecordedCall | undefined {
  const records = readAuditLog(auditLog).flatMap(({ record }) => {
    const fields = record?.output_fields;
    const isOurs = String(fields?.['correlation.id']) === id && fields?.['prempti.verdict'] !== undefined;
    return record !== undefined && isOurs ? [record] : [];
  });
  const [first] = records;
  if (first === undefined) return undefined;
  const events = records.map(({ output_fields }) =>
    Object.fromEntries(Object.entries(output_fields).filter(([name]) => !name.startsWith('prempti.'))),
  );
  const { 'prempti.verdict': verdict, 'prempti.reason': reason = '' } = first.output_fields;
  const time = new Date(Date.parse(first.time)).toISOString();
  return callOf(events, { time, verdict: String(verdict), reason: String(reason) });
}

function callOf(events: readonly Fields[], recorded: RecordedCall['recorded']): RecordedCall {
  const fields = events[0] ?? {};
  return {
    tool: String(fields['tool.name'] ?? ''),
    input: inputOf(String(fields['tool.input'] ?? '')),
    events,
    recorded,
  };
}

function inputOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Masking a secret can cut through the JSON around it.
  }
  return { input: text };
}
