import { expect, test } from 'vitest';
import { parsePayload } from './parse.ts';

const PROJECT = '/home/dev/project';

const payload = (toolName: string, toolInput: object, cwd: string) => ({
  session_id: 's',
  cwd,
  hook_event_name: 'PreToolUse',
  tool_name: toolName,
  tool_input: toolInput,
});

test.each([
  [
    'Bash',
    { command: 'ls' },
    '/etc',
    PROJECT,
    { cwd: PROJECT, command: 'cd /etc && ls', input: { command: 'ls', workdir: '/etc' } },
  ],
  ['Bash', { command: 'ls' }, PROJECT, PROJECT, { cwd: PROJECT, command: 'ls', input: { command: 'ls' } }],
  ['Bash', { command: 'ls' }, '/etc', undefined, { cwd: '/etc', command: 'ls', input: { command: 'ls' } }],
  ['view_image', { path: 'a.png' }, '/etc', PROJECT, { cwd: '/etc', input: { path: 'a.png' } }],
] as const)('%s %j in %s, with the hook in %s', (tool, input, cwd, hookFolder, expected) => {
  expect(parsePayload(payload(tool, input, cwd), () => hookFolder)).toMatchObject({
    kind: 'calls',
    calls: [expected],
  });
});

test('an odd payload stays odd', () => {
  for (const odd of [
    null,
    [],
    payload('Bash', { command: 1 }, '/etc'),
    { ...payload('Bash', {}, ''), cwd: 5 },
  ]) {
    expect(parsePayload(odd, () => PROJECT).kind).toBe('invalid');
  }
});
