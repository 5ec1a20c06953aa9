import { expect, test } from 'vitest';
import type { CallEntry, Entry } from '../audit/entry.ts';
import { type Answer, stoppedCalls } from './stopped-calls.ts';
import { recordedCall, storeOf } from './testing/recorded.ts';

const CALL = recordedCall(
  'make',
  { 'Ask first': 'ask' },
  { correlationId: '17', session: 's', useId: 'u', timeMs: 1 },
);

const APPROVAL = {
  kind: 'approval',
  timeMs: 2,
  correlationId: '17',
  agent: 'claude_code',
  code: 'K7QM2P',
  by: 'dev',
  expiresMs: 3,
  text: 'Bash(make)',
} as const;
const OUTCOME = { kind: 'outcome', timeMs: 2, agent: 'claude_code', tool: 'Bash' } as const;

const settled = (state: 'asked' | 'approved' | 'denied'): CallEntry => ({
  ...CALL,
  approval: { code: 'K7QM2P', state },
});

test.each<[what: string, entries: readonly Entry[], answer: Answer]>([
  ['was asked about', [CALL], 'unknown'],
  ['waits under a code', [settled('asked')], 'unknown'],
  ['was approved by its code later', [settled('asked'), { ...APPROVAL, answer: 'approved' }], 'approved'],
  ['was denied by its code', [settled('asked'), { ...APPROVAL, answer: 'denied' }], 'denied'],
  ['was covered by an approval', [settled('approved')], 'approved'],
  ['was denied before', [settled('denied')], 'denied'],
  [
    'ran then, by the use of the tool',
    [CALL, { ...OUTCOME, session: 's', useId: 'u', outcome: 'ran' }],
    'approved',
  ],
  ['ran then, by its number', [CALL, { ...OUTCOME, correlationId: '17', outcome: 'ran' }], 'approved'],
  ['failed then', [CALL, { ...OUTCOME, correlationId: '17', outcome: 'failed' }], 'unknown'],
  ['is not the one that ran', [CALL, { ...OUTCOME, session: 's', useId: 'v', outcome: 'ran' }], 'unknown'],
  [
    'ran because nothing was enforced',
    [
      { ...CALL, mode: 'monitor', enforced: 'defer' },
      { ...OUTCOME, correlationId: '17', outcome: 'ran' },
    ],
    'unknown',
  ],
])('a call that %s', (_what, entries, answer) => {
  expect(stoppedCalls(storeOf(entries), {}).map((call) => call.answer)).toEqual([answer]);
});

test('calls that no rule stopped are none', () => {
  expect(stoppedCalls(storeOf([recordedCall('ls', {}, { correlationId: '18' })]), {})).toEqual([]);
});
