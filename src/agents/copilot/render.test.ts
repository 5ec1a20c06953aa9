import { expect, test } from 'vitest';
import type { Decision } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { copilot } from './copilot.ts';
import { renderAnswer } from './render.ts';

const silence = { stdout: '', stderr: '', exitCode: 0 };
const said = (output: object, exitCode = 0) => ({ stdout: JSON.stringify(output), stderr: '', exitCode });
const refused = askAsRefusal({ decision: 'ask', reason: 'sure?' }).reason;

test.each<[string | undefined, Decision, string, object]>([
  ['preToolUse', 'allow', 'fine', said({ permissionDecision: 'allow' })],
  ['preToolUse', 'defer', 'x', silence],
  ['preToolUse', 'deny', 'no', said({ permissionDecision: 'deny', permissionDecisionReason: 'no' }, 2)],
  ['preToolUse', 'deny', '', said({ permissionDecision: 'deny' }, 2)],
  ['preToolUse', 'ask', 'sure?', said({ permissionDecision: 'ask', permissionDecisionReason: 'sure?' })],
  [undefined, 'allow', '', silence],
  [undefined, 'defer', '', silence],
  [undefined, 'deny', 'no', said({ permissionDecision: 'deny', permissionDecisionReason: 'no' }, 2)],
  [undefined, 'ask', 'sure?', said({ permissionDecision: 'deny', permissionDecisionReason: refused }, 2)],
])('%s answered with %s %j is said in the forms the agent understands', (event, decision, reason, reply) => {
  expect(renderAnswer(event, { decision, reason })).toEqual(reply);
});

test('an ask that nobody can be asked is a refusal that says so', () => {
  const answer = { decision: 'ask', reason: 'sure?' } as const;
  expect(renderAnswer('preToolUse', answer, { isHeadless: true })).toEqual(
    said({ permissionDecision: 'deny', permissionDecisionReason: refused }, 2),
  );
});

test.each([
  [['--yolo', '-p', 'Do it'], true],
  [['--prompt=Do it'], true],
  [['--prompt', 'x'], true],
  [['--yolo'], false],
  [['-i', 'a -p b'], false],
])('with the arguments %j nobody can be asked: %s', (args, isHeadless) => {
  expect(copilot.isHeadless?.({ args, hasTerminal: true })).toBe(isHeadless);
});
