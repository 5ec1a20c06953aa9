import { expect, test } from 'vitest';
import { AGENTS } from '../agents/index.ts';
import { whyNoPerson } from './person.ts';

const SHELL = [['-zsh'], ['tmux', 'new', '-s', 'claude'], ['/sbin/init']];

test('a shell in a terminal is a person', () => {
  expect(whyNoPerson({ HOME: '/home/dev' }, SHELL, true)).toBeUndefined();
});

test.each(AGENTS.flatMap(({ title, marks }) => marks.map((mark) => ({ title, mark }))))(
  'where $title has set $mark, there is none',
  ({ title, mark }) => {
    expect(whyNoPerson({ [mark]: '1' }, SHELL, true)).toBe(
      `${mark} is set, as ${title} does for what it runs`,
    );
    expect(whyNoPerson({ [mark]: '' }, SHELL, true)).toBeUndefined();
  },
);

test.each<[words: readonly string[], isPerson: boolean]>([
  [['claude'], false],
  [['/usr/local/bin/codex', 'exec', 'x'], false],
  [['node', '/usr/lib/node_modules/.bin/gemini', '-p', 'x'], false],
  [['/usr/bin/node', '--no-warnings', '/opt/qwen.js'], false],
  [['bun', 'opencode'], false],
  [['/bin/sh', '/home/dev/bin/copilot'], false],
  [['C:\\tools\\claude.exe'], false],
  [['node', 'server.js', 'claude'], true],
  [['vim', 'claude'], true],
  [['bash', '-c', 'echo claude'], true],
  [['/home/claude/bin/zsh'], true],
  [[''], true],
])('below %j a person: %s', (words, isPerson) => {
  const why = whyNoPerson({}, [['bash'], words, ['init']], true);
  expect(why === undefined).toBe(isPerson);
});

test('without a terminal there is none', () => {
  expect(whyNoPerson({}, SHELL, false)).toBe('it has no terminal');
});
