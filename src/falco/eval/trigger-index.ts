import type { Evaluators } from './evaluators.ts';
import { type Expression, type FieldExpression, neededField } from './expression.ts';
import type { Reader } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import type { Integer } from './integers.ts';
import type { LiteralScanner } from './literal-scanner.ts';
import type { BoundTrigger, Trigger } from './triggers.ts';
import type { Value } from './values.ts';

/** Up to so many texts are looked for one by one rather than all in one pass. */
const MAX_SEPARATE_SEARCHES = 2;

/** A rule that sleeps until a trigger fires. */
export interface Sleeper {
  /** The epoch in which it was last woken. */
  wokenAt: number;
}

/** Adds those whose triggers fire for the event, each once. */
export type Waker<Rule extends Sleeper> = (frame: Frame, woken: Rule[]) => void;

/** Who waits for what. */
export class TriggerIndex<Rule extends Sleeper> {
  private readonly evaluators: Evaluators;
  /** By the field that must be there for any of them to fire. */
  private readonly groups = new Map<string, Group<Rule>>();

  constructor(evaluators: Evaluators) {
    this.evaluators = evaluators;
  }

  add(trigger: Trigger, rule: Rule): void {
    const { left } = trigger;
    const group = this.groupOf(neededField(left) as FieldExpression);
    switch (trigger.kind) {
      case 'present':
        group.present.push(rule);
        return;
      case 'equal': {
        const entry = group.values.get(left.key) ?? { left, waiting: new Map<Value, Rule[]>() };
        group.values.set(left.key, entry);
        append(entry.waiting, trigger.value, rule);
        return;
      }
      case 'literal': {
        const scanner = this.evaluators.scannerOf(left, trigger.ignoreCase);
        const waiting = group.searches.get(scanner) ?? new Map<number, Rule[]>();
        group.searches.set(scanner, waiting);
        append(waiting, scanner.add(trigger.text, trigger.place), rule);
        return;
      }
      case 'bound':
        append(group.bounds, `${trigger.operator[0]}${left.key}`, { trigger, rule });
    }
  }

  wakers(): readonly Waker<Rule>[] {
    return [...this.groups.values()].map((group) => this.groupWaker(group));
  }

  private groupOf(needed: FieldExpression): Group<Rule> {
    let group = this.groups.get(needed.key);
    if (group === undefined) {
      group = { needed, present: [], values: new Map(), searches: new Map(), bounds: new Map() };
      this.groups.set(needed.key, group);
    }
    return group;
  }

  /** Looks no further where the field is missing. */
  private groupWaker({ needed, present, values, searches, bounds }: Group<Rule>): Waker<Rule> {
    const { readers } = this.evaluators;
    const wakers = [
      ...[...values.values()].map(({ left, waiting }) =>
        valueWaker(readers.readerFor(left, [...waiting.keys()]), waiting),
      ),
      ...[...searches].map(([scanner, waiting]) =>
        waiting.size <= MAX_SEPARATE_SEARCHES ? separateWaker(scanner, waiting) : scanWaker(scanner, waiting),
      ),
      ...[...bounds.values()].map((waiting) => {
        const [{ trigger }] = waiting as [Waiting<Rule>];
        return boundWaker(readers.readerOf(trigger.left), waiting);
      }),
    ];
    const isPresent = readers.presenceOf(needed);
    return (frame, woken) => {
      if (!isPresent(frame)) return;
      wake(present, frame.epoch, woken);
      for (let index = 0; index < wakers.length; index++) (wakers[index] as Waker<Rule>)(frame, woken);
    };
  }
}

interface Group<Rule> {
  readonly needed: FieldExpression;
  /** Who waits for the field to be there. */
  readonly present: Rule[];
  readonly values: Map<string, { readonly left: Expression; readonly waiting: Map<Value, Rule[]> }>;
  readonly searches: Map<LiteralScanner, Map<number, Rule[]>>;
  readonly bounds: Map<string, Waiting<Rule>[]>;
}

interface Waiting<Rule> {
  readonly trigger: BoundTrigger;
  readonly rule: Rule;
}

function valueWaker<Rule extends Sleeper>(
  read: Reader,
  waiting: ReadonlyMap<Value, readonly Rule[]>,
): Waker<Rule> {
  return (frame, woken) => {
    const values = read(frame);
    if (values === undefined) return;
    if (!Array.isArray(values)) wake(waiting.get(values as Value), frame.epoch, woken);
    else {
      for (let index = 0; index < values.length; index++) {
        wake(waiting.get(values[index]), frame.epoch, woken);
      }
    }
  };
}

function separateWaker<Rule extends Sleeper>(
  scanner: LiteralScanner,
  waiting: ReadonlyMap<number, readonly Rule[]>,
): Waker<Rule> {
  const needles = [...waiting.keys()];
  const rules = [...waiting.values()];
  return (frame, woken) => {
    for (let index = 0; index < needles.length; index++) {
      if (scanner.has(needles[index] as number, frame)) wake(rules[index], frame.epoch, woken);
    }
  };
}

function scanWaker<Rule extends Sleeper>(
  scanner: LiteralScanner,
  waiting: ReadonlyMap<number, readonly Rule[]>,
): Waker<Rule> {
  const length = Math.max(...waiting.keys()) + 1;
  const rulesOf = Array.from({ length }, (_, needle) => waiting.get(needle));
  return (frame, woken) => {
    scanner.scan(frame);
    for (let index = 0; index < scanner.count; index++) {
      wake(rulesOf[scanner.found[index] as number], frame.epoch, woken);
    }
  };
}

/** Of sorted bounds, a value is beyond the first few. */
function boundWaker<Rule extends Sleeper>(read: Reader, waiting: readonly Waiting<Rule>[]): Waker<Rule> {
  const isAbove = waiting[0]?.trigger.operator.startsWith('>') === true;
  const sorted = waiting.toSorted(({ trigger: a }, { trigger: b }) => {
    const order = compareIntegers(a.bound, b.bound);
    return (isAbove ? order : -order) || b.operator.length - a.operator.length;
  });
  const bounds = sorted.map(({ trigger }) => trigger.bound);
  const inclusive = sorted.map(({ trigger }) => trigger.operator.length === 2);
  const rules = sorted.map(({ rule }) => [rule]);
  return (frame, woken) => {
    const value = read(frame) as Integer | undefined;
    if (value === undefined) return;
    for (let index = 0; index < bounds.length; index++) {
      const bound = bounds[index] as Integer;
      const isBeyond = isAbove ? value > bound : value < bound;
      if (!isBeyond && !(inclusive[index] === true && value === bound)) return;
      wake(rules[index], frame.epoch, woken);
    }
  };
}

function wake<Rule extends Sleeper>(rules: readonly Rule[] | undefined, epoch: number, woken: Rule[]): void {
  if (rules === undefined) return;
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as Rule;
    if (rule.wokenAt === epoch) continue;
    rule.wokenAt = epoch;
    woken.push(rule);
  }
}

function compareIntegers(a: Integer, b: Integer): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function append<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
