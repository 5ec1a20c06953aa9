import { type AnyNode, type Condition, childrenOf } from '../condition/ast.ts';
import { decodeText } from '../condition/byte-string.ts';
import { prettyPrint } from '../condition/pretty-printer.ts';
import type { Change, ListDefinition, MacroDefinition, RuleDefinition } from './definitions.ts';
import type { LoadResult } from './load-rules.ts';
import type { Place } from './report.ts';
import type { Rule } from './rule.ts';
import { TracedText } from './traced-text.ts';

interface Description {
  readonly name: string;
  readonly place: Place;
  /** How it came to be what it is, the first definition first. */
  readonly changes: readonly Change[];
}

export interface RuleDescription extends Description {
  readonly type: 'rule';
  /** The condition as written, with what was appended. */
  readonly written: string;
  /** With lists, macros and exceptions put in. */
  readonly expanded: string;
  /** Sorted, without repetition. */
  readonly fields: readonly string[];
  /** The macros used, directly or by other macros, in the order of the condition. */
  readonly macros: readonly string[];
  readonly rule: Rule;
}

export interface MacroDescription extends Description {
  readonly type: 'macro';
  readonly written: string;
  /** The rules that use it, directly or by other macros. */
  readonly usedBy: readonly string[];
}

export interface ListDescription extends Description {
  readonly type: 'list';
  readonly items: readonly string[];
}

/** Everything of that name among the rules, macros and lists of a load without errors. */
export function describe(
  { ruleSet, definitions }: LoadResult,
  name: string,
): readonly (RuleDescription | MacroDescription | ListDescription)[] {
  const rule = definitions.rules.get(name);
  const macro = definitions.macros.get(name);
  const list = definitions.lists.get(name);
  const rules = ruleSet?.rules ?? [];
  const loaded = rules.find((candidate) => candidate.name === name);
  return [
    ...(rule === undefined || loaded === undefined ? [] : [describeRule(rule, loaded)]),
    ...(macro === undefined ? [] : [describeMacro(macro, rules)]),
    ...(list === undefined ? [] : [describeList(list)]),
  ];
}

function describeRule(definition: RuleDefinition, rule: Rule): RuleDescription {
  const { name, place, changes } = definition;
  const { fields, macros } = namesIn(rule.condition);
  const expanded = prettyPrint(rule.condition);
  return {
    type: 'rule',
    name,
    place,
    changes,
    written: textOf(definition.condition),
    expanded,
    fields,
    macros,
    rule,
  };
}

function describeMacro(
  { name, place, changes, condition }: MacroDefinition,
  rules: readonly Rule[],
): MacroDescription {
  const usedBy = rules
    .filter((rule) => namesIn(rule.condition).macros.includes(name))
    .map((rule) => rule.name);
  return { type: 'macro', name, place, changes, written: textOf(condition), usedBy };
}

function describeList({ name, place, changes, items }: ListDefinition): ListDescription {
  return { type: 'list', name, place, changes, items: items.map(({ bytes }) => decodeText(bytes)) };
}

function textOf(condition: readonly TracedText[]): string {
  return decodeText(TracedText.join(condition).bytes).trim();
}

/** The fields and macros that a condition names. Macros that share a tree are looked at once. */
function namesIn(condition: Condition): {
  readonly fields: readonly string[];
  readonly macros: readonly string[];
} {
  const fields = new Set<string>();
  const macros = new Set<string>();
  const collect = (node: AnyNode): void => {
    if (node.kind === 'expansion') {
      if (macros.has(node.name)) return;
      macros.add(node.name);
    }
    if (node.kind === 'field')
      fields.add(node.argument === undefined ? node.name : `${node.name}[${decodeText(node.argument)}]`);
    for (const child of childrenOf(node)) collect(child);
  };
  collect(condition);
  return { fields: [...fields].sort(), macros: [...macros] };
}
