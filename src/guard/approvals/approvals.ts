import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JudgedEvent, Judgement } from '../judgement.ts';
import { clipped, plainText } from '../plain-text.ts';
import { type Prefix, prefixAt } from '../prefix.ts';
import { type Approval, covers } from './approval.ts';
import { ApprovalStore } from './approval-store.ts';
import { stoppedCall } from './stopped-call.ts';

/** What people say to calls that a rule stopped. */
export interface Approvals {
  /**
   * A judgement as people have it: approved, so that it comes down to the floor, or denied; else with a code in its reason
   * under which a person can answer. One that no person may change stays as it is. Never throws.
   */
  settle(judgement: Judgement): Judgement;
  /** Waits until a person has answered, at most `forMs` and until the signal; whether they have. Never rejects. */
  answered(code: string, forMs: number, signal: AbortSignal): Promise<boolean>;
}

/** How often a held call looks for its answer. */
const LOOK_EVERY_MS = 200;

const MAX_TEXT_LENGTH = 400;

/** Masks the secrets of a judgement's calls in texts about them. */
type RedactionOf = (judgement: Judgement) => (text: string) => string;

/** The approvals of a prefix; its folder is made when the first call waits. */
export function openApprovals(prefix: Prefix, redactionOf: RedactionOf): Approvals {
  return new StoredApprovals(prefix, redactionOf);
}

/** What a person runs to approve, without the code. */
function commandFor({ root }: Prefix): string {
  return root === prefixAt(join(homedir(), '.prempti')).root
    ? 'premptictl approve'
    : `premptictl approve --prefix '${root.replaceAll("'", "'\\''")}'`;
}

class StoredApprovals implements Approvals {
  readonly #store: ApprovalStore;
  readonly #command: string;
  readonly #redactionOf: RedactionOf;

  constructor(prefix: Prefix, redactionOf: RedactionOf) {
    this.#store = new ApprovalStore(prefix.approvalsDir);
    this.#command = commandFor(prefix);
    this.#redactionOf = redactionOf;
  }

  settle(judgement: Judgement): Judgement {
    if (judgement.ifApproved === undefined) return judgement;
    try {
      return this.#settled(judgement, judgement.ifApproved);
    } catch {
      // Without its folder nothing can be approved, and the verdict stands.
      return judgement;
    }
  }

  async answered(code: string, forMs: number, signal: AbortSignal): Promise<boolean> {
    try {
      for (
        const end = Date.now() + forMs;
        Date.now() < end;
        await sleep(LOOK_EVERY_MS, undefined, { signal })
      ) {
        if (this.#store.find(code, Date.now())?.answer !== undefined) return true;
      }
    } catch {
      // Whoever asked is gone, or the folder is: nobody answers.
    }
    return false;
  }

  #settled(judgement: Judgement, floor: NonNullable<Judgement['ifApproved']>): Judgement {
    const call = stoppedCall(judgement);
    const event = judgement.events[0]?.call.event ?? '';
    const known = this.#store.list(judgement.timeMs);
    const covering = known.filter((approval) => covers(approval, call));
    const denial = covering.find(({ answer }) => answer?.decision === 'denied');
    if (denial !== undefined) {
      const { code } = denial;
      const reason = `${judgement.reason} | the user has looked at this call and denied it (${code})`;
      return { ...judgement, enforced: 'deny', reason, approval: { code, state: 'denied' } };
    }
    for (const { code, answer } of covering) {
      const isOnce = answer?.decision === 'approved' && answer.span === 'once';
      if (!isOnce || this.#store.use(code, event)) {
        return { ...judgement, enforced: floor, approval: { code, state: 'approved' } };
      }
    }
    const { code } = known.find((approval) => isSame(approval, call)) ?? this.#ask(judgement, call);
    const how = `where nobody is prompted, the user can run "${this.#command} ${code}" in a terminal of their own; then make the same call again`;
    return { ...judgement, reason: `${judgement.reason} | ${how}`, approval: { code, state: 'asked' } };
  }

  #ask(judgement: Judgement, call: Approval['call']): Approval {
    const { correlationId, events } = judgement;
    const redact = this.#redactionOf(judgement);
    const text = clipped(plainText(redact(events.map(textOf).join('; '))), MAX_TEXT_LENGTH);
    // A path with a secret in it is not kept: the call can be approved, but not by its paths.
    const paths = call.paths.some((path) => redact(path) !== path) ? [] : call.paths;
    return this.#store.add({ call: { ...call, paths }, text, correlationId, askedMs: Date.now() });
  }
}

/** Whether a call that waits already is this one. */
function isSame({ call, answer }: Approval, { digest, rules, session }: Approval['call']): boolean {
  const isWaiting = answer === undefined && call.digest === digest && call.session === session;
  return isWaiting && call.rules.join('\0') === rules.join('\0');
}

/** A call as people know it: `Bash(git push)`. */
function textOf({ call }: JudgedEvent): string {
  const { tool, command, file, url, input } = call;
  return `${tool}(${command ?? file?.path ?? url ?? JSON.stringify(input)})`;
}
