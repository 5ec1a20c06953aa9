import type { Condition } from '../condition/ast.ts';
import { nearestName } from '../diagnostic-suggestion.ts';
import type { Steps } from '../steps.ts';
import type { Budget } from './budget.ts';
import type { Collection } from './collection.ts';
import type { ConditionReader } from './condition-reader.ts';
import type { MacroDefinition } from './definitions.ts';
import type { ListSubstitution } from './list-substitution.ts';
import type { ExpansionProblem, MacroExpander, MacroTree } from './macro-expansion.ts';
import type { ItemName, Report } from './report.ts';
import { TracedText } from './traced-text.ts';

interface MacroEntry extends MacroTree {
  readonly definition: MacroDefinition;
  readonly text: TracedText;
}

interface ExpandedCondition {
  readonly condition: Condition;
  /** Whether no macro call is left in it. */
  readonly isWhole: boolean;
}

/** All macros of a collection, parsed and expanded; its mistakes are reported as it is built. */
export class MacroTable {
  /** The names of macros that a rule or another macro calls. */
  readonly used = new Set<string>();
  /** Macros with a mistake, told already: who uses them is passed over in silence. */
  private readonly broken: Set<string>;
  private readonly entries = new Map<string, MacroEntry>();
  private readonly collection: Collection;
  private readonly expander: MacroExpander;
  private readonly budget: Budget;

  constructor(collection: Collection, expander: MacroExpander, budget: Budget) {
    this.collection = collection;
    this.expander = expander;
    this.budget = budget;
    this.broken = new Set(collection.broken);
  }

  /** Parses every macro, then expands every macro: Falco finds mistakes in that order. */
  *build(
    reader: ConditionReader,
    lists: ListSubstitution,
    usedLists: Set<string>,
    report: Report,
  ): Steps<void> {
    for (const definition of this.collection.macros.values()) {
      const { name, visibility } = definition;
      const item: ItemName = { type: 'macro', name };
      const write = () => TracedText.join(definition.condition);
      const { text, condition, problem } = reader.read({ item, visibility, write }, lists, usedLists);
      if (problem !== undefined) report.add(problem);
      if (condition === undefined) this.broken.add(name);
      else this.entries.set(name, { name, definition, text, condition, isExpanded: false });
      yield;
    }
    for (const entry of this.entries.values()) {
      const { visibility } = entry.definition;
      const expanded = this.expand(entry, report, { type: 'macro', name: entry.name }, visibility);
      if (!expanded.isWhole) this.broken.add(entry.name);
      entry.condition = expanded.condition;
      entry.isExpanded = true;
      yield;
    }
  }

  textOf(name: string): TracedText | undefined {
    return this.entries.get(name)?.text;
  }

  conditionOf(name: string): Condition | undefined {
    return this.entries.get(name)?.condition;
  }

  /**
   * Replaces the macro calls of a condition, but for those where that fails, which is reported unless the cause
   * already was. A macro sees only what was first defined before its own last change, a rule sees all.
   */
  expand(
    { condition, text }: { readonly condition: Condition; readonly text: TracedText },
    report: Report,
    item: ItemName,
    visibility = Number.POSITIVE_INFINITY,
  ): ExpandedCondition {
    const isVisible = (entry: MacroEntry | undefined) =>
      entry !== undefined && entry.definition.index < visibility ? entry : undefined;
    const result = this.expander.expand(condition, (name) => isVisible(this.entries.get(name)), this.budget);
    for (const name of result.used) this.used.add(name);
    let isWhole = ![...result.used].some((name) => this.broken.has(name));
    for (const problem of result.problems) {
      const isKnown =
        problem.kind === 'undefined_macro' && (this.collection.isIncomplete || this.broken.has(problem.name));
      isWhole = false;
      if (!isKnown) this.reportProblem(problem, text, report, item);
    }
    return { condition: result.condition, isWhole };
  }

  private reportProblem(problem: ExpansionProblem, text: TracedText, report: Report, item: ItemName): void {
    const { kind } = problem;
    const { place, related } = text.locate(problem.range);
    const owner = `${item.type} \`${item.name}\``;
    switch (kind) {
      case 'condition_too_large': {
        const message = `the condition of ${owner} grows too large or too deep with its macros put in`;
        report.add({ kind, place, related, message, item });
        return;
      }
      case 'macro_loop': {
        const message = `macro \`${problem.name}\` is used in a circle that leads back to itself`;
        report.add({ kind, place, related, message, item });
        return;
      }
      case 'undefined_macro': {
        const later = this.collection.macros.get(problem.name);
        const message =
          later === undefined
            ? `there is no macro \`${problem.name}\``
            : `macro \`${problem.name}\` is defined only after ${owner}, which uses it`;
        report.add({
          kind,
          place,
          related:
            later === undefined ? related : [...related, { message: 'it is defined here', ...later.place }],
          message,
          hint:
            later === undefined
              ? this.hintFor(problem.name, related.length > 0)
              : `move \`${problem.name}\` before \`${item.name}\``,
          item,
        });
      }
    }
  }

  private hintFor(name: string, isFromList: boolean): string | undefined {
    if (isFromList) return 'a list cannot stand alone: write `field in (...)` around its name';
    const nearest = nearestName(name, this.collection.macros.keys());
    return nearest === undefined ? undefined : `did you mean \`${nearest}\`?`;
  }
}
