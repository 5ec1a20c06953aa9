import { createHash } from 'node:crypto';
import type { CallOutcome, Json } from '../agents/index.ts';
import type { Judgement } from '../guard/index.ts';

/** Of more calls at once the oldest is forgotten; what became of it is then joined by the agent's own id alone. */
const MAX_CALLS = 1_024;

interface Named {
  readonly agent: string;
  readonly tool: string;
  readonly sessionId?: string;
  readonly useId?: string;
  readonly input?: Json;
}

/**
 * The calls that were answered and may run: what their agents tell of them afterwards is joined to the record of the call. Some
 * agents give their calls no id: such a call is known again by its input.
 */
export class CallsUnderway {
  readonly #calls = new Map<string, string>();

  add({ correlationId, enforced, events }: Judgement): void {
    const call = events[0]?.call;
    if (call === undefined || enforced === 'deny') return;
    const key = keyOf(call);
    // The newest stands last.
    this.#calls.delete(key);
    this.#calls.set(key, String(correlationId));
    const oldest = this.#calls.keys().next();
    if (this.#calls.size > MAX_CALLS && oldest.done !== true) this.#calls.delete(oldest.value);
  }

  /** The correlation id of the call that has ended, if that is known; it is given once. */
  take(outcome: CallOutcome): string | undefined {
    const key = keyOf(outcome);
    const correlationId = this.#calls.get(key);
    this.#calls.delete(key);
    return correlationId;
  }
}

function keyOf({ agent, tool, sessionId = '', useId, input }: Named): string {
  const id =
    useId ??
    createHash('sha256')
      .update(JSON.stringify(input ?? null))
      .digest('base64');
  return [agent, sessionId, tool, id].join('\0');
}
