import type { ByteRange, Condition, Expansion } from '../condition/ast.ts';
import type { RelatedPlace } from '../diagnostic.ts';
import type { MacroTable } from './macro-table.ts';
import type { Location, TracedText } from './traced-text.ts';

/** A rule's condition, as findings in it are located. */
export interface RuleCondition {
  readonly rule: string;
  readonly text: TracedText;
  readonly condition: Condition;
  readonly macros: MacroTable;
}

interface Layer {
  readonly owner: string;
  readonly text: TracedText;
  readonly condition: Condition;
}

/**
 * Where something in a rule's condition stands: in the file, through the macros named by `via`, outermost first,
 * with the way that leads there from the rule.
 */
export function locateFinding(range: ByteRange, via: readonly string[], rule: RuleCondition): Location {
  const layers: Layer[] = [{ owner: `rule \`${rule.rule}\``, text: rule.text, condition: rule.condition }];
  const uses: RelatedPlace[] = [];
  for (const name of via) {
    const outer = layers.at(-1) as Layer;
    const text = rule.macros.textOf(name);
    const use = findExpansion(outer.condition, name);
    if (text === undefined || use === undefined) break;
    const { place } = outer.text.locate(use.range);
    uses.unshift({ message: `macro \`${name}\` is used here by ${outer.owner}`, ...place });
    layers.push({ owner: `macro \`${name}\``, text, condition: use.condition });
  }
  const { place, related } = (layers.at(-1) as Layer).text.locate(range);
  return { place, related: [...related, ...uses] };
}

/** The first call of a macro in the condition itself, not in what its macros stand for. */
function findExpansion(condition: Condition, name: string): Expansion | undefined {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const operand of condition.operands) {
        const found = findExpansion(operand, name);
        if (found !== undefined) return found;
      }
      return undefined;
    case 'not':
      return findExpansion(condition.operand, name);
    case 'expansion':
      return condition.name === name ? condition : undefined;
    case 'macro':
    case 'exists':
    case 'comparison':
      return undefined;
  }
}
