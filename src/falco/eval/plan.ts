import type { Evaluate, Evaluators } from './evaluators.ts';
import type { Frame } from './frame.ts';
import type { Predicate } from './predicate.ts';
import { type Sleeper, TriggerIndex, type Waker } from './trigger-index.ts';
import { necessaryTriggers } from './triggers.ts';

/** A rule's number in the program, and what is left to decide about it. */
interface PlannedRule extends Sleeper {
  readonly number: number;
  readonly evaluate: Evaluate;
}

/**
 * How to find the rules that hold for one kind of event. Rules sleep until something is noticed without which
 * they cannot hold; only those that nothing is known of are evaluated for every event.
 */
export class Plan {
  private readonly always: readonly PlannedRule[];
  private readonly wakers: readonly Waker<PlannedRule>[];
  private readonly woken: PlannedRule[] = [];

  /** `predicates` by rule number: what the kind of event leaves of them. */
  constructor(predicates: readonly (Predicate | boolean)[], evaluators: Evaluators) {
    const always: PlannedRule[] = [];
    const index = new TriggerIndex<PlannedRule>(evaluators);
    for (const [number, predicate] of predicates.entries()) {
      if (predicate === false) continue;
      const evaluate: Evaluate = predicate === true ? () => true : evaluators.compile(predicate);
      const rule = { number, evaluate, wokenAt: 0 };
      const set = predicate === true ? undefined : necessaryTriggers(predicate);
      if (set === undefined) always.push(rule);
      else for (const trigger of set.triggers) index.add(trigger, rule);
    }
    this.always = always;
    this.wakers = index.wakers();
  }

  /** Adds the numbers of the rules that hold, in no order. */
  match(frame: Frame, matches: number[]): void {
    const { always, wakers, woken } = this;
    woken.length = 0;
    for (let index = 0; index < wakers.length; index++) (wakers[index] as Waker<PlannedRule>)(frame, woken);
    evaluate(woken, frame, matches);
    evaluate(always, frame, matches);
  }
}

function evaluate(rules: readonly PlannedRule[], frame: Frame, matches: number[]): void {
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as PlannedRule;
    if (rule.evaluate(frame)) matches.push(rule.number);
  }
}
