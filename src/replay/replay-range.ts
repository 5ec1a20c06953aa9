import { type ReplayPolicy, reEvaluate } from './re-evaluate.ts';
import { type CallSelection, type SequenceRange, selectedCalls } from './recorded-calls.ts';
import { count, emptyTally, type ReplayTally } from './tally.ts';

export interface ReplayOptions {
  readonly selection: CallSelection;
  /** How many examples are kept for each group. */
  readonly maxExamples: number;
  /** What now evaluates: calls of another version are counted. */
  readonly version: string;
}

/** Puts the recorded calls of a range to rules; keeps none of them. */
export function replayRange(
  storePath: string,
  range: SequenceRange,
  policy: ReplayPolicy,
  { selection, maxExamples, version }: ReplayOptions,
): ReplayTally {
  const tally = emptyTally();
  for (const entry of selectedCalls(storePath, selection, range)) {
    if (entry.version !== undefined && entry.version !== version) tally.otherVersion++;
    count(tally, entry, reEvaluate(entry, policy), maxExamples);
  }
  return tally;
}
