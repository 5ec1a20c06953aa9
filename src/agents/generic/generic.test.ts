import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { generic } from './generic.ts';

const request = (more: object) => ({ tool: 't', input: {}, cwd: '/home/dev', ...more });
const head = { agent: 'generic', event: 'tool_call', tool: 't', input: {}, cwd: '/home/dev' };

describe('a request', () => {
  test.each([
    [{}, [{}]],
    [{ command: 'ls' }, [{ command: 'ls' }]],
    [{ path: 'a', access: 'delete' }, [{ file: { path: 'a', access: 'delete' } }]],
    [{ url: 'https://h/', command: 'curl' }, [{ url: 'https://h/', command: 'curl' }]],
    [{ mcp_server: 'files' }, [{ mcp: { server: 'files', tool: 't' } }]],
    [
      { agent: 'mine', call_id: 'c', session_id: 's', turn_id: 'u', model: 'm', subagent_id: 'b' },
      [{ agent: 'mine', useId: 'c', sessionId: 's', turnId: 'u', model: 'm', subagentId: 'b' }],
    ],
  ])('that says %j is the calls %j', (more, calls) => {
    expect(generic.parse(request(more))).toEqual({
      kind: 'calls',
      event: 'tool_call',
      calls: calls.map((call) => ({ ...head, ...call })),
    });
  });

  test('that does not say what the tool works on is looked through for the usual keys', () => {
    const input = { source: '/a', destination: '/b' };
    expect(generic.parse(request({ tool: 'copy', input }))).toMatchObject({
      calls: [{ file: { path: '/a', access: 'read' } }, { file: { path: '/b', access: 'write' } }],
    });
  });

  test.each([
    [[], 'the payload is an array, not an object'],
    [{ input: {}, cwd: '/' }, '"tool" is missing, not a string'],
    [{ tool: 't', cwd: '/' }, '"input" is missing, not an object'],
    [{ tool: 't', input: {} }, '"cwd" is missing, not a string'],
    [request({ command: ['ls'] }), '"command" is an array, not a string'],
    [request({ path: 'a' }), '"access" is undefined, not one of read, write, delete, search'],
    [request({ path: 'a', access: 'x' }), '"access" is "x", not one of read, write, delete, search'],
  ])('%j is refused', (payload, problem) => {
    expect(generic.parse(payload)).toEqual(
      Array.isArray(payload)
        ? { kind: 'invalid', problem }
        : { kind: 'invalid', event: 'tool_call', problem },
    );
  });

  test('may be any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => generic.parse(value).kind !== 'notice'));
  });
});

test.each<[Decision, string, string, number]>([
  ['allow', '', '', 0],
  ['defer', '', '', 0],
  ['deny', 'no', 'no', 2],
  ['deny', '', 'Blocked by Prempti', 2],
  ['ask', 'sure?', askAsRefusal({ decision: 'ask', reason: 'sure?' }).reason, 2],
])('%s %j is told by exit status and on both streams', (decision, reason, stderr, exitCode) => {
  const stdout = JSON.stringify({ decision, reason });
  expect(generic.render(undefined, { decision, reason })).toEqual({ stdout, stderr, exitCode });
});
