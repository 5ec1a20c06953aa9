import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ToolCall } from '../agent.ts';
import { parsePayload } from './parse.ts';
import { TOOL_TABLE } from './tool-table.ts';

const call = (tool_name: string, tool_input: unknown, more: object = {}) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's1',
  cwd: '/home/dev/project',
  tool_name,
  tool_input,
  tool_use_id: 'u1',
  ...more,
});

function callsOf(payload: unknown): readonly ToolCall[] {
  const parsed = parsePayload(payload);
  if (parsed.kind !== 'calls') throw new Error(JSON.stringify(parsed));
  return parsed.calls;
}

/** What a call works on, without the rest. */
const subjects = (payload: unknown) =>
  callsOf(payload).map(({ command, file, url, mcp }) =>
    JSON.parse(JSON.stringify({ command, file, url, mcp })),
  );

const file = (path: string, access: string) => ({ file: { path, access } });

describe('a tool of the table', () => {
  test.each([
    ['Bash', { command: 'ls -l', description: 'list' }, { command: 'ls -l' }],
    ['PowerShell', { command: 'dir' }, { command: 'dir' }],
    ['Monitor', { command: 'tail -f log', description: 'x', timeout_ms: 1 }, { command: 'tail -f log' }],
    ['Monitor', { ws: { url: 'ws://h/x' }, description: 'x', timeout_ms: 1 }, { url: 'ws://h/x' }],
    ['Read', { file_path: '/a' }, file('/a', 'read')],
    ['Write', { file_path: '/a', content: 'x' }, file('/a', 'write')],
    ['Edit', { file_path: '/a', old_string: 'x', new_string: 'y' }, file('/a', 'write')],
    ['NotebookEdit', { notebook_path: '/a.ipynb', new_source: '' }, file('/a.ipynb', 'write')],
    ['Glob', { pattern: '**/*.js' }, {}],
    ['Glob', { pattern: '*.js', path: 'src' }, file('src', 'search')],
    ['Glob', { pattern: 'lib/*.js', path: 'src/' }, file('src/lib/', 'search')],
    ['Glob', { pattern: '../../.ssh/*', path: '/a/b' }, file('/a/b/../../.ssh/', 'search')],
    ['Glob', { pattern: '/home/dev/.ssh/id_*', path: 'src' }, file('/home/dev/.ssh/', 'search')],
    ['Glob', { pattern: '~/.aws/*' }, file('~/.aws/', 'search')],
    ['Grep', { pattern: 'x' }, {}],
    ['Grep', { pattern: '/etc/x', path: '/etc' }, file('/etc', 'search')],
    ['WebFetch', { url: 'https://h/', prompt: 'x' }, { url: 'https://h/' }],
    ['WebFetch', { url: 'file:///a%20b', prompt: 'x' }, { ...file('/a b', 'read'), url: 'file:///a%20b' }],
    ['WebSearch', { query: 'x' }, {}],
    ['Agent', { description: 'd', prompt: 'rm -rf /', subagent_type: 'x' }, {}],
    ['Skill', { skill: 's', args: 'path=/etc' }, {}],
    ['TodoWrite', { todos: [{ content: 'a', status: 'pending', activeForm: 'b' }] }, {}],
    ['TaskCreate', { subject: 'a', description: 'b' }, {}],
    ['CronCreate', { cron: '* * * * *', prompt: 'x' }, {}],
    ['EnterWorktree', { name: 'wt' }, {}],
    ['EnterWorktree', { path: '/elsewhere' }, file('/elsewhere', 'read')],
    [
      'ReadMcpResourceTool',
      { server: 's', uri: 'mem://x' },
      { url: 'mem://x', mcp: { server: 's', tool: 'ReadMcpResourceTool' } },
    ],
  ])('%s %j works on what its keys say', (tool, input, expected) => {
    expect(subjects(call(tool, input))).toEqual([expected]);
  });

  test.each([
    ['Bash', {}, `"command" of the tool's input is missing, not a string`],
    ['Bash', { command: ['ls'] }, `"command" of the tool's input is an array, not a string`],
    ['Write', { file_path: null }, `"file_path" of the tool's input is null, not a string`],
    ['Glob', { pattern: 'x', path: 5 }, `"path" of the tool's input is a number, not a string`],
    ['Monitor', { ws: 'x' }, `"ws" of the tool's input is a string, not an object`],
    ['Monitor', { ws: { url: true } }, `"ws.url" of the tool's input is a boolean, not a string`],
    ['WebFetch', { url: {} }, `"url" of the tool's input is an object, not a string`],
  ])('%s with the input %j is refused with the key named', (tool, input, problem) => {
    expect(parsePayload(call(tool, input))).toEqual({ kind: 'invalid', event: 'PreToolUse', problem });
  });

  test('that the table gives a path also has an access', () => {
    for (const [name, shape] of TOOL_TABLE) {
      expect([name, shape.path === undefined]).toEqual([name, shape.access === undefined]);
    }
  });
});

describe('an MCP tool', () => {
  test.each([
    ['mcp__demo__echo', { name: 'demo' }, { server: 'demo', tool: 'echo' }],
    ['mcp__demo__read__all', { name: 'demo' }, { server: 'demo', tool: 'read__all' }],
    ['mcp__my_demo__echo', { name: 'my demo' }, { server: 'my demo', tool: 'echo' }],
    ['mcp__a__b__echo', { name: 'a__b' }, { server: 'a__b', tool: 'echo' }],
    ['mcp__demo__echo', undefined, { server: 'demo', tool: 'echo' }],
    ['mcp__demo__echo', 'odd', { server: 'demo', tool: 'echo' }],
    ['mcp__demo', undefined, { server: 'demo', tool: 'demo' }],
  ])('%s announced as %j is split into server and tool', (tool, mcp_server, mcp) => {
    expect(callsOf(call(tool, {}, { mcp_server })).map((one) => one.mcp)).toEqual([mcp]);
  });

  test('is looked through for files, one call for each', () => {
    const input = { source: '/a', destination: '/b' };
    expect(subjects(call('mcp__fs__move_file', input))).toMatchObject([
      file('/a', 'delete'),
      file('/b', 'write'),
    ]);
  });

  test('is judged by its own name, not by that of its server', () => {
    const input = { path: '/a' };
    expect(subjects(call('mcp__write_server__read_file', input))).toMatchObject([file('/a', 'read')]);
  });
});

describe('a tool that no table knows', () => {
  test.each([
    ['Run', { command: 'ls' }, [{ command: 'ls' }]],
    ['Save', { target: { filePath: '/a' } }, [file('/a', 'write')]],
    [
      'Browse',
      { url: 'file:///etc/passwd' },
      [{ ...file('/etc/passwd', 'search'), url: 'file:///etc/passwd' }],
    ],
    ['Strange', { note: 'x' }, [{}]],
    ['constructor', {}, [{}]],
  ])('%s %j still becomes a call', (tool, input, expected) => {
    expect(subjects(call(tool, input))).toEqual(expected);
  });

  test('is refused when it names more than can be judged', () => {
    const paths = Array.from({ length: 300 }, (_, index) => `/f${index}`);
    expect(parsePayload(call('Strange', { paths }))).toMatchObject({
      kind: 'invalid',
      problem: "the tool's input names too many commands, files or URLs",
    });
  });
});

describe('the payload', () => {
  test('gives a call its session, mode, turn and subagent', () => {
    const more = {
      permission_mode: 'plan',
      transcript_path: '/t.jsonl',
      prompt_id: 'p1',
      agent_id: 'a1',
      effort: { level: 'low' },
    };
    expect(callsOf(call('Bash', { command: 'x' }, more))).toEqual([
      {
        agent: 'claude_code',
        event: 'PreToolUse',
        tool: 'Bash',
        input: { command: 'x' },
        useId: 'u1',
        sessionId: 's1',
        turnId: 'p1',
        cwd: '/home/dev/project',
        permissionMode: 'plan',
        transcriptPath: '/t.jsonl',
        subagentId: 'a1',
        command: 'x',
      },
    ]);
  });

  test('of a PermissionRequest has no tool-use id', () => {
    const payload = call(
      'Bash',
      { command: 'x' },
      { hook_event_name: 'PermissionRequest', tool_use_id: undefined },
    );
    expect(callsOf(payload)[0]).not.toHaveProperty('useId');
  });

  test.each([
    ['SessionStart', {}],
    ['PostToolBatch', { tool_name: 'Bash', tool_input: {} }],
    ['AnEventOfTomorrow', {}],
  ])('of %s asks for no decision', (hook_event_name, more) => {
    expect(parsePayload({ hook_event_name, ...more })).toEqual({ kind: 'notice', event: hook_event_name });
  });

  test.each([
    [null, 'the payload is null, not an object'],
    [[], 'the payload is an array, not an object'],
    ['{}', 'the payload is a string, not an object'],
    [{}, '"hook_event_name" is missing, not a string'],
    [{ hook_event_name: '' }, '"hook_event_name" is empty'],
    [call('', {}), '"tool_name" is empty'],
    [call('Bash', 'ls'), '"tool_input" is a string, not an object'],
    [call('Bash', { command: 'x' }, { cwd: 5 }), '"cwd" is a number, not a string'],
    [call('Bash', { command: 'x' }, { agent_id: {} }), '"agent_id" is an object, not a string'],
    [
      call('Bash', { command: 'x' }, { hook_event_name: 'preToolUse' }),
      '"hook_event_name" is the unknown event "preToolUse" of a tool call',
    ],
  ])('%j is refused', (payload, problem) => {
    expect(parsePayload(payload)).toMatchObject({ kind: 'invalid', problem });
  });

  test('may be any JSON without making the parser throw', () => {
    const tools = fc.oneof(
      fc.constantFrom(...TOOL_TABLE.keys(), 'mcp__a__b', 'mcp__', '__proto__'),
      fc.string(),
    );
    const input = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('command', 'path', 'url', 'args'), fc.jsonValue()),
    );
    const payload = fc.oneof(
      fc.jsonValue(),
      fc
        .tuple(tools, input, fc.jsonValue())
        .map(([tool, value, any]) => call(tool, value, { mcp_server: any })),
    );
    fc.assert(
      fc.property(payload, (value) => {
        const parsed = parsePayload(value);
        if (parsed.kind === 'calls') expect(parsed.calls.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('nested 9,000 deep is read within a second', () => {
    const deep = JSON.parse(`${'['.repeat(9000)}${']'.repeat(9000)}`);
    const started = performance.now();
    expect(callsOf(call('Strange', { a: deep }))).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('what Cursor gives to the hooks of these settings', () => {
  const sent = (hook_event_name: string, more: object = {}) => ({
    cursor_version: '3.9.16',
    conversation_id: 'c1',
    workspace_roots: ['/home/dev/project'],
    cwd: '',
    hook_event_name,
    tool_name: 'Shell',
    tool_input: { command: 'ls' },
    ...more,
  });

  test.each(['preToolUse', 'PreToolUse'])('%s is a call of Cursor', (name) => {
    expect(callsOf(sent(name))).toMatchObject([
      { agent: 'cursor', event: 'preToolUse', tool: 'Shell', command: 'ls', cwd: '/home/dev/project' },
    ]);
  });

  test.each(['sessionStart', 'SessionStart', 'postToolUse', 'postToolUseFailure'])(
    '%s is a notice',
    (name) => {
      expect(parsePayload(sent(name)).kind).toBe('notice');
    },
  );

  test.each([sent('beforeNothing'), sent(''), sent('preToolUse', { tool_name: 5 }), { cursor_version: 'x' }])(
    '%j is refused',
    (payload) => {
      expect(parsePayload(payload).kind).toBe('invalid');
    },
  );
});
