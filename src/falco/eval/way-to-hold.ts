import type { Evaluate, Evaluators } from './evaluators.ts';
import type { Frame } from './frame.ts';
import type { Predicate } from './predicate.ts';

interface PlannedRule {
  readonly number: number;
  /** The epoch in which it was last found to hold. */
  heldAt: number;
}

/** One way for a rule to hold, asleep until something is noticed that it needs. */
export class WayToHold {
  private readonly rule: PlannedRule;
  private readonly predicate: Predicate;
  private readonly evaluators: Evaluators;
  /** Most ways are never woken: each is compiled when it first is. */
  private evaluate: Evaluate | undefined;
  /** The epoch in which it was last woken. */
  private wokenAt = 0;

  constructor(rule: PlannedRule, predicate: Predicate, evaluators: Evaluators) {
    this.rule = rule;
    this.predicate = predicate;
    this.evaluators = evaluators;
  }

  /** Adds the rule's number if it holds in this way; however often woken, it is looked at once per event. */
  wake(frame: Frame, matches: number[]): void {
    const { rule } = this;
    const { epoch } = frame;
    if (this.wokenAt === epoch) return;
    this.wokenAt = epoch;
    if (rule.heldAt === epoch) return;
    this.evaluate ??= this.evaluators.compile(this.predicate);
    if (!this.evaluate(frame)) return;
    rule.heldAt = epoch;
    matches.push(rule.number);
  }
}
