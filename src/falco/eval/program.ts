import { chooseDiscriminators, type Discriminator, knownOf } from './discriminators.ts';
import { Evaluators } from './evaluators.ts';
import type { Reader } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import { Plan } from './plan.ts';
import type { Predicate } from './predicate.ts';
import { specialise } from './specialise.ts';
import type { EventFields, Value } from './values.ts';

/** Many predicates, compiled to decide all of them for one event after the other. */
export interface Program {
  /** The numbers of the predicates that hold, rising. Valid until the next call. */
  match(event: EventFields): readonly number[];
}

/** After so many events, or so many rules in plans, an engine makes way for a new one. */
export interface EngineLimits {
  /** Events are numbered in small integers, so that arrays of numbers stay plain. */
  readonly events: number;
  /** Plans are made when an event first needs them; this bounds the memory that they take. */
  readonly plannedRules: number;
}

const LIMITS: EngineLimits = { events: 2 ** 30 - 1, plannedRules: 500_000 };
const NO_FIELDS: EventFields = { get: () => undefined };

/**
 * Events are first told apart by the few fields that most predicates need to have certain values. For each kind
 * of event there is a plan: the predicates that may hold for it, with all that is known already worked in, and
 * what to look out for.
 */
export function createProgram(predicates: readonly Predicate[], limits = LIMITS): Program {
  const discriminators = chooseDiscriminators(predicates);
  const matches: number[] = [];
  let engine = new Engine(predicates, discriminators);
  return {
    match(event) {
      matches.length = 0;
      if (engine.isSpent(limits)) engine = new Engine(predicates, discriminators);
      engine.match(event, matches);
      if (matches.length > 1) matches.sort((a, b) => a - b);
      return matches;
    },
  };
}

/** A discriminator, ready to be asked. */
interface Switch {
  readonly discriminator: Discriminator;
  readonly read: Reader;
  readonly numbers: ReadonlyMap<Value, number>;
  readonly size: number;
}

class Engine {
  private readonly frame: Frame = { event: NO_FIELDS, epoch: 0 };
  private readonly predicates: readonly Predicate[];
  private readonly evaluators = new Evaluators();
  private readonly switches: readonly Switch[];
  private readonly plans = new Map<number, Plan>();
  private plannedRules = 0;

  constructor(predicates: readonly Predicate[], discriminators: readonly Discriminator[]) {
    this.predicates = predicates;
    this.switches = discriminators.map((discriminator) => ({
      discriminator,
      read: this.evaluators.readers.readerFor(discriminator.expression, discriminator.values),
      numbers: new Map(discriminator.values.map((value, index) => [value, index + 2])),
      size: discriminator.values.length + 2,
    }));
  }

  isSpent(limits: EngineLimits): boolean {
    return this.frame.epoch >= limits.events || this.plannedRules > limits.plannedRules;
  }

  match(event: EventFields, matches: number[]): void {
    const { frame } = this;
    frame.epoch++;
    frame.event = event;
    const key = this.kindOf(frame);
    const plan = this.plans.get(key) ?? this.plan(key);
    plan.match(frame, matches);
    frame.event = NO_FIELDS;
  }

  /** The event's kind: the numbers of the discriminators' values, as one number. */
  private kindOf(frame: Frame): number {
    const { switches } = this;
    let key = 0;
    for (let index = 0; index < switches.length; index++) {
      const { read, numbers, size } = switches[index] as Switch;
      const value = read(frame);
      key = key * size + (value === undefined ? 0 : (numbers.get(value as Value) ?? 1));
    }
    return key;
  }

  private plan(key: number): Plan {
    let rest = key;
    const known = new Map(
      this.switches.toReversed().map(({ discriminator, size }) => {
        const number = rest % size;
        rest = Math.floor(rest / size);
        return [discriminator.expression.key, knownOf(discriminator, number)];
      }),
    );
    const memo = new Map<Predicate, Predicate | boolean>();
    const left = this.predicates.map((predicate) => specialise(predicate, known, memo));
    const plan = new Plan(left, this.evaluators);
    this.plannedRules += plan.size;
    this.plans.set(key, plan);
    return plan;
  }
}
