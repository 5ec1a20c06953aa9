import { expect, test } from 'vitest';
import { AGENTS } from './find-agent.ts';
import { isOwnHook } from './own-hook.ts';

const client = '/opt/prempti/dist/hook-client.cjs';

test.each([
  ['the client in exec form', 'node', [client, 'claude'], true],
  [
    'the client behind env, for a prefix',
    '/usr/bin/env',
    ['-u', 'X', 'node', client, 'codex', '--prefix', '/p'],
    true,
  ],
  ['the client as the command', client, ['claude'], true],
  ['a line for a shell', `'/usr/bin/env' node '/x y/dist/hook-client.cjs' gemini || { exit 2; }`, [], true],
  ['a path of Windows', 'node', ['C:\\prempti\\dist\\hook-client.cjs', 'claude'], true],
  ['the original', '$HOME/.prempti/bin/claude-interceptor', [], true],
  ['the client of somebody else', 'node', ['/acme/hook-client.cjs', 'report'], false],
  ['the client of somebody else without arguments', 'node /acme/hook-client.cjs', [], false],
  ['a word that is no path', 'logger', ['hook-client.cjs', 'claude'], false],
  ['another file of ours', 'node', ['/opt/prempti/dist/premptictl.js', 'claude'], false],
  ['a longer name', 'node', ['/acme/my-hook-client.cjs', 'claude'], false],
])('%s', (_title, command, args, own) => {
  expect(isOwnHook(command, args)).toBe(own);
});

test.each(AGENTS.map(({ id }) => id))('knows the client that is registered for %s', (id) => {
  expect(isOwnHook('node', [client, id])).toBe(true);
});
