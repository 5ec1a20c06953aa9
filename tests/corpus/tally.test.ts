import { describe, expect, it } from 'vitest';
import { isAsLabelled, type Label, Tally } from './tally.ts';

const record = (label: Label, category: string) => ({ id: 'x', label, category, source: 'own' });

describe('Tally', () => {
  it('counts deny and ask as stopped, by label and by group within it', () => {
    const tally = new Tally();
    tally.add(record('deny', 'a'), { verdict: 'deny' });
    tally.add(record('deny', 'a'), { verdict: 'ask' });
    tally.add(record('deny', 'b'), { verdict: 'defer' });
    tally.add(record('allow', 'a'), { verdict: 'allow' });
    expect(tally.label('deny')).toEqual({ records: 3, stopped: 2, denied: 1 });
    expect(tally.groups('deny', 'category')).toEqual([
      ['a', { records: 2, stopped: 2, denied: 1 }],
      ['b', { records: 1, stopped: 0, denied: 0 }],
    ]);
    expect(tally.groups('allow', 'source')).toEqual([['own', { records: 1, stopped: 0, denied: 0 }]]);
    expect(tally.label('ask').records).toBe(0);
  });
});

describe('isAsLabelled', () => {
  it.each([
    ['allow', 'defer', true],
    ['allow', 'allow', true],
    ['allow', 'ask', false],
    ['ask', 'ask', true],
    ['ask', 'deny', false],
    ['deny', 'ask', false],
    ['deny', 'deny', true],
  ] as const)('takes %s answered by %s as %s', (label, verdict, expected) => {
    expect(isAsLabelled(label, verdict)).toBe(expected);
  });
});
