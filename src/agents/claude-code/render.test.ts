import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Decision } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { renderAnswer } from './render.ts';

const silence = { stdout: '', stderr: '', exitCode: 0 };
const said = (hookSpecificOutput: object) => ({
  stdout: JSON.stringify({ hookSpecificOutput }),
  stderr: '',
  exitCode: 0,
});
const pre = (permissionDecision: string, permissionDecisionReason?: string) =>
  said({ hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason });
const refused = askAsRefusal({ decision: 'ask', reason: 'sure?' }).reason;
const request = (decision: object) => said({ hookEventName: 'PermissionRequest', decision });

test.each<[string | undefined, Decision, string, object]>([
  ['PreToolUse', 'allow', '', pre('allow')],
  ['PreToolUse', 'allow', 'fine', pre('allow', 'fine')],
  ['PreToolUse', 'deny', 'no', pre('deny', 'no')],
  ['PreToolUse', 'deny', '', pre('deny')],
  ['PreToolUse', 'ask', 'sure?', pre('ask', 'sure?')],
  ['PreToolUse', 'defer', 'x', silence],
  ['PermissionRequest', 'allow', 'fine', request({ behavior: 'allow' })],
  ['PermissionRequest', 'deny', 'no', request({ behavior: 'deny', message: 'no' })],
  ['PermissionRequest', 'deny', '', request({ behavior: 'deny' })],
  ['PermissionRequest', 'ask', 'sure?', silence],
  ['PermissionRequest', 'defer', 'x', silence],
  ['ConfigChange', 'deny', 'no', { stdout: '', stderr: 'no', exitCode: 2 }],
  ['ConfigChange', 'defer', '', silence],
  ['SessionStart', 'defer', 'look', { stdout: '{"systemMessage":"look"}', stderr: '', exitCode: 0 }],
  ['SessionStart', 'defer', '', silence],
  ['Stop', 'deny', 'no', silence],
  ['PostToolUse', 'ask', 'no', silence],
  [undefined, 'deny', 'no', { stdout: '', stderr: 'no', exitCode: 2 }],
  [undefined, 'ask', 'sure?', { stdout: '', stderr: refused, exitCode: 2 }],
  ['preToolUse', 'ask', 'sure?', { stdout: '', stderr: refused, exitCode: 2 }],
  [undefined, 'allow', 'fine', silence],
  ['preToolUse', 'deny', 'no', { stdout: '', stderr: 'no', exitCode: 2 }],
  ['preToolUse', 'defer', '', silence],
])('%s answered with %s %j is said in the forms the agent understands', (event, decision, reason, reply) => {
  expect(renderAnswer(event, { decision, reason })).toEqual(reply);
});

test('a reason of any text becomes one JSON object on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (reason) => {
      const { stdout } = renderAnswer('PreToolUse', { decision: 'deny', reason });
      expect(stdout).not.toMatch(/[\n\r]/);
      expect(JSON.parse(stdout).hookSpecificOutput.permissionDecisionReason ?? '').toBe(reason);
    }),
  );
});

test('where no person is there, the reason to ask says that this is a refusal', () => {
  const { stdout } = renderAnswer('PreToolUse', { decision: 'ask', reason: 'sure?' }, { isHeadless: true });
  expect(stdout).toContain('"ask"');
  expect(stdout).toContain('sure? | this needs the approval of a person');
});
