import type { ByteRange, Condition, MacroCall } from '../condition/ast.ts';
import { type Budget, STEP } from './budget.ts';

/** So deep may a condition be once its macros are expanded, and so many nodes may it have. */
const MAX_DEPTH = 1000;
const MAX_NODES = 500_000;

/** A macro as it is known at some point of expanding all of them. */
export interface MacroTree {
  readonly name: string;
  /** Where calls are replaced once the macro's own turn has come. */
  condition: Condition;
  isExpanded: boolean;
}

export type ExpansionProblem =
  | { readonly kind: 'undefined_macro' | 'macro_loop'; readonly name: string; readonly range: ByteRange }
  | { readonly kind: 'condition_too_large'; readonly range: ByteRange };

export interface ExpansionResult {
  /** Without macro calls if there is no problem. The same object if there was nothing to expand. */
  readonly condition: Condition;
  /** In the order of the text; loops before undefined macros, as in Falco. */
  readonly problems: readonly ExpansionProblem[];
  /** The names of the macros called, directly or through macros that were not expanded yet. */
  readonly used: ReadonlySet<string>;
}

interface Memo {
  /** What the macros that were looked up stood for. */
  readonly seen: ReadonlyMap<string, Condition>;
  readonly result: ExpansionResult;
}

interface Size {
  readonly depth: number;
  readonly nodes: number;
}

/**
 * Replaces macro calls by what they stand for, as subtrees, so that a macro's `or` never leaks out of it.
 *
 * @see https://github.com/falcosecurity/falco/blob/master/userspace/engine/filter_macro_resolver.cpp
 */
export class MacroExpander {
  /** Sizes count a shared subtree as often as it is used. */
  private readonly sizes = new WeakMap<Condition, Size>();
  private readonly memos = new WeakMap<Condition, Memo>();

  /**
   * `lookUp` answers for the macros that the condition can see. The same condition with the same macros gives
   * the same object again.
   */
  expand(
    condition: Condition,
    lookUp: (name: string) => MacroTree | undefined,
    budget: Budget,
  ): ExpansionResult {
    const memo = this.memos.get(condition);
    if (memo !== undefined && [...memo.seen].every(([name, seen]) => lookUp(name)?.condition === seen)) {
      return memo.result;
    }
    const run = new ExpansionRun(lookUp, budget);
    const expanded = run.expand(condition);
    const size = this.sizeOf(expanded);
    if (!run.isComplete || size.depth > MAX_DEPTH || size.nodes > MAX_NODES) {
      return {
        condition,
        problems: [{ kind: 'condition_too_large', range: condition.range }],
        used: run.used,
      };
    }
    const problems = [...run.loops, ...run.undefinedMacros];
    const result = { condition: expanded, problems, used: run.used };
    if (problems.length === 0) this.memos.set(condition, { seen: run.seen, result });
    return result;
  }

  private sizeOf(condition: Condition): Size {
    const known = this.sizes.get(condition);
    if (known !== undefined) return known;
    const size = this.measure(condition);
    this.sizes.set(condition, size);
    return size;
  }

  private measure(condition: Condition): Size {
    switch (condition.kind) {
      case 'and':
      case 'or': {
        const sizes = condition.operands.map((operand) => this.sizeOf(operand));
        const depth = sizes.reduce((max, size) => Math.max(max, size.depth), 0);
        return { depth: depth + 1, nodes: sizes.reduce((sum, size) => sum + size.nodes, 1) };
      }
      case 'not':
        return grown(this.sizeOf(condition.operand));
      case 'expansion':
        return grown(this.sizeOf(condition.condition));
      case 'macro':
      case 'exists':
      case 'comparison':
        return { depth: 1, nodes: 1 };
    }
  }
}

function grown({ depth, nodes }: Size): Size {
  return { depth: depth + 1, nodes: nodes + 1 };
}

/** The expansion of one condition. */
class ExpansionRun {
  readonly loops: ExpansionProblem[] = [];
  readonly undefinedMacros: ExpansionProblem[] = [];
  readonly used = new Set<string>();
  readonly seen = new Map<string, Condition>();
  /** Whether nothing was left out for being too deep or too much. */
  isComplete = true;
  private depth = 0;
  private readonly lookUp: (name: string) => MacroTree | undefined;
  private readonly budget: Budget;
  private readonly unfinished = new Set<string>();
  private readonly finished = new Map<string, Condition>();
  /** The call in the condition itself that is being expanded: where its problems are shown. */
  private outermost: MacroCall | undefined;

  constructor(lookUp: (name: string) => MacroTree | undefined, budget: Budget) {
    this.lookUp = lookUp;
    this.budget = budget;
  }

  expand(condition: Condition): Condition {
    if (this.depth >= MAX_DEPTH) {
      this.isComplete = false;
      return condition;
    }
    this.depth++;
    const expanded = this.expandNode(condition);
    this.depth--;
    return expanded;
  }

  private expandNode(condition: Condition): Condition {
    switch (condition.kind) {
      case 'and':
      case 'or': {
        const operands = condition.operands.map((operand) => this.expand(operand));
        const isSame = operands.every((operand, index) => operand === condition.operands[index]);
        return isSame ? condition : { ...condition, operands };
      }
      case 'not': {
        const operand = this.expand(condition.operand);
        return operand === condition.operand ? condition : { ...condition, operand };
      }
      case 'macro':
        return this.expandCall(condition);
      case 'expansion':
      case 'exists':
      case 'comparison':
        return condition;
    }
  }

  private expandCall(call: MacroCall): Condition {
    const { name } = call;
    const { range } = this.outermost ?? call;
    const macro = this.lookUp(name);
    if (macro === undefined) {
      this.undefinedMacros.push({ kind: 'undefined_macro', name, range });
      return call;
    }
    if (this.unfinished.has(name)) {
      this.loops.push({ kind: 'macro_loop', name, range });
      return call;
    }
    if (!this.budget.spend(STEP)) {
      this.isComplete = false;
      return call;
    }
    this.used.add(name);
    this.seen.set(name, macro.condition);
    const condition = macro.isExpanded ? macro.condition : this.expandUnfinished(macro, call);
    return { kind: 'expansion', name, condition, range: call.range };
  }

  private expandUnfinished(macro: MacroTree, call: MacroCall): Condition {
    const finished = this.finished.get(macro.name);
    if (finished !== undefined) return finished;
    const isOutermost = this.outermost === undefined;
    if (isOutermost) this.outermost = call;
    this.unfinished.add(macro.name);
    const condition = this.expand(macro.condition);
    this.unfinished.delete(macro.name);
    if (isOutermost) this.outermost = undefined;
    this.finished.set(macro.name, condition);
    return condition;
  }
}
