import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import type { FileAccess, ToolCall } from '../agents/index.ts';
import { effectsOf } from './effects.ts';

const HOME = '/home/dev';

function callOf(more: Partial<ToolCall>): ToolCall {
  return { agent: 'a', event: 'e', tool: 't', input: {}, cwd: '/home/dev/project', ...more };
}

function bash(command: string): ToolCall {
  return callOf({ command });
}

function file(path: string, access: FileAccess): ToolCall {
  return callOf({ file: { path, access } });
}

describe('effectsOf', () => {
  test.each([
    ['a file tool that reads', file('a.ts', 'read'), { read: ['/home/dev/project/a.ts'] }],
    ['a file tool that writes', file('~/x', 'write'), { write: ['/home/dev/x'] }],
    ['a file tool that deletes', file('/tmp/../etc/x', 'delete'), { delete: ['/etc/x'] }],
    ['a command that reads', bash('cat .env'), { read: ['/home/dev/project/.env'], names: ['cat'] }],
    ['a command after cd', bash('cd ~/.ssh && cat id_rsa'), { read: ['/home/dev/.ssh/id_rsa'] }],
    ['a redirection', bash('echo x > ../out'), { write: ['/home/dev/out'] }],
    ['a recursive delete by variables', bash('x=/etc; rm -rf $x'), { delete: ['/etc'], recursive: true }],
    ['a split program name', bash("r''m -f a"), { names: ['rm'], delete: ['/home/dev/project/a'] }],
    ['a path that only run time knows', bash('rm -rf "$TARGET/x"'), { delete: ['$TARGET/x'] }],
    ['text that is only data', bash('git commit -m "rm -rf ~; cat ~/.ssh/id_rsa"'), { delete: [], read: [] }],
    [
      'a web tool',
      callOf({ url: 'https://[::1]:8080/x' }),
      { hosts: ['::1'], urls: ['https://[::1]:8080/x'] },
    ],
    ['a web tool with no address', callOf({ url: 'not a url' }), { hosts: [], urls: ['not a url'] }],
    ['a tool without effects', callOf({}), { read: [], write: [], delete: [], names: [], opaque: [] }],
    ['a syntax error', bash('echo "unterminated'), { opaque: [expect.stringMatching(/^syntax/)] }],
  ])('tells what %s does', (_title, call, expected) => {
    expect(effectsOf(call, HOME)).toMatchObject(expected);
  });

  test('resolves symlinks in what a command touches', () => {
    const root = realpathSync(tempDir());
    mkdirSync(join(root, 'secrets'));
    symlinkSync('secrets', join(root, 'innocent'));
    const effects = effectsOf({ ...bash('cat innocent/key'), cwd: root }, HOME);
    expect(effects.read).toEqual([join(root, 'secrets', 'key')]);
  });
});
