import type { CheckTrace, Trace } from './trace.ts';

/** What would have to come out otherwise for a condition to come out otherwise. */
export interface Change {
  /** The checks, in the order of the condition, without repetition. */
  readonly checks: readonly CheckTrace[];
  /** How many checks beside them say something of this event and stay as they are. */
  readonly support: number;
}

type IsGiven = (check: CheckTrace['condition']) => boolean;

/**
 * The fewest checks whose outcome would have to change for the condition's to change; `undefined` where no change of
 * checks that may change does it. Takes checks for independent of each other: where one stands twice, there may be a
 * smaller set.
 *
 * @param isGiven whether a check cannot come out otherwise, such as one of the tool's name; it then says nothing either
 */
export function smallestChange(trace: Trace, isGiven: IsGiven): Change | undefined {
  const search = new ChangeSearch(isGiven);
  const wanted = !trace.holds;
  if (search.cost(trace, wanted) === Number.POSITIVE_INFINITY) return undefined;
  const checks = new Map<string, CheckTrace>();
  const support = search.collect(trace, wanted, checks);
  return { checks: [...checks.values()], support };
}

class ChangeSearch {
  private readonly isGiven: IsGiven;
  private readonly costs = new Map<Trace, number>();

  constructor(isGiven: IsGiven) {
    this.isGiven = isGiven;
  }

  /** How many checks must change for a trace to come out as wanted. */
  cost(trace: Trace, wanted: boolean): number {
    if (trace.holds === wanted) return 0;
    const known = this.costs.get(trace);
    if (known !== undefined) return known;
    const cost = this.changeCost(trace, wanted);
    this.costs.set(trace, cost);
    return cost;
  }

  private changeCost(trace: Trace, wanted: boolean): number {
    switch (trace.kind) {
      case 'check':
        return this.isGiven(trace.condition) ? Number.POSITIVE_INFINITY : 1;
      case 'not':
        return this.cost(trace.operand, !wanted);
      case 'macro':
        return this.cost(trace.condition, wanted);
      case 'and':
      case 'or': {
        const costs = trace.operands.map((operand) => this.cost(operand, wanted));
        return needsAll(trace.kind, wanted) ? costs.reduce((sum, cost) => sum + cost, 0) : Math.min(...costs);
      }
    }
  }

  /** Adds the checks to change; gives how many beside them hold for what the event says. */
  collect(trace: Trace, wanted: boolean, into: Map<string, CheckTrace>): number {
    if (trace.holds === wanted) return 0;
    switch (trace.kind) {
      case 'check':
        into.set(JSON.stringify([trace.condition, trace.holds]), trace);
        return 0;
      case 'not':
        return this.collect(trace.operand, !wanted, into);
      case 'macro':
        return this.collect(trace.condition, wanted, into);
      case 'and':
      case 'or': {
        const { operands } = trace;
        if (needsAll(trace.kind, wanted)) {
          return operands.reduce((sum, one) => {
            const stays = one.holds === wanted;
            return sum + (stays ? Number(wanted && this.says(one)) : this.collect(one, wanted, into));
          }, 0);
        }
        const cost = this.cost(trace, wanted);
        const cheapest = operands.find((one) => one.holds !== wanted && this.cost(one, wanted) === cost);
        return cheapest === undefined ? 0 : this.collect(cheapest, wanted, into);
      }
    }
  }

  /** Whether it holds because of a value that the event has, and another might not. */
  private says(trace: Trace): boolean {
    if (!trace.holds) return false;
    switch (trace.kind) {
      case 'check':
        return !this.isGiven(trace.condition);
      case 'not':
        return false;
      case 'macro':
        return this.says(trace.condition);
      case 'and':
      case 'or':
        return trace.operands.some((operand) => this.says(operand));
    }
  }
}

/** Whether every operand must come out so for the group to; otherwise one is enough. */
function needsAll(kind: 'and' | 'or', wanted: boolean): boolean {
  return (kind === 'and') === wanted;
}
