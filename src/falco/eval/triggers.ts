import { ORDERING_OPERATORS, type OrderingOperator } from '../condition/ast.ts';
import type { ByteString } from '../condition/byte-string.ts';
import { type Expression, type FieldExpression, neededField } from './expression.ts';
import { globLiterals } from './glob.ts';
import type { Integer } from './integers.ts';
import { MIN_NEEDLE_LENGTH, type Needle } from './literal-automaton.ts';
import { isGlobName } from './path-prefixes.ts';
import type { ConstantTest, Predicate, Test } from './predicate.ts';
import type { CompiledRegex } from './regex.ts';
import { isEqualityTest } from './specialise.ts';
import type { Value } from './values.ts';

/** Something that is cheap to notice about an event. */
export type Trigger =
  | { readonly kind: 'equal'; readonly left: Expression; readonly value: Value }
  | BoundTrigger
  | { readonly kind: 'present'; readonly left: FieldExpression }
  | ({ readonly kind: 'literal'; readonly left: Expression; readonly ignoreCase: boolean } & Needle);

/** A number lies beyond a bound. */
export interface BoundTrigger {
  readonly kind: 'bound';
  readonly left: Expression;
  readonly operator: OrderingOperator;
  readonly bound: Integer;
}

/** Triggers of which at least one must fire for a predicate to hold. */
export interface TriggerSet {
  readonly triggers: readonly Trigger[];
  /** How often one of them is expected to fire, per event. */
  readonly rate: number;
}

/** Longer texts are rarer. */
const RATE_BY_LENGTH = [1, 1, 0.25, 0.1, 0.05, 0.03, 0.02];
/** Fields that are compared with constants mostly have few values; lists hold names of all kinds. */
const EQUAL_RATE = 0.3;
const ELEMENT_RATE = 0.03;
const BOUND_RATE = 0.5;
/** Lists are empty for most events, other fields are there for most. */
const LIST_RATE = 0.3;
const PRESENT_RATE = 0.95;
/** A text at one place is rarer than anywhere. */
const PLACE_RATE = 0.2;

/** Finds triggers, for equal parts of predicates once. */
export class TriggerFinder {
  private readonly found = new Map<Predicate, TriggerSet | undefined>();

  /** The rarest triggers without which the predicate cannot hold; `undefined` where it may hold without any. */
  necessary(predicate: Predicate): TriggerSet | undefined {
    if (this.found.has(predicate)) return this.found.get(predicate);
    const set = this.find(predicate);
    this.found.set(predicate, set);
    return set;
  }

  /** Which of several predicates has the rarest triggers. */
  rarestOf(predicates: readonly Predicate[]): Predicate | undefined {
    const best = rarest(predicates.map((predicate) => this.necessary(predicate)));
    return best && predicates.find((predicate) => this.necessary(predicate) === best);
  }

  private find(predicate: Predicate): TriggerSet | undefined {
    switch (predicate.kind) {
      case 'and':
        return rarest(predicate.operands.map((operand) => this.necessary(operand)));
      case 'or':
        return union(predicate.operands.map((operand) => this.necessary(operand)));
      case 'not':
        return undefined;
      case 'test':
        return testTriggers(predicate.test);
    }
  }
}

/** A test does not hold where what it tests is missing. */
function testTriggers(test: Test): TriggerSet | undefined {
  const field = neededField(test.left);
  if (field === undefined) return undefined;
  const present = field.list ? LIST_RATE : PRESENT_RATE;
  const special = test.kind === 'constants' ? valueTriggers(test) : undefined;
  if (special === undefined) return single({ kind: 'present', left: field }, present);
  return { ...special, rate: present * special.rate };
}

/** What the test needs of the value. */
function valueTriggers(test: ConstantTest): TriggerSet | undefined {
  const { left, operator, modifier, operands } = test;
  // All values of an empty list are in any set, but fields have no empty lists.
  if (operator === '!=' || (operator === 'in' && left.list && left.kind !== 'field')) return undefined;
  const isText = left.type === 'string' || left.type === 'fspath';
  if (isEqualityTest(test) && !isText) {
    const rate = left.list ? ELEMENT_RATE : EQUAL_RATE;
    return union((operands as readonly Value[]).map((value) => single({ kind: 'equal', left, value }, rate)));
  }
  if (isOrdering(operator)) {
    const [bound] = operands;
    if (typeof bound !== 'number' && typeof bound !== 'bigint') return undefined;
    return single({ kind: 'bound', left, operator, bound }, BOUND_RATE);
  }
  if (left.mayHoldNul || !isText) return undefined;
  const sets = operands.map((operand) => literalTriggers(test, operand));
  return modifier === 'allof' ? rarest(sets) : union(sets);
}

function literalTriggers(
  { left, operator }: ConstantTest,
  operand: ConstantTest['operands'][number],
): TriggerSet | undefined {
  const literal = (
    text: ByteString,
    place: Needle['place'] = 'anywhere',
    ignoreCase = false,
  ): TriggerSet | undefined => {
    const search = searchFor({ left, place, ignoreCase }, text);
    if (text.length < MIN_NEEDLE_LENGTH && search.place !== 'whole') return undefined;
    return single({ kind: 'literal', text, ...search }, literalRate(text, search));
  };
  switch (operator) {
    case '=':
    case 'in':
    case 'intersects':
      // Some expressions have a NUL behind their values that counts in sets.
      return (operand as ByteString).includes('\0') ? undefined : literal(operand as ByteString, 'whole');
    case 'contains':
      return literal(operand as ByteString);
    case 'icontains':
      return literal(operand as ByteString, 'anywhere', true);
    case 'startswith':
      return literal(operand as ByteString, 'start');
    case 'endswith':
      return literal(operand as ByteString, 'end');
    case 'glob':
    case 'iglob': {
      const ignoreCase = operator === 'iglob';
      const texts = globLiterals(operand as ByteString, { ignoreCase });
      return rarest(texts.map((text) => literal(text, 'anywhere', ignoreCase)));
    }
    case 'pmatch':
      return rarest(pathLiterals(operand as ByteString).map((text) => literal(text)));
    case 'regex':
      return rarest(
        (operand as CompiledRegex).literals.map((set) => union(set.map((text) => literal(text)))),
      );
    default:
      return undefined;
  }
}

/** Where and how to look for a text. */
interface Search {
  readonly left: Expression;
  readonly place: Needle['place'];
  readonly ignoreCase: boolean;
}

/** Looks into a field itself instead of into what a function makes of it, where the text must stand in both. */
function searchFor(search: Search, text: ByteString): Search {
  const { left, place } = search;
  if (left.kind !== 'call') return search;
  const [first, second] = left.args;
  if (left.name === 'tolower' && first?.kind === 'field') return { left: first, place, ignoreCase: true };
  if (left.name === 'basename' && first?.kind === 'field') {
    return { ...search, left: first, place: place === 'whole' || place === 'end' ? 'end' : 'anywhere' };
  }
  const isJoined = left.name === 'join' && first?.kind === 'constant' && second?.kind === 'field';
  if (isJoined && second.type === 'string' && hasNoneOf(text, first.value)) {
    return { ...search, left: second, place: 'anywhere' };
  }
  return search;
}

/** Whether a text lies between separators if it lies in what they separate. */
function hasNoneOf(text: ByteString, separator: ByteString): boolean {
  return separator !== '' && [...separator].every((char) => !text.includes(char));
}

function literalRate(text: ByteString, { left, place }: Search): number {
  if (place === 'whole') return left.list ? ELEMENT_RATE : EQUAL_RATE;
  const rate = RATE_BY_LENGTH[Math.min(text.length, RATE_BY_LENGTH.length - 1)] as number;
  return place === 'anywhere' ? rate : rate * PLACE_RATE;
}

function isOrdering(operator: string): operator is OrderingOperator {
  return (ORDERING_OPERATORS as readonly string[]).includes(operator);
}

/** What the components hold that a path must have. */
function pathLiterals(path: ByteString): readonly ByteString[] {
  return path
    .split('/')
    .flatMap((name) => (isGlobName(name) ? globLiterals(name, { ignoreCase: false }) : [name]));
}

function single(trigger: Trigger, rate: number): TriggerSet {
  return { triggers: [trigger], rate };
}

function rarest(sets: readonly (TriggerSet | undefined)[]): TriggerSet | undefined {
  let best: TriggerSet | undefined;
  for (const set of sets) if (set !== undefined && (best === undefined || set.rate < best.rate)) best = set;
  return best;
}

function union(sets: readonly (TriggerSet | undefined)[]): TriggerSet | undefined {
  const triggers: Trigger[] = [];
  let none = 1;
  for (const set of sets) {
    if (set === undefined) return undefined;
    triggers.push(...set.triggers);
    none *= 1 - set.rate;
  }
  return { triggers, rate: 1 - none };
}
