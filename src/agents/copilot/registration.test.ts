import { expect, test } from 'vitest';
import type { HookCommand } from '../agent.ts';
import { failClosedLine } from '../shell-line.ts';
import { registration } from './registration.ts';

const hook: HookCommand = {
  command: '/usr/bin/env',
  args: ['-u', 'NODE_OPTIONS', '/opt/my node', "/it's/dist/hook-client.cjs", 'copilot'],
  timeoutSeconds: 60,
  socketPath: '/run/broker.sock',
};

test('the file registers one line for each call, without a matcher', () => {
  const entry = { type: 'command', command: failClosedLine(hook), timeoutSec: 60 };
  const [path = ''] = registration.paths({ home: '/home/dev', env: {} });
  expect(path).toBe('/home/dev/.copilot/hooks/prempti.json');
  const edit = registration.add([{ path, text: undefined }], hook);
  expect(edit.ok && JSON.parse(edit.files[0]?.text ?? '')).toEqual({
    version: 1,
    hooks: { preToolUse: [entry] },
  });
});

test.each([
  ['/srv/copilot/', '/srv/copilot'],
  ['relative', '/home/dev/.copilot'],
  ['', '/home/dev/.copilot'],
])('with COPILOT_HOME=%s the folder is %s', (COPILOT_HOME, folder) => {
  expect(registration.folder({ home: '/home/dev', env: { COPILOT_HOME } })).toBe(folder);
});
