import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { runPremptictl } from '../support/premptictl.ts';

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
  return run.stdout.trim().split('\n');
}

describe('completion', () => {
  test.each(SHELLS)('for %s knows the verbs, the verbs below them and their options', (shell) => {
    const text = script(shell);
    for (const word of ['explain', 'rules', 'validate', '--sarif', 'guardrails'])
      expect(text).toContain(word);
    expect(text).not.toContain('daemon');
  });

  test.skipIf(!isThere('bash')).each([
    [['rules', 'va'], ['validate']],
    [['ru'], ['rules']],
    [['rules', 'validate', '--sa'], ['--sarif']],
    [['test', 'rules', '--to'], ['--tool']],
    [['logs', '--verdict', 'deny', '--sin'], ['--since']],
    [['mode', 'guar'], ['guardrails']],
    [['nope', 'zzz'], ['']],
  ])('in bash completes %j', (words, expected) => {
    expect(completed(script('bash'), words)).toEqual(expected);
  });

  test.each(['zsh', 'fish'].filter(isThere))('for %s is a script that it can read', (shell) => {
    expect(spawnSync(shell, ['-n'], { input: script(shell), encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test('refuses another shell, and names those that it knows', () => {
    const run = runPremptictl(tmpdir(), ['completion', 'tcsh']);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('bash, zsh, fish, powershell');
  });
});
