import { describe, expect, it } from 'vitest';
import { readTime } from './time-option.ts';

const NOW = Date.UTC(2026, 0, 31, 12);

describe('readTime', () => {
  it.each([
    ['90s', NOW - 90_000],
    ['30m', NOW - 1_800_000],
    ['2h', NOW - 7_200_000],
    ['7d', NOW - 604_800_000],
    ['2026-01-30', Date.UTC(2026, 0, 30)],
    ['2026-01-30T10:00:00Z', Date.UTC(2026, 0, 30, 10)],
  ])('takes %s', (text, time) => {
    expect(readTime('--since', text, NOW)).toBe(time);
  });

  it.each(['', '2', '2w', '-2h', '1e3h', 'yesterday', '2026-13-01'])('refuses "%s"', (text) => {
    expect(() => readTime('--until', text, NOW)).toThrow(/^--until takes a span/);
  });
});
