import {
  type Argument,
  type Comparison,
  type Condition,
  childrenOf,
  type Exists,
  type Left,
} from '../condition/ast.ts';
import { decodeText } from '../condition/byte-string.ts';
import { printCondition } from '../condition/printer.ts';
import {
  ConditionResolver,
  createConditionCompiler,
  type EventFields,
  type FieldCatalogue,
  type FieldInput,
} from '../eval/index.ts';
import { exportExpression, type OutputValue, readerFor } from '../output/index.ts';

/** Why a condition holds for one event or does not: the same tree, decided to its last check. */
export type Trace = CheckTrace | GroupTrace | NotTrace | MacroTrace;

export interface CheckTrace {
  readonly kind: 'check';
  readonly holds: boolean;
  readonly condition: Exists | Comparison;
  /** What the left side comes to; `null` where it has no value. */
  readonly value: OutputValue;
}

export interface GroupTrace {
  readonly kind: 'and' | 'or';
  readonly holds: boolean;
  readonly operands: readonly Trace[];
}

export interface NotTrace {
  readonly kind: 'not';
  readonly holds: boolean;
  readonly operand: Trace;
}

export interface MacroTrace {
  readonly kind: 'macro';
  readonly holds: boolean;
  readonly name: string;
  readonly condition: Trace;
}

/** Those parts of a check's two sides that make it hold by themselves. */
export interface NarrowedCheck {
  readonly condition: Exists | Comparison;
  readonly value: OutputValue;
}

/**
 * Decides conditions that have compiled, each check by itself, for one event. Checks are evaluated by the compiler's own
 * functions. A macro is traced once: its uses share one trace.
 */
export class Tracer {
  private readonly event: EventFields;
  private readonly compile: ReturnType<typeof createConditionCompiler>;
  private readonly resolver: ConditionResolver;
  private readonly read: ReturnType<typeof readerFor>;
  private readonly macros = new Map<Condition, Trace>();

  constructor(catalogue: FieldCatalogue, event: EventFields, options: { readonly strict?: boolean } = {}) {
    this.event = event;
    this.resolver = new ConditionResolver(catalogue, options.strict === true);
    this.compile = createConditionCompiler(this.resolver);
    this.read = readerFor(event);
  }

  trace(condition: Condition): Trace {
    switch (condition.kind) {
      case 'and':
      case 'or': {
        const { kind } = condition;
        const operands = condition.operands.map((operand) => this.trace(operand));
        const isHeld = ({ holds }: Trace): boolean => holds;
        return { kind, holds: kind === 'and' ? operands.every(isHeld) : operands.some(isHeld), operands };
      }
      case 'not': {
        const operand = this.trace(condition.operand);
        return { kind: 'not', holds: !operand.holds, operand };
      }
      case 'expansion': {
        const known = this.macros.get(condition.condition) ?? this.trace(condition.condition);
        this.macros.set(condition.condition, known);
        return { kind: 'macro', holds: known.holds, name: condition.name, condition: known };
      }
      case 'exists':
      case 'comparison': {
        const holds = this.holds(condition, this.event);
        return { kind: 'check', holds, condition, value: this.valueOf(condition.left) };
      }
      case 'macro':
        throw new Error(`the macro ${condition.name} has not been put in`);
    }
  }

  /** Leaves out the elements of lists that do not matter to a check that holds. */
  narrow({ condition, value, holds }: CheckTrace): NarrowedCheck {
    if (!holds || condition.kind === 'exists') return { condition, value };
    const narrowed = this.narrowRight(condition, value);
    return { condition: narrowed, value: this.narrowValue(narrowed, value) };
  }

  private narrowRight(condition: Comparison, value: OutputValue): Comparison {
    const { right } = condition;
    if (right.kind !== 'list' || right.items.length < 2) return condition;
    const having = (items: typeof right.items): Comparison => ({ ...condition, right: { ...right, items } });
    // A list is `in` several constants together, each of which it intersects.
    const operator = condition.operator === 'in' && Array.isArray(value) ? 'intersects' : condition.operator;
    const items = right.items.filter((item) => this.holds({ ...having([item]), operator }, this.event));
    // Of `!=` or `oneof`, one constant alone does not say it.
    return items.length > 0 && this.holds(having(items), this.event) ? having(items) : condition;
  }

  private narrowValue(condition: Comparison, value: OutputValue): OutputValue {
    const { left } = condition;
    if (left.kind !== 'field' || !Array.isArray(value) || value.length < 2) return value;
    const elements = value.filter((element) => {
      const get: EventFields['get'] = (name, argument) =>
        name === left.name ? ([element] as FieldInput) : this.event.get(name, argument);
      return this.holds(condition, { get });
    });
    return elements.length > 0 ? elements : value;
  }

  private holds(condition: Condition, event: EventFields): boolean {
    const compiled = this.compile(condition);
    if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
    return compiled.evaluate(event);
  }

  private valueOf(left: Left): OutputValue {
    const { expression } = this.resolver.resolveTerm(left);
    return expression === undefined ? null : exportExpression(expression, this.read);
  }
}

/** The checks of a trace, in the order of the condition. */
export function checksOf(trace: Trace): readonly CheckTrace[] {
  switch (trace.kind) {
    case 'check':
      return [trace];
    case 'not':
      return checksOf(trace.operand);
    case 'macro':
      return checksOf(trace.condition);
    case 'and':
    case 'or':
      return trace.operands.flatMap(checksOf);
  }
}

/** The names of the fields on the left side of a check. */
export function fieldsOf({ left }: Exists | Comparison): readonly string[] {
  const names = (node: Argument): readonly string[] =>
    node.kind === 'field' ? [node.name] : childrenOf(node).flatMap((child) => names(child as Argument));
  return names(left);
}

/** A check as it is written; of a longer list on its right side only the first `maxItems`, the others counted. */
export function describeCheck(condition: Exists | Comparison, maxItems = Number.POSITIVE_INFINITY): string {
  if (condition.kind === 'exists' || condition.right.kind !== 'list') {
    return decodeText(printCondition(condition));
  }
  const { right } = condition;
  const left = right.items.length - maxItems;
  const items = right.items.slice(0, maxItems);
  const text = decodeText(printCondition({ ...condition, right: { ...right, items } }));
  return left > 0 ? `${text.slice(0, -1)}, ... ${left} more)` : text;
}
