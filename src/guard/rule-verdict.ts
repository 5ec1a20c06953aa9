import type { Alert } from './judgement.ts';
import type { Settings } from './setting-keys.ts';

/** Which tags ask for what. */
export type VerdictTags = Pick<Settings, 'denyTags' | 'askTags' | 'seenTags'>;

/** What the tags of a rule ask for, under these settings. */
export function ruleVerdict(
  tags: readonly string[],
  { denyTags, askTags, seenTags }: VerdictTags,
): Alert['verdict'] {
  const asksFor = (wanted: readonly string[]): boolean => wanted.some((tag) => tags.includes(tag));
  if (asksFor(denyTags)) return 'deny';
  if (asksFor(askTags)) return 'ask';
  return asksFor(seenTags) ? 'seen' : 'none';
}
