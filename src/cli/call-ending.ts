import type { AuditRecord, OutcomeEntry } from '../audit/index.ts';

/** What became of a call. */
export type Ending = Pick<OutcomeEntry, 'outcome' | 'exitStatus' | 'durationMs'>;

/** What a call and the record of its end have in common. */
export interface CallName {
  readonly correlationId: string;
  readonly sessionId: string;
  /** The agent's own id of the call; empty where it gives none. */
  readonly useId: string;
}

/** What a record says of the end of a call, and of which; `undefined` for any other record. */
export function endingIn({
  output_fields: fields,
}: AuditRecord): (CallName & { readonly ending: Ending }) | undefined {
  const outcome = fields['prempti.outcome'] as Ending['outcome'] | undefined;
  if (outcome === undefined) return undefined;
  const { 'prempti.exit_status': exitStatus, 'prempti.duration_ms': durationMs } = fields;
  return {
    correlationId: String(fields['correlation.id'] ?? ''),
    sessionId: String(fields['agent.session_id'] ?? ''),
    useId: String(fields['tool.use_id'] ?? ''),
    ending: {
      outcome,
      ...(typeof exitStatus === 'number' && { exitStatus }),
      ...(typeof durationMs === 'number' && { durationMs }),
    },
  };
}

/** Whether the tool, or the program that it ran, came to no good end. */
export function hasFailed({ outcome, exitStatus = 0 }: Ending): boolean {
  return outcome === 'failed' || exitStatus !== 0;
}

/** Something about calls, found again by what names them: the correlation id, else the agent's own id. */
export class ByCall<T> {
  readonly #values = new Map<string, T>();
  readonly #maxCalls: number;

  /** Of more calls the oldest are forgotten. */
  constructor(maxCalls: number) {
    this.#maxCalls = maxCalls;
  }

  set(name: CallName, value: T): void {
    for (const key of keysOf(name)) this.#values.set(key, value);
    for (const key of this.#values.keys()) {
      // Each can stand under two names.
      if (this.#values.size <= 2 * this.#maxCalls) return;
      this.#values.delete(key);
    }
  }

  get(name: CallName): T | undefined {
    return keysOf(name).flatMap((key) => this.#values.get(key) ?? [])[0];
  }
}

function keysOf({ correlationId, sessionId, useId }: CallName): readonly string[] {
  const byUse = `${sessionId}\0${useId}`;
  return [...(correlationId === '' ? [] : [correlationId]), ...(useId === '' ? [] : [byUse])];
}
