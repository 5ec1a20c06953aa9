import type { Evaluate, Evaluators } from './evaluators.ts';
import type { Expression } from './expression.ts';
import type { Reader } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import type { LiteralScanner } from './literal-scanner.ts';
import type { Predicate } from './predicate.ts';
import { necessaryTriggers, type Trigger } from './triggers.ts';
import type { Value } from './values.ts';

/** Up to so many texts are looked for one by one rather than all in one pass. */
const MAX_SEPARATE_SEARCHES = 2;

/** A rule of a plan: its number in the program and what is left to decide. */
export interface PlannedRule {
  readonly number: number;
  readonly evaluate: Evaluate;
  /** The epoch in which it was last found worth evaluating. */
  wokenAt: number;
}

/** Wakes the rules whose triggers fire. */
type Source = (frame: Frame, woken: PlannedRule[]) => void;

/**
 * How to find the rules that hold for one kind of event. Rules sleep until something fires without which they
 * cannot hold; only those that nothing is known of are evaluated for every event.
 */
export class Plan {
  private readonly always: readonly PlannedRule[];
  private readonly sources: readonly Source[];
  private readonly woken: PlannedRule[] = [];

  constructor(predicates: ReadonlyMap<number, Predicate | boolean>, evaluators: Evaluators) {
    const always: PlannedRule[] = [];
    const index = new TriggerIndex(evaluators);
    for (const [number, predicate] of predicates) {
      if (predicate === false) continue;
      const evaluate: Evaluate = predicate === true ? () => true : evaluators.compile(predicate);
      const rule = { number, evaluate, wokenAt: 0 };
      const set = predicate === true ? undefined : necessaryTriggers(predicate);
      if (set === undefined) always.push(rule);
      else for (const trigger of set.triggers) index.add(trigger, rule);
    }
    this.always = always;
    this.sources = index.sources();
  }

  /** Adds the numbers of the rules that hold, in no order. */
  match(frame: Frame, matches: number[]): void {
    const { always, sources, woken } = this;
    for (let index = 0; index < always.length; index++) {
      const rule = always[index] as PlannedRule;
      if (rule.evaluate(frame)) matches.push(rule.number);
    }
    woken.length = 0;
    for (let index = 0; index < sources.length; index++) (sources[index] as Source)(frame, woken);
    for (let index = 0; index < woken.length; index++) {
      const rule = woken[index] as PlannedRule;
      if (rule.evaluate(frame)) matches.push(rule.number);
    }
  }
}

interface WaitingForValues {
  readonly left: Expression;
  readonly waiting: Map<Value, PlannedRule[]>;
}

/** Who waits for what. */
class TriggerIndex {
  private readonly evaluators: Evaluators;
  private readonly searches = new Map<LiteralScanner, Map<number, PlannedRule[]>>();
  private readonly values = new Map<string, WaitingForValues>();

  constructor(evaluators: Evaluators) {
    this.evaluators = evaluators;
  }

  add(trigger: Trigger, rule: PlannedRule): void {
    if (trigger.kind === 'equal') {
      const { left, value } = trigger;
      const entry = this.values.get(left.key) ?? { left, waiting: new Map() };
      this.values.set(left.key, entry);
      append(entry.waiting, value, rule);
      return;
    }
    const scanner = this.evaluators.scannerOf(trigger.left, trigger.ignoreCase);
    const waiting = this.searches.get(scanner) ?? new Map();
    this.searches.set(scanner, waiting);
    append(waiting, scanner.add(trigger.text, trigger.place), rule);
  }

  sources(): readonly Source[] {
    const values = [...this.values.values()].map(({ left, waiting }) =>
      valueSource(this.evaluators.readers.readerFor(left, [...waiting.keys()]), waiting),
    );
    const searches = [...this.searches].map(([scanner, waiting]) =>
      waiting.size <= MAX_SEPARATE_SEARCHES ? separateSource(scanner, waiting) : scanSource(scanner, waiting),
    );
    return [...values, ...searches];
  }
}

function valueSource(read: Reader, waiting: ReadonlyMap<Value, readonly PlannedRule[]>): Source {
  return (frame, woken) => {
    const values = read(frame);
    if (values === undefined) return;
    if (!Array.isArray(values)) {
      wake(waiting.get(values as Value), frame.epoch, woken);
      return;
    }
    for (const value of values) wake(waiting.get(value), frame.epoch, woken);
  };
}

function separateSource(
  scanner: LiteralScanner,
  waiting: ReadonlyMap<number, readonly PlannedRule[]>,
): Source {
  const needles = [...waiting.keys()];
  const rules = [...waiting.values()];
  return (frame, woken) => {
    for (let index = 0; index < needles.length; index++) {
      if (scanner.has(needles[index] as number, frame)) wake(rules[index], frame.epoch, woken);
    }
  };
}

function scanSource(scanner: LiteralScanner, waiting: ReadonlyMap<number, readonly PlannedRule[]>): Source {
  const byNeedle: (readonly PlannedRule[] | undefined)[] = [];
  for (const [needle, rules] of waiting) byNeedle[needle] = rules;
  const rulesOf = Array.from({ length: byNeedle.length }, (_, needle) => byNeedle[needle]);
  return (frame, woken) => {
    scanner.scan(frame);
    for (let index = 0; index < scanner.count; index++) {
      wake(rulesOf[scanner.found[index] as number], frame.epoch, woken);
    }
  };
}

function wake(rules: readonly PlannedRule[] | undefined, epoch: number, woken: PlannedRule[]): void {
  if (rules === undefined) return;
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as PlannedRule;
    if (rule.wokenAt === epoch) continue;
    rule.wokenAt = epoch;
    woken.push(rule);
  }
}

function append<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
