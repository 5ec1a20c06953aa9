import { branchesOf } from './branches.ts';
import type { Evaluate, Evaluators } from './evaluators.ts';
import type { Frame } from './frame.ts';
import type { Predicate } from './predicate.ts';
import { type Sleeper, TriggerIndex, type Waker } from './trigger-index.ts';
import { TriggerFinder } from './triggers.ts';

interface PlannedRule {
  readonly number: number;
  /** The epoch in which it was last found to hold. */
  heldAt: number;
}

/** One way for a rule to hold. */
interface PlannedBranch extends Sleeper {
  readonly rule: PlannedRule;
  readonly evaluate: Evaluate;
}

/**
 * How to find the rules that hold for one kind of event. Rules sleep until something is noticed without which
 * they cannot hold, each way to hold for itself; only what nothing is known of is evaluated for every event.
 */
export class Plan {
  /** How many ways for rules to hold it keeps. */
  readonly size: number;
  private readonly always: readonly PlannedBranch[];
  private readonly wakers: readonly Waker<PlannedBranch>[];
  private readonly woken: PlannedBranch[] = [];

  /** `predicates` by rule number: what the kind of event leaves of them. */
  constructor(predicates: readonly (Predicate | boolean)[], evaluators: Evaluators) {
    const always: PlannedBranch[] = [];
    const index = new TriggerIndex<PlannedBranch>(evaluators);
    const finder = new TriggerFinder();
    let size = 0;
    for (const [number, predicate] of predicates.entries()) {
      if (predicate === false) continue;
      const rule = { number, heldAt: 0 };
      if (predicate === true) {
        always.push({ rule, evaluate: () => true, wokenAt: 0 });
        size++;
        continue;
      }
      for (const { predicate: alternative, triggers } of branchesOf(predicate, finder)) {
        const branch = { rule, evaluate: evaluators.compile(alternative), wokenAt: 0 };
        if (triggers === undefined) always.push(branch);
        else for (const trigger of triggers.triggers) index.add(trigger, branch);
        size++;
      }
    }
    this.size = size;
    this.always = always;
    this.wakers = index.wakers();
  }

  /** Adds the numbers of the rules that hold, in no order. */
  match(frame: Frame, matches: number[]): void {
    const { always, wakers, woken } = this;
    woken.length = 0;
    for (let index = 0; index < wakers.length; index++) (wakers[index] as Waker<PlannedBranch>)(frame, woken);
    evaluate(woken, frame, matches);
    evaluate(always, frame, matches);
  }
}

function evaluate(branches: readonly PlannedBranch[], frame: Frame, matches: number[]): void {
  const { epoch } = frame;
  for (let index = 0; index < branches.length; index++) {
    const { rule, evaluate } = branches[index] as PlannedBranch;
    if (rule.heldAt === epoch || !evaluate(frame)) continue;
    rule.heldAt = epoch;
    matches.push(rule.number);
  }
}
