import type { Condition, LoadResult, RuleSet, TextRange } from '../falco/index.ts';

/** What one of the files does that it may not. */
export interface Overreach {
  readonly file: string;
  readonly range: TextRange;
  readonly what: string;
}

/**
 * The first thing that the rules of files do which nobody trusts, and which only trusted ones may: change what another file
 * defines, or use a pattern of their own, which can take seconds where somebody means it to.
 */
export function overreachOf(
  { definitions }: LoadResult,
  ruleSet: RuleSet,
  untrusted: ReadonlySet<string>,
): Overreach | undefined {
  if (untrusted.size === 0) return undefined;
  const { lists, macros, rules } = definitions;
  for (const { name, changes } of [...lists.values(), ...macros.values(), ...rules.values()]) {
    const change = changes.find(
      ({ place: { file } }) => untrusted.has(file) && file !== changes[0]?.place.file,
    );
    if (change !== undefined) return { ...change.place, what: `changes \`${name}\` of another file` };
  }
  const isOwn = (macro: string): boolean => untrusted.has(macros.get(macro)?.place.file ?? '');
  const rule = ruleSet.rules.find(
    ({ file, condition }) => untrusted.has(file) && usesRegex(condition, isOwn),
  );
  return rule && { file: rule.file, range: rule.range, what: `uses \`regex\` in the rule \`${rule.name}\`` };
}

/** Whether a condition, or a macro in it that is `isOwn`, holds a regular expression. */
function usesRegex(condition: Condition, isOwn: (macro: string) => boolean): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.some((operand) => usesRegex(operand, isOwn));
    case 'not':
      return usesRegex(condition.operand, isOwn);
    case 'expansion':
      return isOwn(condition.name) && usesRegex(condition.condition, isOwn);
    case 'comparison':
      return condition.operator === 'regex';
    case 'exists':
    case 'macro':
      return false;
  }
}
