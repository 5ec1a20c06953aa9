import { createHash } from 'node:crypto';
import type { RuleFile } from '../falco/index.ts';
import type { VerdictTags } from './rule-verdict.ts';
import type { Settings } from './setting-keys.ts';

/** The settings on which verdicts depend. */
export type VerdictSettings = VerdictTags & Pick<Settings, 'mode' | 'defaultAction'>;

/** The first 16 hex digits of a SHA-256 over the texts of rules, in load order, and the settings of the verdict. */
export function policyHash(
  rules: readonly RuleFile[],
  { mode, defaultAction, denyTags, askTags, seenTags }: VerdictSettings,
): string {
  const settings = [mode, defaultAction, denyTags, askTags, seenTags];
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const { text } of rules) hash.update(`\0${text}`);
  return hash.digest('hex').slice(0, 16);
}
