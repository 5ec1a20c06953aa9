import { type CallEntry, type Entry, readAuditStore } from '../audit/index.ts';

/** Which of the recorded calls are meant. */
export interface CallSelection {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** The beginning of the session's id. */
  readonly session?: string;
  /** Part of the agent's name. */
  readonly agent?: string;
}

/** Numbers of records, both included. */
export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

const ALL: SequenceRange = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** The recorded calls that are meant, one at a time. */
export function* selectedCalls(
  storePath: string,
  selection: CallSelection,
  range?: SequenceRange,
): Generator<CallEntry> {
  for (const entry of selectedEntries(storePath, selection, range)) {
    if (entry.kind === 'call') yield entry;
  }
}

/** All that is recorded of the agents and sessions that are meant, in the order in which it was. */
export function* selectedEntries(
  storePath: string,
  selection: CallSelection,
  { from, to }: SequenceRange = ALL,
): Generator<Entry> {
  const { sinceMs, untilMs } = selection;
  const reader = readAuditStore(storePath);
  if (reader === undefined) return;
  try {
    const times = { ...(sinceMs !== undefined && { sinceMs }), ...(untilMs !== undefined && { untilMs }) };
    for (const { seq, entry } of reader.entries({ fromSeq: from, ...times })) {
      if (seq > to) return;
      if (isOf(entry, selection)) yield entry;
    }
  } finally {
    reader.close();
  }
}

/** Whether an entry is of an agent and a session that are meant. */
export function isOf({ session, agent }: Entry, selection: CallSelection): boolean {
  if (selection.session !== undefined && session?.startsWith(selection.session) !== true) return false;
  return selection.agent === undefined || agent.includes(selection.agent);
}
