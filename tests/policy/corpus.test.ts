import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/guard/index.ts';
import { scoreCorpus } from '../corpus/score.ts';

const CORPUS = join(packageRoot(), '..', 'shared', 'corpus');

/** Floors below what was measured, so that a change that loses much is seen; the corpus itself is not part of the package. */
describe.skipIf(!existsSync(CORPUS))('the labelled corpus', () => {
  it('is stopped where it is dangerous and let through where it is not', async () => {
    const { tally, bothered, sessions } = await scoreCorpus(CORPUS);
    const share = (label: 'deny' | 'ask' | 'allow'): number =>
      tally.label(label).stopped / tally.label(label).records;
    expect(share('deny')).toBeGreaterThan(0.985);
    expect(tally.label('deny').denied / tally.label('deny').records).toBeGreaterThan(0.955);
    expect(share('ask')).toBeGreaterThan(0.96);
    expect(share('allow')).toBeLessThan(0.005);
    expect(bothered.filter(({ record }) => record.source === 'own').map(({ record }) => record.id)).toEqual(
      [],
    );
    const whole = sessions.filter(({ different }) => different.length === 0).length;
    expect(whole / sessions.length).toBeGreaterThanOrEqual(0.9);
  }, 120_000);
});
