import type { Evaluators } from './evaluators.ts';
import { type Expression, type FieldExpression, neededField } from './expression.ts';
import type { Reader } from './expression-reader.ts';
import type { FieldSlot } from './field-slot.ts';
import type { Frame } from './frame.ts';
import type { Integer } from './integers.ts';
import { type LiteralScanner, MAX_SEPARATE_SEARCHES } from './literal-scanner.ts';
import type { BoundTrigger, Trigger } from './triggers.ts';
import type { Value } from './values.ts';
import type { WayToHold } from './way-to-hold.ts';

/** Wakes those whose triggers fire for the event; they add to `matches`. */
type Waker = (frame: Frame, matches: number[]) => void;

/** All that a field may wake. Looks no further where it is missing, as most fields mostly are. */
export class FieldWaker {
  /** The field's place in the catalogue. */
  readonly place: number;
  /** What it looks for texts with. */
  readonly scanners: readonly LiteralScanner[];
  private readonly slot: FieldSlot;
  private readonly present: readonly WayToHold[];
  private readonly wakers: readonly Waker[];

  constructor(
    place: number,
    scanners: readonly LiteralScanner[],
    slot: FieldSlot,
    present: readonly WayToHold[],
    wakers: readonly Waker[],
  ) {
    this.place = place;
    this.scanners = scanners;
    this.slot = slot;
    this.present = present;
    this.wakers = wakers;
  }

  wake(frame: Frame, matches: number[]): void {
    if (!this.slot.mayHaveValue(frame)) return;
    const { present, wakers } = this;
    wake(present, frame, matches);
    for (let index = 0; index < wakers.length; index++) (wakers[index] as Waker)(frame, matches);
  }
}

/** Who waits for what. */
export class TriggerIndex {
  private readonly evaluators: Evaluators;
  /** By the field that must be there for any of them to fire. */
  private readonly groups = new Map<string, Group>();

  constructor(evaluators: Evaluators) {
    this.evaluators = evaluators;
  }

  /** One that waits for any of these. */
  add(triggers: readonly Trigger[], way: WayToHold): void {
    const alone = [way];
    for (const trigger of triggers) this.addFor(trigger, alone);
  }

  wakers(): readonly FieldWaker[] {
    return [...this.groups.values()].map((group) => this.groupWaker(group));
  }

  private addFor(trigger: Trigger, alone: WayToHold[]): void {
    const { left } = trigger;
    const group = this.groupOf(neededField(left) as FieldExpression);
    switch (trigger.kind) {
      case 'present':
        group.present.push(...alone);
        return;
      case 'equal': {
        const entry = group.values.get(left.key) ?? { left, waiting: new Map<Value, WayToHold[]>() };
        group.values.set(left.key, entry);
        append(entry.waiting, trigger.value, alone);
        return;
      }
      case 'literal': {
        const scanner = this.evaluators.scannerOf(left, 'triggers', trigger.ignoreCase);
        const waiting = group.searches.get(scanner) ?? new Map<number, WayToHold[]>();
        group.searches.set(scanner, waiting);
        append(waiting, scanner.add(trigger.text, trigger.place), alone);
        return;
      }
      case 'bound':
        append(group.bounds, `${trigger.operator[0]}${left.key}`, [{ trigger, ways: alone }]);
    }
  }

  private groupOf(needed: FieldExpression): Group {
    let group = this.groups.get(needed.key);
    if (group === undefined) {
      group = { needed, present: [], values: new Map(), searches: new Map(), bounds: new Map() };
      this.groups.set(needed.key, group);
    }
    return group;
  }

  private groupWaker({ needed, present, values, searches, bounds }: Group): FieldWaker {
    const { readers } = this.evaluators;
    const byValue = [...values.values()].map(({ left, waiting }) =>
      valueWaker(readers.readerFor(left, [...waiting.keys()]), waiting),
    );
    const byText = [...searches].map(([scanner, waiting]) =>
      waiting.size <= MAX_SEPARATE_SEARCHES ? separateWaker(scanner, waiting) : scanWaker(scanner, waiting),
    );
    const byBound = [...bounds.values()].map((waiting) => {
      const [{ trigger }] = waiting as [Waiting, ...Waiting[]];
      return boundWaker(readers.readerOf(trigger.left), waiting);
    });
    const wakers = byValue.concat(byText, byBound);
    const { place } = needed.reference;
    return new FieldWaker(place, [...searches.keys()], readers.slotOf(needed), present, wakers);
  }
}

type Ways = readonly WayToHold[];

interface Group {
  readonly needed: FieldExpression;
  /** Who waits for the field to be there. */
  readonly present: WayToHold[];
  readonly values: Map<string, { readonly left: Expression; readonly waiting: Map<Value, WayToHold[]> }>;
  readonly searches: Map<LiteralScanner, Map<number, WayToHold[]>>;
  readonly bounds: Map<string, Waiting[]>;
}

interface Waiting {
  readonly trigger: BoundTrigger;
  readonly ways: Ways;
}

function valueWaker(read: Reader, waiting: ReadonlyMap<Value, Ways>): Waker {
  return (frame, matches) => {
    const values = read(frame);
    if (values === undefined) return;
    if (!Array.isArray(values)) wake(waiting.get(values as Value), frame, matches);
    else {
      for (let index = 0; index < values.length; index++) {
        wake(waiting.get(values[index]), frame, matches);
      }
    }
  };
}

function separateWaker(scanner: LiteralScanner, waiting: ReadonlyMap<number, Ways>): Waker {
  const needles = [...waiting.keys()];
  const waysOf = [...waiting.values()];
  return (frame, matches) => {
    for (let index = 0; index < needles.length; index++) {
      if (scanner.has(needles[index] as number, frame)) wake(waysOf[index], frame, matches);
    }
  };
}

function scanWaker(scanner: LiteralScanner, waiting: ReadonlyMap<number, Ways>): Waker {
  const waysOf: (Ways | undefined)[] = Array.from({ length: scanner.size });
  for (const [needle, ways] of waiting) waysOf[needle] = ways;
  return (frame, matches) => {
    scanner.scan(frame);
    for (let index = 0; index < scanner.count; index++) {
      wake(waysOf[scanner.found[index] as number], frame, matches);
    }
  };
}

/** Of sorted bounds, a value is beyond the first few. */
function boundWaker(read: Reader, waiting: readonly Waiting[]): Waker {
  const isAbove = waiting[0]?.trigger.operator.startsWith('>') === true;
  const sorted = waiting.toSorted(({ trigger: a }, { trigger: b }) => {
    const order = compareIntegers(a.bound, b.bound);
    return (isAbove ? order : -order) || b.operator.length - a.operator.length;
  });
  const bounds = sorted.map(({ trigger }) => trigger.bound);
  const inclusive = sorted.map(({ trigger }) => trigger.operator.length === 2);
  const waysOf = sorted.map(({ ways }) => ways);
  return (frame, matches) => {
    const value = read(frame) as Integer | undefined;
    if (value === undefined) return;
    for (let index = 0; index < bounds.length; index++) {
      const bound = bounds[index] as Integer;
      const isBeyond = isAbove ? value > bound : value < bound;
      if (!isBeyond && !(inclusive[index] === true && value === bound)) return;
      wake(waysOf[index], frame, matches);
    }
  };
}

function wake(ways: Ways | undefined, frame: Frame, matches: number[]): void {
  if (ways === undefined) return;
  for (let index = 0; index < ways.length; index++) (ways[index] as WayToHold).wake(frame, matches);
}

function compareIntegers(a: Integer, b: Integer): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Most wait alone, so that one list of one serves all that it waits for; a longer one is the map's own. */
function append<Key, Item>(map: Map<Key, Item[]>, key: Key, alone: Item[]): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, alone);
  else if (items.length === 1) map.set(key, items.concat(alone));
  else items.push(...alone);
}
