import { expect, test } from 'vitest';
import { fakeCall, fakeJudgement } from '../../tests/support/fakes.ts';
import type { CallOutcome, ToolCall } from '../agents/index.ts';
import { CallsUnderway } from './calls-underway.ts';

const call = (more: Partial<ToolCall> = {}): ToolCall => ({ ...fakeCall('ls'), sessionId: 's', ...more });

function judged(one: ToolCall, enforced: 'defer' | 'deny' = 'defer') {
  return fakeJudgement({ enforced, events: [{ call: one, fields: {}, alerts: [] }] });
}

const outcome = ({ agent, tool, sessionId, useId, input }: ToolCall): CallOutcome => ({
  agent,
  tool,
  result: 'ran',
  ...(sessionId !== undefined && { sessionId }),
  ...(useId === undefined ? { input } : { useId }),
});

test('an outcome is joined to its call by the id that the agent gave it', () => {
  const calls = new CallsUnderway();
  const [first, second] = [judged(call({ useId: 'a' })), judged(call({ useId: 'b' }))];
  calls.add(first);
  calls.add(second);
  expect(calls.take(outcome(call({ useId: 'a' })))).toBe(String(first.correlationId));
  expect(calls.take(outcome(call({ useId: 'b' })))).toBe(String(second.correlationId));
});

test('an outcome without an id is joined by session, tool and input, to the newest such call, and once', () => {
  const calls = new CallsUnderway();
  calls.add(judged(call()));
  const second = judged(call());
  calls.add(second);
  expect(calls.take(outcome(call({ sessionId: 'other' })))).toBeUndefined();
  expect(calls.take(outcome(call({ input: { command: 'pwd' } })))).toBeUndefined();
  expect(calls.take(outcome(call()))).toBe(String(second.correlationId));
  expect(calls.take(outcome(call()))).toBeUndefined();
});

test('a call that was denied has no outcome', () => {
  const calls = new CallsUnderway();
  calls.add(judged(call(), 'deny'));
  expect(calls.take(outcome(call()))).toBeUndefined();
});

test('of many calls the oldest are forgotten', () => {
  const calls = new CallsUnderway();
  for (let index = 0; index < 2_000; index += 1) calls.add(judged(call({ useId: `u${index}` })));
  expect(calls.take(outcome(call({ useId: 'u0' })))).toBeUndefined();
  expect(calls.take(outcome(call({ useId: 'u1999' })))).toBeDefined();
});
