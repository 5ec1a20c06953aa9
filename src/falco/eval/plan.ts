import type { Steps } from '../steps.ts';
import { branchesOf } from './branches.ts';
import type { Evaluators } from './evaluators.ts';
import type { Frame } from './frame.ts';
import type { Predicate } from './predicate.ts';
import { type FieldWaker, TriggerIndex } from './trigger-index.ts';
import { TriggerFinder } from './triggers.ts';
import { WayToHold } from './way-to-hold.ts';

/**
 * How to find the rules that hold for one kind of event. Rules sleep until something is noticed without which
 * they cannot hold, each way to hold for itself; only what nothing is known of is evaluated for every event.
 */
export class Plan {
  /** How many ways for rules to hold it keeps. */
  readonly size: number;
  private readonly always: readonly WayToHold[];
  private readonly wakers: readonly FieldWaker[];
  /** The fields that anything waits for, by their places in the catalogue. */
  private readonly places: readonly number[];
  /** By the field's place in the catalogue. */
  private readonly wakersAt: readonly (readonly FieldWaker[] | undefined)[];

  constructor(size: number, always: readonly WayToHold[], wakers: readonly FieldWaker[]) {
    this.size = size;
    this.always = always;
    this.wakers = wakers;
    const byPlace = Map.groupBy(wakers, ({ place }) => place);
    this.places = [...byPlace.keys()];
    this.wakersAt = Array.from({ length: Math.max(...byPlace.keys(), -1) + 1 }, (_, place) =>
      byPlace.get(place),
    );
  }

  /** Makes ready what is made when an event first needs it, field by field. */
  *prepare(): Steps<void> {
    for (const { scanners } of this.wakers) {
      for (const scanner of scanners) {
        yield;
        scanner.build();
      }
    }
  }

  /** Adds the numbers of the rules that hold, in no order. */
  match(frame: Frame, matches: number[]): void {
    const present = frame.event.present?.(this.places);
    if (present === undefined) wakeAll(this.wakers, frame, matches);
    else {
      const { wakersAt } = this;
      for (let index = 0; index < present.length; index++) {
        const wakers = wakersAt[present[index] as number];
        if (wakers !== undefined) wakeAll(wakers, frame, matches);
      }
    }
    const { always } = this;
    for (let index = 0; index < always.length; index++) (always[index] as WayToHold).wake(frame, matches);
  }
}

const ALWAYS: Predicate = { kind: 'and', operands: [] };

/** `predicates` by rule number: what the kind of event leaves of them. A step for each rule. */
export function* makePlan(predicates: readonly (Predicate | boolean)[], evaluators: Evaluators): Steps<Plan> {
  const finder = new TriggerFinder();
  const always: WayToHold[] = [];
  const index = new TriggerIndex(evaluators);
  let size = 0;
  for (const [number, predicate] of predicates.entries()) {
    yield;
    if (predicate === false) continue;
    const rule = { number, heldAt: 0 };
    for (const branch of branchesOf(predicate === true ? ALWAYS : predicate, finder)) {
      const way = new WayToHold(rule, branch.predicate, evaluators);
      if (branch.triggers === undefined) always.push(way);
      else index.add(branch.triggers.triggers, way);
      size++;
    }
  }
  return new Plan(size, always, index.wakers());
}

function wakeAll(wakers: readonly FieldWaker[], frame: Frame, matches: number[]): void {
  for (let index = 0; index < wakers.length; index++) (wakers[index] as FieldWaker).wake(frame, matches);
}
