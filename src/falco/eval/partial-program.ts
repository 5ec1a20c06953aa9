import { Evaluators } from './evaluators.ts';
import type { Expression, FieldExpression } from './expression.ts';
import { remember } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import { allOf, anyOf, compilePartialTest, not, type PartialTexts, type Truth } from './partial-texts.ts';
import type { Predicate, Test } from './predicate.ts';
import type { EventFields } from './values.ts';

/** The fields of an event that is not known whole. */
export interface PartialFields extends EventFields {
  /** What is known of a field of which not all is; `undefined` for all others, whose value `get` gives. */
  partial(name: string, argument?: string): PartialTexts | undefined;
}

/** A predicate, by its number, that holds for what is known of an event, or may. */
export interface PartialMatch {
  readonly number: number;
  /** Whether it holds whatever stands in what is not known. */
  readonly isCertain: boolean;
}

export interface PartialProgram {
  /** The predicates that hold or may hold, by number, rising. */
  match(event: PartialFields): readonly PartialMatch[];
}

type Decide = (frame: Frame) => Truth;

const NO_FIELDS: EventFields = { get: () => undefined };

/**
 * Compiles predicates to be decided in Kleene's three-valued logic: a test of what is not known is neither true nor
 * false, and whatever holds or fails without it is decided all the same. Tests of what is known are those of a `Program`.
 */
export function createPartialProgram(predicates: readonly Predicate[]): PartialProgram {
  const compiler = new PartialCompiler();
  const decisions = predicates.map((predicate) => compiler.compile(predicate));
  const frame: Frame = { event: NO_FIELDS, epoch: 0 };
  return {
    match(event) {
      frame.epoch++;
      frame.event = event;
      const matches: PartialMatch[] = [];
      for (const [number, decide] of decisions.entries()) {
        const truth = decide(frame);
        if (truth !== false) matches.push({ number, isCertain: truth === true });
      }
      frame.event = NO_FIELDS;
      return matches;
    },
  };
}

class PartialCompiler {
  private readonly evaluators = new Evaluators();
  private readonly byPredicate = new Map<Predicate, Decide>();

  /** Each predicate is decided once per event, however many others share it. */
  compile(predicate: Predicate): Decide {
    const known = this.byPredicate.get(predicate);
    if (known !== undefined) return known;
    const decide = this.compileNode(predicate);
    this.byPredicate.set(predicate, decide);
    return decide;
  }

  private compileNode(predicate: Predicate): Decide {
    switch (predicate.kind) {
      case 'and':
      case 'or': {
        const operands = predicate.operands.map((operand) => this.compile(operand));
        const combine = predicate.kind === 'and' ? allOf : anyOf;
        return remember((frame) => combine(decided(operands, frame)));
      }
      case 'not': {
        const decide = this.compile(predicate.operand);
        return (frame) => not(decide(frame));
      }
      case 'test':
        return remember(this.compileTest(predicate));
    }
  }

  private compileTest(predicate: Predicate & { readonly kind: 'test' }): Decide {
    const { test } = predicate;
    const evaluate = this.evaluators.compile(predicate);
    const isPartly = partialTest(test);
    const fields = test.kind === 'expressions' ? [test.left, test.right] : [test.left];
    const references = fields.flatMap(fieldsOf).map(({ reference }) => reference);
    return (frame) => {
      const event = frame.event as PartialFields;
      for (const { definition, argument } of references) {
        const known = event.partial(definition.name, argument);
        if (known !== undefined) return isPartly(known);
      }
      return evaluate(frame);
    };
  }
}

function* decided(operands: readonly Decide[], frame: Frame): Iterable<Truth> {
  for (const decide of operands) yield decide(frame);
}

/** What a test says of a field that is known in part; nothing where it compares what a function makes of it. */
function partialTest(test: Test): (known: PartialTexts) => Truth {
  if (test.left.kind !== 'field') return () => undefined;
  switch (test.kind) {
    case 'exists':
      return ({ texts }) => (texts.length > 0 ? true : undefined);
    case 'constants':
      return compilePartialTest(test);
    case 'expressions':
      return () => undefined;
  }
}

function fieldsOf(expression: Expression): readonly FieldExpression[] {
  switch (expression.kind) {
    case 'field':
      return [expression];
    case 'constant':
      return [];
    case 'list':
      return expression.items.flatMap(fieldsOf);
    case 'call':
      return expression.args.flatMap(fieldsOf);
  }
}
