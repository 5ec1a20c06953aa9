import type { CallEntry, OutcomeEntry } from '../audit/index.ts';
import { recordedStops } from './re-evaluate.ts';
import { type CallSelection, selectedEntries } from './recorded-calls.ts';

/** What a person said to a call: nothing is known where the agent asked and does not tell what became of it. */
export type Answer = 'approved' | 'denied' | 'unknown';

/** A call that rules stopped. */
export interface StoppedCall {
  readonly entry: CallEntry;
  /** Their names, without repetition. */
  readonly rules: readonly string[];
  answer: Answer;
}

/** So many are kept, the latest. */
const MAX_CALLS = 5000;

/**
 * The calls that rules stopped, and what people said to them: under the code of an approval, or at the agent's own prompt, after
 * which the call ran.
 */
export function stoppedCalls(storePath: string, selection: CallSelection): readonly StoppedCall[] {
  const calls = new Map<string, StoppedCall>();
  const byUse = new Map<string, StoppedCall>();
  for (const entry of selectedEntries(storePath, selection)) {
    switch (entry.kind) {
      case 'call':
        add(entry, calls, byUse);
        break;
      case 'approval': {
        const call = calls.get(entry.correlationId ?? '');
        if (call !== undefined) call.answer = entry.answer;
        break;
      }
      case 'outcome': {
        const call = calls.get(entry.correlationId ?? '') ?? byUse.get(useKey(entry));
        if (call !== undefined && wasLetRun(call, entry)) call.answer = 'approved';
        break;
      }
      case 'trust':
      case 'store':
        break;
    }
  }
  return [...calls.values()];
}

function add(entry: CallEntry, calls: Map<string, StoppedCall>, byUse: Map<string, StoppedCall>): void {
  const stops = entry.events.flatMap(recordedStops);
  if (stops.length === 0 || entry.correlationId === undefined) return;
  const call = { entry, rules: [...new Set(stops.map(({ rule }) => rule))], answer: answerIn(entry) };
  calls.set(entry.correlationId, call);
  byUse.set(useKey(entry), call);
  const [oldest] = calls;
  if (calls.size <= MAX_CALLS || oldest === undefined) return;
  calls.delete(oldest[0]);
  byUse.delete(useKey(oldest[1].entry));
}

function answerIn({ approval }: CallEntry): Answer {
  return approval === undefined || approval.state === 'asked' ? 'unknown' : approval.state;
}

/** Whether a call ran that the agent had to ask about: so it did, and a person agreed. One that failed may have been refused. */
function wasLetRun({ entry, answer }: StoppedCall, { outcome }: OutcomeEntry): boolean {
  return answer === 'unknown' && entry.enforced === 'ask' && outcome === 'ran';
}

/** What the records of one use of a tool share; empty ids are of nobody. */
function useKey({ session, useId, correlationId }: CallEntry | OutcomeEntry): string {
  return useId === undefined ? `call ${correlationId}` : `use ${session} ${useId}`;
}
