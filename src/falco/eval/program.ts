import { finish, type Steps } from '../steps.ts';
import { chooseDiscriminators, type Discriminator, knownOf } from './discriminators.ts';
import { Evaluators } from './evaluators.ts';
import type { Reader } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import { makePlan, type Plan } from './plan.ts';
import type { Predicate } from './predicate.ts';
import { type Known, specialise } from './specialise.ts';
import type { EventFields, Value } from './values.ts';

/** What a program knows of an event before it looks for more: the values of the fields by which it tells events apart. */
export type EventKind = ReadonlyMap<string, Known>;

/** Many predicates, compiled to decide all of them for one event after the other. */
export interface Program {
  /** The numbers of the predicates that hold, rising. Valid until the next call. */
  match(event: EventFields): readonly number[];
  /** The kinds of the events that it has met, or the last of very many. */
  kinds(): readonly EventKind[];
  /**
   * Makes ready what events of these kinds need, which may be those of another program. Kinds that cannot be told are
   * left out.
   */
  prepareInSteps(kinds: readonly EventKind[]): Steps<void>;
}

/** After so many events, or so many rules in plans, an engine makes way for a new one. */
export interface EngineLimits {
  /** Events are numbered in small integers, so that arrays of numbers stay plain. */
  readonly events: number;
  /** Plans are made when an event first needs them; this bounds the memory that they take. */
  readonly plannedRules: number;
}

const LIMITS: EngineLimits = { events: 2 ** 30 - 1, plannedRules: 500_000 };
/** So many kinds are told. */
const MAX_KINDS = 64;
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
    kinds: () => engine.kinds(),
    prepareInSteps: (kinds) => engine.prepareInSteps(kinds),
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
    const plan = this.plans.get(key) ?? finish(this.makePlan(key));
    plan.match(frame, matches);
    frame.event = NO_FIELDS;
  }

  kinds(): readonly EventKind[] {
    return [...this.plans.keys()].slice(-MAX_KINDS).map((key) => this.kindAt(key));
  }

  *prepareInSteps(kinds: readonly EventKind[]): Steps<void> {
    for (const kind of kinds) {
      const key = this.keyOf(kind);
      if (key === undefined) continue;
      const plan = this.plans.get(key) ?? (yield* this.makePlan(key));
      yield* plan.prepare();
    }
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

  private kindAt(key: number): EventKind {
    let rest = key;
    return new Map(
      this.switches.toReversed().map(({ discriminator, size }) => {
        const number = rest % size;
        rest = Math.floor(rest / size);
        return [discriminator.expression.key, knownOf(discriminator, number)];
      }),
    );
  }

  private keyOf(kind: EventKind): number | undefined {
    let key = 0;
    for (const { discriminator, numbers, size } of this.switches) {
      const known = kind.get(discriminator.expression.key);
      if (known === undefined) return undefined;
      const number =
        known.kind === 'value' ? (numbers.get(known.value) ?? 1) : known.kind === 'other' ? 1 : 0;
      key = key * size + number;
    }
    return key;
  }

  private *makePlan(key: number): Steps<Plan> {
    const known = this.kindAt(key);
    const memo = new Map<Predicate, Predicate | boolean>();
    const left: (Predicate | boolean)[] = [];
    for (const predicate of this.predicates) {
      left.push(specialise(predicate, known, memo));
      yield;
    }
    const plan = yield* makePlan(left, this.evaluators);
    this.plannedRules += plan.size;
    this.plans.set(key, plan);
    return plan;
  }
}
