import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { failClosedLine, shellLine } from './shell-line.ts';

const run = (script: string, options: { readonly timeoutSeconds?: number; readonly input?: string } = {}) => {
  const { timeoutSeconds = 60, input = '' } = options;
  const command = { command: '/bin/sh', args: ['-c', script], timeoutSeconds, socketPath: '' };
  return spawnSync('/bin/sh', ['-c', failClosedLine(command)], { encoding: 'utf8', input });
};
const BLOCKED = 'Prempti could not check this call, so it is blocked\n';

describe('a hook in a fail-closed line', () => {
  test.each([
    ['cat', 0, 'the payload', ''],
    ['echo no >&2; exit 2', 2, '', 'no\n'],
    ['echo oops >&2; exit 1', 2, '', `oops\n${BLOCKED}`],
    ['exit 127', 2, '', BLOCKED],
    ['kill -KILL $$', 2, '', BLOCKED],
    ['kill -SEGV $$', 2, '', BLOCKED],
  ])('%s exits with %s', (script, status, stdout, stderr) => {
    const result = run(script, { input: 'the payload' });
    expect(result).toMatchObject({ status, stdout });
    // The shell may tell of the signal, too.
    expect(result.stderr.endsWith(stderr)).toBe(true);
  });

  test('that is missing is a refusal', () => {
    const missing = { command: '/no/such/program', args: [], timeoutSeconds: 60, socketPath: '' };
    const result = spawnSync('/bin/sh', ['-c', failClosedLine(missing)], { encoding: 'utf8' });
    expect(result).toMatchObject({ status: 2, stderr: expect.stringContaining(BLOCKED) });
  });

  test('that hangs is a refusal before the agent gives up', () => {
    expect(run('sleep 20', { timeoutSeconds: 2 })).toMatchObject({ status: 2 });
  });
});

test.each([
  [['/usr/bin/node', '--x=1'], '/usr/bin/node --x=1'],
  [['/a b/c', "it's", '', '$HOME', '`x`'], `'/a b/c' 'it'\\''s' '' '$HOME' '\`x\`'`],
])('%j is one line', (words, line) => {
  expect(shellLine(words)).toBe(line);
  const { stdout } = spawnSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
  expect(stdout).toBe(words.map((word) => `${word}\n`).join(''));
});
