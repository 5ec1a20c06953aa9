import { type CallEntry, readAuditStore } from '../audit/index.ts';
import { type ReplayPolicy, reEvaluate } from './re-evaluate.ts';
import { count, emptyTally, type ReplayTally } from './tally.ts';

/** Which of the recorded calls to replay. */
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

export interface ReplayOptions {
  readonly selection: CallSelection;
  /** How many examples are kept for each group. */
  readonly maxExamples: number;
  /** What now evaluates: calls of another version are counted. */
  readonly version: string;
}

/** The recorded calls of a range that are meant, one at a time. Calls that were held come once, as they came first. */
function* selectedCalls(
  storePath: string,
  { from, to }: SequenceRange,
  { sinceMs, untilMs, session, agent }: CallSelection,
): Generator<CallEntry> {
  const reader = readAuditStore(storePath);
  if (reader === undefined) return;
  try {
    const range = {
      fromSeq: from,
      ...(sinceMs !== undefined && { sinceMs }),
      ...(untilMs !== undefined && { untilMs }),
    };
    for (const { seq, entry } of reader.entries(range)) {
      if (seq > to) return;
      if (entry.kind !== 'call' || entry.heldMs !== undefined) continue;
      if (session !== undefined && entry.session?.startsWith(session) !== true) continue;
      if (agent !== undefined && !entry.agent.includes(agent)) continue;
      yield entry;
    }
  } finally {
    reader.close();
  }
}

/** Puts the recorded calls of a range to rules; keeps none of them. */
export function replayRange(
  storePath: string,
  range: SequenceRange,
  policy: ReplayPolicy,
  { selection, maxExamples, version }: ReplayOptions,
): ReplayTally {
  const tally = emptyTally();
  for (const entry of selectedCalls(storePath, range, selection)) {
    if (entry.version !== version) tally.otherVersion++;
    count(tally, entry, reEvaluate(entry, policy), maxExamples);
  }
  return tally;
}
