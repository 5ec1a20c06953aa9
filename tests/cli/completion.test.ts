import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { hasPerson } from '../support/person.ts';
import { runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

function script(shell: string): string {
  const run = runPremptictl(tmpdir(), ['completion', shell]);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return run.stdout;
}

/** The program with which a shell's script is tried, where it is there. */
function isThere(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

/** What bash offers for the last word of a line. */
function completed(bash: string, words: readonly string[]): readonly string[] {
  const asked = `COMP_WORDS=(premptictl "$@"); COMP_CWORD=$#; _premptictl; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const run = spawnSync('bash', ['-c', `${bash}\n${asked}`, 'bash', ...words], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return run.stdout.split('\n').filter((word) => word !== '');
}

for (const shell of ['bash', 'zsh', 'fish', 'pwsh'].filter((name) => !isThere(name))) {
  console.warn(`NOT TRIED: ${shell} is not installed; what completes there is only looked at as text`);
}

const CASES: readonly (readonly [words: readonly string[], expected: readonly string[]])[] = [
  [['rules', 'va'], ['validate']],
  [['ru'], ['rules']],
  [['rules', 'validate', '--sa'], ['--sarif']],
  [['test', 'rules', '--to'], ['--tool']],
  [['logs', '--verdict', 'deny', '--sin'], ['--since']],
  [['mode', 'guar'], ['guardrails']],
  [['st'], ['start', 'stop', 'status']],
  [['nope', 'zzz'], []],
];

/** Types into a program in a terminal, each time until that is seen which is to come of it; gives all that was seen. */
async function typed(
  command: string,
  cwd: string,
  steps: readonly (readonly [keys: string, comes: string])[],
): Promise<string> {
  const child = spawn('/usr/bin/script', ['-qefc', `stty cols 200; ${command}`, '/dev/null'], { cwd });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const seen = (): string => stripVTControlCharacters(text);
  try {
    for (const [keys, comes] of steps) {
      text = '';
      child.stdin.write(keys);
      await expect.poll(seen, { timeout: 10_000, message: keys }).toContain(comes);
    }
    return seen();
  } finally {
    child.kill('SIGHUP');
  }
}

describe('completion', () => {
  test.each(SHELLS)('for %s knows the verbs, the verbs below them and their options', (shell) => {
    const text = script(shell);
    for (const word of ['explain', 'rules', 'validate', '--sarif', 'guardrails'])
      expect(text).toContain(word);
    expect(text).not.toContain('daemon');
  });

  test.skipIf(!isThere('bash')).each(CASES)('in bash completes %j', (words, expected) => {
    expect(completed(script('bash'), words)).toEqual(expected);
  });

  test.skipIf(!isThere('fish')).each(CASES)('in fish completes %j', (words, expected) => {
    const line = ['premptictl', ...words].join(' ');
    const asked = `${script('fish')}\ncomplete -C '${line}'`;
    const run = spawnSync('fish', ['--no-config', '-c', asked], { encoding: 'utf8', cwd: tmpdir() });
    expect(run.stderr).toBe('');
    expect(run.stdout.split('\n').filter((word) => word !== '')).toEqual(expected.toSorted());
  });

  test.skipIf(!isThere('zsh') || !hasPerson)('in zsh completes what is typed, with the Tab key', async () => {
    const home = tempDir();
    writeFileSync(join(home, 'premptictl.zsh'), script('zsh'));
    const start = 'autoload -U compinit; compinit -u -D; source ./premptictl.zsh; PS1=; echo rea""dy';
    const text = await typed('zsh -f -i', home, [
      [`${start}\n`, 'ready'],
      ...CASES.filter(([, expected]) => expected.length === 1).map(
        ([words, [expected = '']]) =>
          [
            `premptictl ${words.join(' ')}\t\u0001: \n`,
            ` ${[...words.slice(0, -1), expected].join(' ')}`,
          ] as const,
      ),
    ]);
    expect(text).not.toContain('not found');
  });

  test('refuses another shell, and names those that it knows', () => {
    const run = runPremptictl(tmpdir(), ['completion', 'tcsh']);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('bash, zsh, fish, powershell');
  });
});
