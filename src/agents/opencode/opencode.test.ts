import fc from 'fast-check';
import { expect, test } from 'vitest';
import { opencode } from './opencode.ts';
import { TOOL_TABLE } from './tool-table.ts';

const calling = (tool: string, args: unknown, more: object = {}) => ({
  hook: 'tool.execute.before',
  input: { tool, sessionID: 's', callID: 'c' },
  output: { args },
  directory: '/home/dev',
  ...more,
});

/** What the calls work on, without the rest. */
function subjects(payload: unknown): unknown {
  const parsed = opencode.parse(payload);
  if (parsed.kind !== 'calls') return parsed;
  return parsed.calls.map(({ agent, event, tool, input, useId, sessionId, cwd, ...subject }) => subject);
}

const file = (path: string, access: string) => ({ file: { path, access } });

test.each([
  ['bash', { command: 'ls', description: 'x', timeout: 1 }, { command: 'ls' }],
  ['bash', { command: 'ls; rm x', workdir: '../b c' }, { command: "cd '../b c' && ls; rm x" }],
  ['bash', { command: 'ls', workdir: '' }, { command: 'ls' }],
  ['read', { filePath: 'a', offset: 1 }, file('a', 'read')],
  ['write', { filePath: 'a', content: 'x' }, file('a', 'write')],
  ['edit', { filePath: 'a', oldString: 'x', newString: 'y' }, file('a', 'write')],
  ['glob', { pattern: '/etc/*' }, file('/etc/', 'search')],
  ['grep', { pattern: 'x', path: '/etc', include: '*.c' }, file('/etc', 'search')],
  ['webfetch', { url: 'https://h/', format: 'markdown' }, { url: 'https://h/' }],
  ['task', { description: 'd', prompt: 'rm -rf /', subagent_type: 'general' }, {}],
  ['invalid', { tool: 'apply_patch', error: 'command' }, {}],
  ['novel', { path: 'a' }, file('a', 'write')],
])('a call of %s %j works on what its keys say', (tool, args, expected) => {
  expect(subjects(calling(tool, args))).toEqual([expected]);
});

test.each([
  ['demo_echo', ['demo'], { server: 'demo', tool: 'echo' }],
  ['my_demo_echo', ['my', 'my demo', 'other'], { server: 'my demo', tool: 'echo' }],
  ['demo_echo', ['other'], undefined],
  ['demo_echo', undefined, undefined],
  ['demo_echo', [5, null], undefined],
  ['bash', ['bash'], undefined],
])('the tool %s is one of the servers %j where the name fits', (tool, mcpServers, mcp) => {
  const parsed = opencode.parse(calling(tool, { command: 'x' }, { mcpServers }));
  expect(parsed.kind === 'calls' && parsed.calls[0]?.mcp).toEqual(mcp);
});

test.each([
  [null, 'the payload is null, not an object'],
  [{}, '"hook" is missing, not a string'],
  [{ hook: 'shell.env' }, '"hook" is "shell.env", not "tool.execute.before"'],
  [{ ...calling('bash', {}), output: undefined }, '"output" is missing, not an object'],
  [calling('bash', undefined), '"args" is missing, not an object'],
  [calling('bash', {}), `"command" of the tool's input is missing, not a string`],
  [calling('bash', { command: 'ls', workdir: 5 }), `"workdir" of the tool's input is a number, not a string`],
  [calling('apply_patch', { patch: 'x' }), `"patchText" of the tool's input is missing, not a string`],
  [calling('', {}), '"tool" is empty'],
])('%j is refused', (payload, problem) => {
  expect(opencode.parse(payload)).toMatchObject({ kind: 'invalid', problem });
});

test('any JSON is read without throwing', () => {
  const tool = fc.oneof(fc.constantFrom(...TOOL_TABLE.keys(), 'apply_patch', '__proto__'), fc.string());
  const args = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('filePath', 'command', 'workdir', 'patchText'), fc.jsonValue()),
  );
  const payload = fc
    .tuple(tool, args, fc.jsonValue())
    .map(([t, a, mcpServers]) => calling(t, a, { mcpServers }));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), payload), (value) => {
      const parsed = opencode.parse(value);
      expect(parsed.kind).not.toBe('notice');
      if (parsed.kind === 'calls') expect(parsed.calls.length).toBeGreaterThan(0);
    }),
  );
});

test.each([
  [{}, '/home/dev/.config/opencode/plugins/prempti.js'],
  [{ XDG_CONFIG_HOME: '/srv/config/' }, '/srv/config/opencode/plugins/prempti.js'],
  [{ XDG_CONFIG_HOME: 'relative' }, '/home/dev/.config/opencode/plugins/prempti.js'],
])('with the environment %j the plugin is %s', (env, path) => {
  expect(opencode.registration?.paths({ home: '/home/dev', env })).toEqual([path]);
});
