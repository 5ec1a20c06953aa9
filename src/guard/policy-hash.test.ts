import { expect, test } from 'vitest';
import type { RuleFile } from '../falco/index.ts';
import { policyHash, type VerdictSettings } from './policy-hash.ts';
import { DEFAULT_SETTINGS } from './setting-keys.ts';

const RULES: readonly RuleFile[] = [
  { name: 'a.yaml', text: 'a' },
  { name: 'b.yaml', text: 'b' },
];

test('is the same for the same rules and settings, wherever the files are', () => {
  const moved = RULES.map(({ name, text }) => ({ name: `/elsewhere/${name}`, text }));
  expect(policyHash(moved, DEFAULT_SETTINGS)).toBe(policyHash(RULES, DEFAULT_SETTINGS));
});

test.each<[what: string, rules: readonly RuleFile[], settings: Partial<VerdictSettings>]>([
  ['another order', RULES.toReversed(), {}],
  ['another text', [{ name: 'a.yaml', text: 'ab' }], {}],
  ['another mode', RULES, { mode: 'monitor' }],
  ['another floor', RULES, { defaultAction: 'allow' }],
  ['other tags', RULES, { denyTags: ['stop'] }],
])('is another one for %s', (_what, rules, settings) => {
  expect(policyHash(rules, { ...DEFAULT_SETTINGS, ...settings })).not.toBe(
    policyHash(RULES, DEFAULT_SETTINGS),
  );
});
