import type { ByteString } from '../condition/byte-string.ts';
import { compileConstantTest, compileExpressionTest } from './comparators.ts';
import type { Expression } from './expression.ts';
import { ReaderTable, remember } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import { MIN_NEEDLE_LENGTH, type Needle } from './literal-automaton.ts';
import { LiteralScanner } from './literal-scanner.ts';
import type { ConstantTest, Predicate, Test, TestOperator } from './predicate.ts';
import type { CompiledRegex } from './regex.ts';
import { isEqualityTest } from './specialise.ts';

export type Evaluate = (frame: Frame) => boolean;

/** A predicate as one of a program's distinct ones: equal tests are one, and so is what is put together of the same. */
interface Node {
  readonly id: number;
  /** Rough, in the time that a comparison of numbers takes. */
  readonly cost: number;
  readonly evaluate: Evaluate;
  /** Set for tests that a scan answers. */
  readonly needle?: { readonly scanner: LiteralScanner; readonly number: number };
}

const PLACES: Readonly<Partial<Record<TestOperator, Needle['place']>>> = {
  contains: 'anywhere',
  icontains: 'anywhere',
  startswith: 'start',
  endswith: 'end',
};

const COSTS: Readonly<Partial<Record<TestOperator, number>>> = {
  regex: 40,
  pmatch: 12,
  glob: 8,
  iglob: 8,
  icontains: 6,
};
const TEST_COST = 2;
/** What is cheaper is worked out again rather than remembered. */
const MIN_COST_TO_REMEMBER = 6;

/** Compiles predicates to functions that share what they have in common. */
export class Evaluators {
  readonly readers = new ReaderTable();
  private readonly scanners = new Map<string, LiteralScanner>();
  private readonly byPredicate = new WeakMap<Predicate, Node>();
  /** What is put together of others, by their numbers. */
  private readonly byKey = new Map<string, Node>();
  private nodeCount = 0;

  compile(predicate: Predicate): Evaluate {
    return this.nodeOf(predicate).evaluate;
  }

  /**
   * The one scanner for an expression's value and a purpose. Triggers are looked for in every event, what tests
   * look for only where one fired.
   */
  scannerOf(expression: Expression, purpose: 'triggers' | 'tests', ignoreCase: boolean): LiteralScanner {
    const key = `${purpose} ${ignoreCase ? 'i' : 'c'} ${expression.key}`;
    let scanner = this.scanners.get(key);
    if (scanner === undefined) {
      const bytes = this.readers.readerOf(expression);
      scanner = new LiteralScanner({ bytes, text: this.readers.textReaderOf(expression) }, ignoreCase);
      this.scanners.set(key, scanner);
    }
    return scanner;
  }

  private nodeOf(predicate: Predicate): Node {
    let node = this.byPredicate.get(predicate);
    if (node === undefined) {
      node = this.intern(predicate);
      this.byPredicate.set(predicate, node);
    }
    return node;
  }

  private intern(predicate: Predicate): Node {
    switch (predicate.kind) {
      case 'and':
      case 'or': {
        const operands = new Set(predicate.operands.map((operand) => this.nodeOf(operand)));
        const sorted = [...operands].sort((a, b) => a.cost - b.cost || a.id - b.id);
        const key = `${predicate.kind} ${sorted.map(({ id }) => id).join()}`;
        return this.unique(key, sumOfCosts(sorted), () => chain(predicate.kind, sorted));
      }
      case 'not': {
        const { id, cost, evaluate } = this.nodeOf(predicate.operand);
        return this.unique(`not ${id}`, cost, () => (frame) => !evaluate(frame));
      }
      case 'test':
        return this.testNode(predicate.test);
    }
  }

  private unique(key: string, cost: number, compile: () => Evaluate): Node {
    const node = this.byKey.get(key) ?? this.newNode(cost, compile());
    this.byKey.set(key, node);
    return node;
  }

  private newNode(cost: number, evaluate: Evaluate): Node {
    const id = this.nodeCount++;
    return { id, cost, evaluate: cost < MIN_COST_TO_REMEMBER ? evaluate : remember(evaluate) };
  }

  private testNode(test: Test): Node {
    if (test.kind === 'constants' && isSearch(test)) {
      const place = PLACES[test.operator];
      if (place !== undefined) return this.searchNode(test, place);
    }
    const cost = test.kind === 'exists' ? 1 : (COSTS[test.operator] ?? TEST_COST);
    return this.newNode(cost, this.compileTest(test));
  }

  private searchNode({ left, operator, modifier, operands }: ConstantTest, place: Needle['place']): Node {
    const scanner = this.scannerOf(left, 'tests', operator === 'icontains');
    const numbers = operands.map((operand) => scanner.add(operand as ByteString, place));
    const tests = numbers.map(
      (number): Evaluate =>
        (frame) =>
          scanner.has(number, frame),
    );
    const isPlain = modifier === undefined;
    const evaluate: Evaluate =
      isPlain || modifier === 'allof' ? all(tests) : (frame) => scanner.hasAny(numbers, frame);
    const needle = { scanner, number: numbers[0] as number };
    const node = this.newNode(TEST_COST, evaluate);
    return isPlain ? { ...node, needle } : node;
  }

  /** Does not try a regular expression on a value that lacks a text that any match has. */
  private compileRegexTest({ left, operands }: ConstantTest): Evaluate {
    const regex = operands[0] as CompiledRegex;
    const matches = (text: string): boolean => regex.matches(text);
    const read = this.readers.textReaderOf(left);
    const evaluate: Evaluate = (frame) => {
      const values = read(frame) as string | readonly string[] | undefined;
      if (values === undefined) return false;
      return typeof values === 'string' ? matches(values) : values.some(matches);
    };
    return all([...regex.literals.map((set) => this.anySearch(left, set)), evaluate]);
  }

  /** Whether the value has one of these texts. */
  private anySearch(left: Expression, texts: readonly ByteString[]): Evaluate {
    const scanner = this.scannerOf(left, 'tests', false);
    if (texts.every((text) => text.length >= MIN_NEEDLE_LENGTH)) {
      const needles = texts.map((text) => scanner.add(text, 'anywhere'));
      return (frame) => scanner.hasAny(needles, frame);
    }
    const key = `${left.key} has ${JSON.stringify(texts)}`;
    const read = this.readers.readerFor(left, texts);
    const holdsAny = (value: ByteString): boolean => {
      for (let index = 0; index < texts.length; index++) {
        if (value.includes(texts[index] as ByteString)) return true;
      }
      return false;
    };
    const search: Evaluate = (frame) => {
      const values = read(frame) as ByteString | readonly ByteString[] | undefined;
      if (values === undefined) return false;
      return typeof values === 'string' ? holdsAny(values) : values.some(holdsAny);
    };
    return this.unique(key, MIN_COST_TO_REMEMBER, () => search).evaluate;
  }

  private compileTest(test: Test): Evaluate {
    const readLeft = this.readers.readerOf(test.left);
    switch (test.kind) {
      case 'exists':
        return (frame) => readLeft(frame) !== undefined;
      case 'constants': {
        if (test.operator === 'regex' && isSearch(test)) return this.compileRegexTest(test);
        const check = compileConstantTest(test);
        const read = isEqualityTest(test) ? this.readers.readerFor(test.left, test.operands) : readLeft;
        return (frame) => {
          const values = read(frame);
          return values !== undefined && check(values);
        };
      }
      case 'expressions': {
        const readRight = this.readers.readerOf(test.right);
        const compare = compileExpressionTest(test);
        return (frame) => {
          const left = readLeft(frame);
          if (left === undefined) return false;
          const right = readRight(frame);
          return right !== undefined && compare(left, right);
        };
      }
    }
  }
}

/** Whether the test looks for texts, or for one pattern, in others. */
function isSearch({ left, operator, modifier, operands }: ConstantTest): boolean {
  if ((left.type !== 'string' && left.type !== 'fspath') || left.mayHoldNul) return false;
  if (operator === 'regex') return modifier === undefined;
  const isLong = operands.every((operand) => (operand as ByteString).length >= MIN_NEEDLE_LENGTH);
  if (modifier === undefined) return isLong;
  return isLong && modifier !== 'oneof' && operands.length > 0;
}

function sumOfCosts(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { cost }) => sum + cost, 1);
}

/** `and` or `or` over functions; searches in the same value are answered together. */
function chain(kind: 'and' | 'or', nodes: readonly Node[]): Evaluate {
  return kind === 'and' ? all(nodes.map(({ evaluate }) => evaluate)) : any(groupSearches(nodes));
}

function all(parts: readonly Evaluate[]): Evaluate {
  const [first, second, third] = parts as readonly [Evaluate, Evaluate, Evaluate];
  const { length } = parts;
  if (length === 1) return first;
  if (length === 2) return (frame) => first(frame) && second(frame);
  if (length === 3) return (frame) => first(frame) && second(frame) && third(frame);
  return (frame) => {
    for (let index = 0; index < length; index++) if (!(parts[index] as Evaluate)(frame)) return false;
    return true;
  };
}

function any(parts: readonly Evaluate[]): Evaluate {
  const [first, second] = parts as readonly [Evaluate, Evaluate];
  const { length } = parts;
  if (length === 1) return first;
  if (length === 2) return (frame) => first(frame) || second(frame);
  return (frame) => {
    for (let index = 0; index < length; index++) if ((parts[index] as Evaluate)(frame)) return true;
    return false;
  };
}

function groupSearches(nodes: readonly Node[]): readonly Evaluate[] {
  const groups = new Map<LiteralScanner, number[]>();
  const rest: Evaluate[] = [];
  for (const { needle, evaluate } of nodes) {
    if (needle === undefined) rest.push(evaluate);
    else {
      const group = groups.get(needle.scanner);
      if (group === undefined) groups.set(needle.scanner, [needle.number]);
      else group.push(needle.number);
    }
  }
  const searches = [...groups].map(
    ([scanner, numbers]): Evaluate =>
      (frame) =>
        scanner.hasAny(numbers, frame),
  );
  return [...searches, ...rest];
}
