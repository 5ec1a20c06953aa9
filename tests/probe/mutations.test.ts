import { describe, expect, it } from 'vitest';
import { describeCall } from '../../src/cli/rule-call.ts';
import { escapes, mutants, stoppedCalls } from './mutation-score.ts';

/** Of every call that is stopped, this many mutants are tried; `npm run mutate` tries all. */
const TRIED = 4;

/** The same pseudo-random numbers in every run: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('calls that are stopped', () => {
  it('are answered as strictly when they are written otherwise, in 97 % of a sample and more', async () => {
    const random = randomNumbers(20_261_122);
    const sample = (await stoppedCalls()).flatMap((call) => {
      const all = mutants(call);
      return Array.from(
        { length: Math.min(TRIED, all.length) },
        () => all[Math.floor(random() * all.length)],
      ).filter((mutant) => mutant !== undefined);
    });
    const escaped = sample.filter(escapes);
    expect(sample.length).toBeGreaterThan(5_000);
    expect(escaped.map(describeCall).length / sample.length).toBeLessThan(0.01);
  });
});
