import { expect, test } from 'vitest';
import { storm } from './storm.ts';

test('every call gets its verdict whatever happens to the service meanwhile', async () => {
  const { calls, wrong, events } = await storm({ callers: 6, events: 8 });
  expect(wrong).toEqual([]);
  expect(calls).toBeGreaterThan(6);
  expect(Object.keys(events)).toHaveLength(8);
}, 120_000);
