import { chooseDiscriminators, type Discriminator, knownOf } from './discriminators.ts';
import { Evaluators } from './evaluators.ts';
import type { Reader } from './expression-reader.ts';
import { type Frame, LAST_EPOCH } from './frame.ts';
import { Plan } from './plan.ts';
import type { Predicate } from './predicate.ts';
import { specialise } from './specialise.ts';
import type { EventFields, Value } from './values.ts';

/** Many predicates, compiled to decide all of them for one event after the other. */
export interface Program {
  /** The numbers of the predicates that hold, rising. Valid until the next call. */
  match(event: EventFields): readonly number[];
}

/** Plans are made when an event first needs them; beyond so many, old ones are dropped. */
const MAX_PLANS = 1024;
const NO_FIELDS: EventFields = { get: () => undefined };

/**
 * Events are first told apart by the few fields that most predicates need to have certain values. For each kind
 * of event there is a plan: the predicates that may hold for it, with all that is known already worked in, and
 * what to look out for.
 */
export function createProgram(predicates: readonly Predicate[]): Program {
  return new CompiledProgram(predicates);
}

/** A discriminator, ready to be asked. */
interface Switch {
  readonly discriminator: Discriminator;
  readonly read: Reader;
  readonly numbers: ReadonlyMap<Value, number>;
  readonly size: number;
}

class CompiledProgram implements Program {
  private readonly predicates: readonly Predicate[];
  private readonly evaluators = new Evaluators();
  private readonly switches: readonly Switch[];
  private readonly plans = new Map<number, Plan>();
  private readonly frame: Frame = { event: NO_FIELDS, epoch: 0, values: [], readAt: [] };
  private readonly matches: number[] = [];

  constructor(predicates: readonly Predicate[]) {
    this.predicates = predicates;
    this.switches = chooseDiscriminators(predicates).map((discriminator) => ({
      discriminator,
      read: this.evaluators.readers.readerOf(discriminator.expression),
      numbers: new Map(discriminator.values.map((value, index) => [value, index + 2])),
      size: discriminator.values.length + 2,
    }));
  }

  match(event: EventFields): readonly number[] {
    const { frame, matches } = this;
    if (frame.epoch === LAST_EPOCH) this.restart();
    frame.epoch++;
    frame.event = event;
    matches.length = 0;
    const key = this.kindOf(frame);
    const plan = this.plans.get(key) ?? this.plan(key);
    plan.match(frame, matches);
    frame.event = NO_FIELDS;
    if (matches.length > 1) matches.sort((a, b) => a - b);
    return matches;
  }

  /** The event's kind: the numbers of the discriminators' values, as one number. */
  private kindOf(frame: Frame): number {
    let key = 0;
    for (const { read, numbers, size } of this.switches) {
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
    const left = new Map(
      this.predicates.map((predicate, number) => [number, specialise(predicate, known, memo)]),
    );
    const plan = new Plan(left, this.evaluators);
    if (this.plans.size >= MAX_PLANS) this.plans.clear();
    this.plans.set(key, plan);
    return plan;
  }

  /** Epochs start again, so nothing may be remembered under an old one. */
  private restart(): void {
    this.frame.epoch = 0;
    this.frame.readAt.fill(0);
    this.evaluators.reset();
    for (const plan of this.plans.values()) plan.reset();
  }
}
