import { describe, expect, test } from 'vitest';
import type { CallEntry } from '../audit/index.ts';
import { NO_RULE, type Replayed, reEvaluate } from './re-evaluate.ts';
import { recordedCall as call, policyOf, TWO_RULES } from './testing/recorded.ts';

const POLICY = policyOf(TWO_RULES);

describe('a call put to other rules', () => {
  test.each<[what: string, call: CallEntry, replayed: Replayed]>([
    ['passes as before', call('ls'), { kind: 'same', verdict: 'pass' }],
    ['is denied as before', call('git push', { 'Deny pushing': 'deny' }), { kind: 'same', verdict: 'deny' }],
    [
      'is denied by another rule',
      call('git push', { 'Deny something else': 'deny' }),
      { kind: 'same', verdict: 'deny' },
    ],
    ['is denied now', call('git push'), { kind: 'changed', from: 'pass', to: 'deny', rule: 'Deny pushing' }],
    [
      'is asked about now',
      call('upload x'),
      { kind: 'changed', from: 'pass', to: 'ask', rule: 'Ask before uploads' },
    ],
    [
      'is no longer denied, by the rule that did so',
      call('ls', { 'Ask first': 'ask', 'Deny listing': 'deny' }),
      { kind: 'changed', from: 'deny', to: 'pass', rule: 'Deny listing' },
    ],
    [
      'is asked about where it was denied',
      call('upload x', { 'Deny uploads': 'deny' }),
      { kind: 'changed', from: 'deny', to: 'ask', rule: 'Deny uploads' },
    ],
    [
      'is denied where it was asked about',
      call('git push', { 'Ask before pushing': 'ask' }),
      { kind: 'changed', from: 'ask', to: 'deny', rule: 'Deny pushing' },
    ],
    [
      'has one verdict for all its events',
      call(['ls', 'upload x', 'git push'], { 'Ask first': 'ask' }),
      { kind: 'changed', from: 'ask', to: 'deny', rule: 'Deny pushing' },
    ],
    [
      'counts by what the rules said, not by what a person did',
      call(
        'ls',
        { 'Ask first': 'ask' },
        { enforced: 'defer', approval: { code: 'K7QM2P', state: 'approved' } },
      ),
      { kind: 'changed', from: 'ask', to: 'pass', rule: 'Ask first' },
    ],
    [
      'counts by what the rules said, also where the mode enforced nothing',
      call('git push', { 'Deny pushing': 'deny' }, { mode: 'monitor', enforced: 'defer' }),
      { kind: 'same', verdict: 'deny' },
    ],
    [
      'has nothing to compare in passthrough mode',
      call('git push', {}, { mode: 'passthrough' }),
      { kind: 'not-judged' },
    ],
    [
      'has nothing to compare where no rule denied it',
      call('ls', {}, { verdict: 'deny', enforced: 'deny' }),
      { kind: 'not-judged' },
    ],
  ])('%s', (_what, entry, replayed) => {
    expect(reEvaluate(entry, POLICY)).toEqual(replayed);
  });

  test.each<[mode: CallEntry['mode'], verdict: CallEntry['verdict'], replayed: Replayed]>([
    ['guardrails', 'allow', { kind: 'same', verdict: 'allow' }],
    ['guardrails', 'defer', { kind: 'changed', from: 'pass', to: 'allow', rule: NO_RULE }],
    ['monitor', 'defer', { kind: 'same', verdict: 'allow' }],
  ])('in %s mode and with the floor %s, allowed by the default action', (mode, verdict, replayed) => {
    const entry = call('ls', {}, { mode, verdict, enforced: verdict });
    expect(reEvaluate(entry, policyOf(TWO_RULES, { defaultAction: 'allow' }))).toEqual(replayed);
  });
});

describe('a call of which something is masked', () => {
  const unknown = { kind: 'unknown', from: 'pass', worst: 'ask', rule: 'Ask before uploads' } as const;

  test.each<[what: string, call: CallEntry, replayed: Replayed]>([
    [
      'cannot be known where the mask may hide what a rule looks for',
      call('curl -u dev:**** x.example'),
      unknown,
    ],
    [
      'is known where the rest decides',
      call('git push https://dev:****@x.example', { 'Deny pushing': 'deny' }),
      { kind: 'same', verdict: 'deny' },
    ],
    [
      'is known to have changed where the rest decides',
      call('git push https://dev:****@x.example'),
      { kind: 'changed', from: 'pass', to: 'deny', rule: 'Deny pushing' },
    ],
  ])('%s', (_what, entry, replayed) => {
    expect(reEvaluate(entry, POLICY)).toEqual(replayed);
  });

  test.each<[what: string, ruleSet: string, then: Parameters<typeof call>[1], replayed: Replayed]>([
    ['did not match', 'now', {}, { kind: 'same', verdict: 'pass' }],
    ['matched', 'now', { 'Ask before uploads': 'ask' }, { kind: 'same', verdict: 'ask' }],
    ['may have been another one', 'before', {}, unknown],
  ])('is known where the same rule %s then', (_what, ruleSet, then, replayed) => {
    const unchanged = { ruleSet: 'now', rules: new Set(['Ask before uploads']) };
    const entry = call('curl -u dev:**** x.example', then, { ruleSet });
    expect(reEvaluate(entry, policyOf(TWO_RULES, { unchanged }))).toEqual(replayed);
  });
});
