import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision, HookCommand } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { failClosedLine } from '../shell-line.ts';
import { cursor } from './cursor.ts';
import { CALL_EVENTS } from './events.ts';

const sent = (hook_event_name: string, more: object) => ({
  hook_event_name,
  conversation_id: 'c1',
  generation_id: 'g1',
  model: 'm',
  cursor_version: '3.9.16',
  workspace_roots: ['/home/dev/project'],
  user_email: null,
  transcript_path: null,
  ...more,
});
const calling = (tool_name: string, tool_input: unknown) =>
  sent('preToolUse', { tool_name, tool_input, tool_use_id: 'u1', cwd: '/home/dev/project' });

/** What the calls work on, without the rest. */
function subjects(payload: unknown): unknown {
  const parsed = cursor.parse(payload);
  if (parsed.kind !== 'calls') return parsed;
  return parsed.calls.map(
    ({ agent, event, input, useId, sessionId, turnId, cwd, model, ...subject }) => subject,
  );
}

const file = (path: string, access: string) => ({ file: { path, access } });

test.each([
  [calling('Shell', { command: 'ls', working_directory: '/x' }), { tool: 'Shell', command: 'cd /x && ls' }],
  [calling('Read', { file_path: '/a' }), { tool: 'Read', ...file('/a', 'read') }],
  [calling('Read', { target_file: '/a' }), { tool: 'Read', ...file('/a', 'read') }],
  [calling('Write', { file_path: 'a', content: 'x' }), { tool: 'Write', ...file('a', 'write') }],
  [calling('Delete', { path: 'a' }), { tool: 'Delete', ...file('a', 'delete') }],
  [calling('Grep', { pattern: 'x', file_path: '/etc' }), { tool: 'Grep', ...file('/etc', 'search') }],
  [calling('Task', { prompt: 'x', path: '/etc' }), { tool: 'Task' }],
  [calling('MCP:put', {}), { tool: 'MCP:put', mcp: { server: 'unknown', tool: 'put' } }],
  [calling('MCP: files/put', {}), { tool: 'MCP: files/put', mcp: { server: 'files', tool: 'put' } }],
  [
    sent('beforeShellExecution', { command: 'ls', cwd: '/x', sandbox: false }),
    { tool: 'Shell', command: 'ls' },
  ],
  [
    sent('beforeMCPExecution', { tool_name: 'put', tool_input: '{"path":"/a"}', command: 'npx server' }),
    { tool: 'MCP:put', mcp: { server: 'unknown', tool: 'put' }, ...file('/a', 'write') },
  ],
  [
    sent('beforeMCPExecution', { tool_name: 'put', tool_input: {}, mcp_server_name: 'files' }),
    { tool: 'MCP:put', mcp: { server: 'files', tool: 'put' } },
  ],
  [sent('beforeReadFile', { file_path: '/a', content: 'secret' }), { tool: 'Read', ...file('/a', 'read') }],
])('%j works on what its keys say', (payload, expected) => {
  expect(subjects(payload)).toEqual([expected]);
});

test('a call is in the first workspace where no folder is given', () => {
  const payload = { ...calling('Shell', { command: 'ls' }), cwd: undefined };
  const call = { cwd: '/home/dev/project', sessionId: 'c1', turnId: 'g1', useId: 'u1', model: 'm' };
  expect(cursor.parse(payload)).toMatchObject({ calls: [call] });
});

test('the content of a file that is read stays out of the call', () => {
  const payload = sent('beforeReadFile', { file_path: '/a', content: 'sesame' });
  expect(JSON.stringify(cursor.parse(payload))).not.toContain('sesame');
});

test.each([
  [null, 'the payload is null, not an object'],
  [{}, '"hook_event_name" is missing, not a string'],
  [sent('afterFileEdit', {}), '"hook_event_name" is "afterFileEdit", which is not registered'],
  [calling('Shell', {}), `"command" of the tool's input is missing, not a string`],
  [calling('Read', { uri_of_file: 5 }), 'the input of Read names no file'],
  [calling('Write', 'x'), '"tool_input" is a string, not an object'],
  [sent('beforeMCPExecution', { tool_name: 'a', tool_input: '{' }), '"tool_input" holds no JSON object'],
  [sent('beforeMCPExecution', { tool_name: 'a', tool_input: '[]' }), '"tool_input" holds no JSON object'],
  [sent('beforeReadFile', {}), '"file_path" is missing, not a string'],
])('%j is refused', (payload, problem) => {
  expect(cursor.parse(payload)).toMatchObject({ kind: 'invalid', problem });
});

test('any JSON is read without throwing', () => {
  const payload = fc
    .tuple(fc.constantFrom(...CALL_EVENTS), fc.string(), fc.jsonValue(), fc.jsonValue())
    .map(([event, tool, input, command]) => sent(event, { tool_name: tool, tool_input: input, command }));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), payload), (value) => {
      const parsed = cursor.parse(value);
      expect(parsed.kind).not.toBe('notice');
      if (parsed.kind === 'calls') expect(parsed.calls.length).toBeGreaterThan(0);
    }),
  );
});

const said = (permission: string, message?: string) => ({
  stdout: JSON.stringify({ permission, user_message: message, agent_message: message }),
  stderr: '',
  exitCode: 0,
});
const refused = askAsRefusal({ decision: 'ask', reason: 'sure?' }).reason;

test.each<[string | undefined, Decision, string, object]>([
  ['preToolUse', 'allow', '', said('allow')],
  ['preToolUse', 'defer', 'x', said('allow')],
  ['preToolUse', 'deny', 'no', said('deny', 'no')],
  ['preToolUse', 'deny', '', said('deny', 'Blocked by Prempti')],
  ['preToolUse', 'ask', 'sure?', said('deny', refused)],
  ['beforeReadFile', 'ask', 'sure?', said('deny', refused)],
  ['beforeShellExecution', 'ask', 'sure?', said('ask', 'sure?')],
  ['beforeMCPExecution', 'ask', 'sure?', said('ask', 'sure?')],
  ['beforeMCPExecution', 'defer', '', said('allow')],
  [undefined, 'deny', 'no', { stdout: '', stderr: 'no', exitCode: 2 }],
  [undefined, 'ask', 'sure?', { stdout: '', stderr: refused, exitCode: 2 }],
  ['stop', 'defer', '', { stdout: '', stderr: '', exitCode: 0 }],
])('%s answered with %s %j is said in documented forms', (event, decision, reason, reply) => {
  expect(cursor.render(event, { decision, reason })).toEqual(reply);
});

describe('hooks.json', () => {
  const hook: HookCommand = {
    command: '/usr/bin/env',
    args: ['/opt/my node', '/opt/prempti/dist/hook-client.cjs', 'cursor'],
    timeoutSeconds: 60,
    socketPath: '/run/broker.sock',
  };
  const path = '/home/dev/.cursor/hooks.json';
  const entry = { type: 'command', command: failClosedLine(hook), timeout: 60, failClosed: true };
  const inspect = (text: string | undefined) => cursor.registration?.inspect([{ path, text }], hook);
  const add = (text: string | undefined) => cursor.registration?.add([{ path, text }], hook);
  const remove = (text: string | undefined) => cursor.registration?.remove([{ path, text }]);
  const textOf = (edit: ReturnType<typeof add>) => (edit?.ok === true ? edit.files[0]?.text : edit?.problem);
  const ours = Object.fromEntries(CALL_EVENTS.map((event) => [event, [entry]]));

  test('gets our entry under every event that asks for a decision', () => {
    const text = textOf(add(undefined));
    expect(JSON.parse(text ?? '')).toEqual({ version: 1, hooks: ours });
    expect(inspect(text)).toEqual({ kind: 'registered' });
    expect(remove(text)).toEqual({ ok: true, files: [{ path, text: undefined }] });
  });

  test('keeps the hooks of others, and every character when ours go', () => {
    const foreign =
      '{ "version": 1,\n  "hooks": { "preToolUse": [{"command":"./x.sh","matcher":"Shell"}] } }\n';
    const text = textOf(add(foreign));
    expect(JSON.parse(text ?? '').hooks.preToolUse).toEqual([{ command: './x.sh', matcher: 'Shell' }, entry]);
    expect(inspect(text)).toEqual({ kind: 'registered' });
    expect(textOf(remove(text))).toBe(foreign);
  });

  test.each([
    [{ failClosed: false }, 'lacks "failClosed": true: a hook that fails lets the call run'],
    [{ matcher: 'Read' }, 'sees only tools that match "Read"'],
    [{ timeout: undefined }, 'has no timeout'],
  ])('with %j in our entry is repaired', (more, problem) => {
    const text = JSON.stringify({ version: 1, hooks: { ...ours, preToolUse: [{ ...entry, ...more }] } });
    expect(inspect(text)).toEqual({ kind: 'needs-repair', problems: [problem] });
    expect(inspect(textOf(add(text)))).toEqual({ kind: 'registered' });
  });

  test.each([
    ['{}', '"version" is missing'],
    ['{"version":2}', '"version" is 2; expected 1'],
    ['[]', 'the file holds an array, not an object'],
    ['{"version":1,"hooks":[]}', '"hooks" is an array; expected an object'],
    ['{"version":1,"hooks":{"preToolUse":{}}}', '"hooks.preToolUse" is an object; expected an array'],
    ['{"version":1,', 'the file ends too early'],
  ])('that reads %s is left as it is', (text, problem) => {
    expect(add(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
    expect(inspect(text)).toMatchObject({ kind: 'broken' });
  });
});
