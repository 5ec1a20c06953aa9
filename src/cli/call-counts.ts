import { clockTime, type LoggedCall, type Outcome, outcomeLabel } from './call-view.ts';
import type { Terminal } from './terminal.ts';

const PLAIN: Terminal = { colors: false, columns: undefined, paint: (_, text) => text };

const ORDER: readonly Outcome[] = ['deny', 'ask', 'allow', 'pass'];

/** Counts calls that were shown, for the line below them. */
export class CallCounts {
  readonly #sessions = new Set<string>();
  readonly #outcomes: Record<Outcome, number> = { deny: 0, ask: 0, allow: 0, pass: 0 };
  #first: string | undefined;

  add({ sessionId, outcome, time }: LoggedCall): void {
    if (this.#sessions.size < MAX_SESSIONS) this.#sessions.add(sessionId);
    this.#outcomes[outcome]++;
    this.#first ??= time;
  }

  /** Such as `1 session, 3 calls since 09:00:00  ⊘ deny 1  ...`. */
  text(): string {
    const calls = ORDER.reduce((sum, outcome) => sum + this.#outcomes[outcome], 0);
    const since = this.#first === undefined ? '' : ` since ${clockTime(this.#first)}`;
    const each = ORDER.map((outcome) => `${outcomeLabel(outcome, PLAIN).trim()} ${this.#outcomes[outcome]}`);
    return `sessions ${this.#sessions.size}  calls ${calls}${since}  ${each.join('  ')}`;
  }
}

const MAX_SESSIONS = 100_000;
