import type { RuleFile } from '../../src/falco/index.ts';
import type { Corpus } from './corpus.ts';
import { impossibleRules, possibleRules, readDefaultRules } from './rule-files.ts';

export const RULE_SETS = [
  'upstream rules',
  'upstream + 9x that cannot match',
  'upstream + 99x that cannot match',
  'upstream + 9x that can',
  'default rules',
  'default + 9x that cannot match',
  'default + 99x that cannot match',
  'default + 9x that can',
  '1,000 rules',
] as const;

export type RuleSetName = (typeof RULE_SETS)[number];

/** The files of a rule set; `default` are the ones of the product. */
export function filesOf(name: RuleSetName, { upstreamRules, commands }: Corpus): readonly RuleFile[] {
  const base = name.startsWith('upstream') ? [upstreamRules] : readDefaultRules();
  const size = countRules(base);
  switch (name) {
    case 'upstream rules':
    case 'default rules':
      return base;
    case 'upstream + 9x that cannot match':
    case 'default + 9x that cannot match':
      return [...base, impossibleRules(9 * size)];
    case 'upstream + 99x that cannot match':
    case 'default + 99x that cannot match':
      return [...base, impossibleRules(99 * size)];
    case 'upstream + 9x that can':
    case 'default + 9x that can':
      return [...base, possibleRules(9 * size, commands)];
    case '1,000 rules':
      return [...base, impossibleRules(1000 - size)];
  }
}

/** Without loading them, which is still to be measured. */
function countRules(files: readonly RuleFile[]): number {
  return files.reduce((sum, { text }) => sum + (text.match(/^- rule:/gm)?.length ?? 0), 0);
}
