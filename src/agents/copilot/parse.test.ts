import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePayload } from './parse.ts';
import { TOOL_TABLE } from './tool-table.ts';

const calling = (toolName: string, toolArgs: unknown, more: object = {}) => ({
  sessionId: 's1',
  timestamp: 1795000000000,
  cwd: '/home/dev/project',
  toolName,
  toolArgs,
  ...more,
});
const asked = (toolName: string, toolInput: unknown) => ({
  hookName: 'permissionRequest',
  sessionId: 's1',
  timestamp: 1795000000000,
  cwd: '/home/dev/project',
  toolName,
  toolInput,
  permissionSuggestions: [],
});

/** What the calls work on, without the rest. */
function subjects(payload: unknown): unknown {
  const parsed = parsePayload(payload);
  if (parsed.kind !== 'calls') return parsed;
  return parsed.calls.map(({ agent, event, tool, input, sessionId, cwd, ...subject }) => subject);
}

const file = (path: string, access: string) => ({ file: { path, access } });

describe('a call', () => {
  test.each([
    ['bash', { command: 'ls', description: 'x', mode: 'async', shellId: 's' }, { command: 'ls' }],
    ['write_bash', { shellId: 's', input: 'rm -rf ~{enter}{up}', delay: 1 }, { command: 'rm -rf ~\n ' }],
    ['read_bash', { shellId: 's', delay: 1 }, {}],
    ['view', { path: '/etc/hostname' }, file('/etc/hostname', 'read')],
    ['create', { path: 'a', file_text: 'x' }, file('a', 'write')],
    ['edit', { path: 'a', old_str: 'x', new_str: 'y' }, file('a', 'write')],
    ['glob', { pattern: '**/*.txt' }, {}],
    ['glob', { pattern: '../*', paths: 'src' }, file('src/../', 'search')],
    ['grep', { pattern: 'x', path: '/etc', output_mode: 'content' }, file('/etc', 'search')],
    ['rg', { pattern: 'x', paths: '/etc' }, file('/etc', 'search')],
    ['web_fetch', { url: 'https://h/' }, { url: 'https://h/' }],
    ['task', { agent_type: 'x', prompt: 'rm -rf /', mode: 'sync' }, {}],
    ['sql', { query: 'select 1' }, {}],
    ['mini-put', { path: '/a', text: 'x' }, { mcp: { server: 'mini', tool: 'put' }, ...file('/a', 'write') }],
    ['no_such_tool', { cmd: 'ls' }, { command: 'ls' }],
  ])('of %s %j works on what its keys say', (tool, args, expected) => {
    expect(subjects(calling(tool, args))).toEqual([expected]);
  });

  test('of an MCP tool is one for each hyphen that may divide server and tool', () => {
    expect(subjects(calling('my-mcp-get-file', { path: 'a' }))).toEqual(
      [
        { server: 'my-mcp-get', tool: 'file' },
        { server: 'my-mcp', tool: 'get-file' },
        { server: 'my', tool: 'mcp-get-file' },
      ].map((mcp) => expect.objectContaining({ mcp })),
    );
    expect(subjects(calling('-odd', {}))).toEqual([{}]);
  });

  test('of rg may look into several places', () => {
    expect(subjects(calling('rg', { pattern: 'x', paths: ['/a', '/b'] }))).toEqual([
      file('/a', 'search'),
      file('/b', 'search'),
    ]);
  });

  test('of apply_patch is one for each file', () => {
    const patch = '*** Begin Patch\n*** Add File: a\n+x\n*** Delete File: b\n*** End Patch\n';
    expect(subjects(calling('apply_patch', patch))).toEqual([
      { ...file('a', 'write'), patchOp: 'Add', content: 'x' },
      { ...file('b', 'delete'), patchOp: 'Delete' },
    ]);
  });

  test('of a subagent has its id', () => {
    const more = { agentId: 'a1', agentType: 'general-purpose', parentAgentId: 's0' };
    expect(parsePayload(calling('bash', { command: 'ls' }, more))).toEqual({
      kind: 'calls',
      event: 'preToolUse',
      calls: [
        {
          agent: 'copilot',
          event: 'preToolUse',
          tool: 'bash',
          input: { command: 'ls' },
          sessionId: 's1',
          cwd: '/home/dev/project',
          subagentId: 'a1',
          parentSessionId: 's0',
          command: 'ls',
        },
      ],
    });
  });
});

test('a permission request asks for nothing: the call was decided before', () => {
  expect(parsePayload(asked('bash', { command: 'ls' }))).toEqual({
    kind: 'notice',
    event: 'permissionRequest',
  });
});

test.each([
  [null, 'the payload is null, not an object'],
  [{}, '"toolName" is missing, not a string'],
  [calling('bash', undefined), '"toolArgs" is missing, not an object'],
  [calling('bash', '{"command":"ls"}'), '"toolArgs" is a string, not an object'],
  [calling('bash', {}), `"command" of the tool's input is missing, not a string`],
  [calling('apply_patch', { patch: 'x' }), '"toolArgs" is an object, not a string'],
  [calling('apply_patch', 'x'), 'the patch names no file'],
  [calling('write_bash', { shellId: 's' }), '"input" is missing, not a string'],
  [calling('view', { path: 1 }), `"path" of the tool's input is a number, not a string`],
  [calling('bash', { command: 'ls' }, { cwd: 5 }), '"cwd" is a number, not a string'],
  [calling('a-'.repeat(17), {}), '"toolName" has too many hyphens'],
  [
    { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: {} },
    '"toolName" is missing, not a string',
  ],
])('%j is refused', (payload, problem) => {
  expect(parsePayload(payload)).toMatchObject({ kind: 'invalid', problem });
});

test('any JSON is read without throwing', () => {
  const tools = fc.oneof(
    fc.constantFrom(...TOOL_TABLE.keys(), 'apply_patch', 'write_bash', 'a-b', '-', 'a/b', '__proto__'),
    fc.string(),
  );
  const input = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('path', 'command', 'url'), fc.jsonValue()),
  );
  const payload = fc.oneof(
    fc.jsonValue(),
    fc.tuple(tools, input).map(([tool, value]) => calling(tool, value)),
    fc.tuple(tools, input).map(([tool, value]) => asked(tool, value)),
  );
  fc.assert(
    fc.property(payload, (value) => {
      const parsed = parsePayload(value);
      if (parsed.kind === 'notice') expect(parsed.event).toBe('permissionRequest');
      if (parsed.kind === 'calls') expect(parsed.calls.length).toBeGreaterThan(0);
    }),
  );
});
