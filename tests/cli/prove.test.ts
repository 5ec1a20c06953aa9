import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const FAKE = join(import.meta.dirname, '..', 'support', 'fake-claude.ts');

/** Someone whose `claude` is a stand-in. */
function personWith(...options: readonly string[]) {
  const home = tempDir();
  const bin = join(home, 'bin');
  const program = join(bin, 'claude');
  const words = [process.execPath, FAKE, '"$@"', ...options];
  mkdirSync(bin);
  writeFileSync(program, `#!/bin/sh\nexec ${words.join(' ')}\n`, { mode: 0o755 });
  // Other tests prove, too.
  const scratch = tempDir();
  const env = { HOME: home, PATH: `${bin}:/usr/bin:/bin`, TMPDIR: scratch };
  const worlds = (): readonly string[] => readdirSync(scratch).filter((name) => name.startsWith('prove-'));
  return {
    home,
    program,
    env,
    worlds,
    premptictl: (...args: readonly string[]) => runPremptictl(home, args, env),
  };
}

/** Command lines of processes that speak of a folder. */
const processesOf = (folder: string): readonly string[] =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder));

describe('premptictl prove', () => {
  test('proves an agent that asks its hook, which status wants until the agent changes', () => {
    const { home, program, worlds, premptictl } = personWith();
    premptictl('hook', 'add', 'claude');
    expect(premptictl('status')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('Claude Code was never proved to block; run "premptictl prove claude"'),
    });

    const run = premptictl('prove', 'claude', '--json');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const { agents } = JSON.parse(run.stdout);
    expect(agents).toMatchObject([
      { agent: 'claude', outcome: 'proved', version: '9.8.7', program: { path: program }, problem: null },
    ]);
    expect(agents[0].checks).toHaveLength(13);
    expect(agents[0].notCovered).toEqual([
      'other tools than a shell command and a new file',
      'the hook over HTTP, which is not how it is registered here',
    ]);
    expect(agents[0].checks).toContainEqual({
      check: 'deny',
      title: 'a denied command does not run',
      outcome: 'ok',
      ran: false,
      told: expect.stringMatching(/^Deny the marker: Falco blocked Bash because the call carries/),
      note: '',
    });
    expect(worlds()).toEqual([]);
    expect(readdirSync(home).sort()).toEqual(['.claude', '.prempti', 'bin']);
    expect(premptictl('status')).toMatchObject({ status: 0 });

    appendFileSync(program, '# a new release\n');
    expect(premptictl('status')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('Claude Code changed since 9.8.7 was proved to block'),
    });
  }, 60_000);

  test('proves the hook over HTTP, too, where it is registered so', () => {
    const { home, premptictl } = personWith();
    mkdirSync(join(home, '.prempti', 'config'), { recursive: true });
    writeFileSync(join(home, '.prempti', 'config', 'prempti.yaml'), 'service.http_port: 41999\n');
    premptictl('hook', 'add', 'claude');
    const run = premptictl('prove', 'claude', '--json');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const [{ checks, notCovered }] = JSON.parse(run.stdout).agents;
    expect(checks.slice(-3).map(({ check, ran }: { check: string; ran: boolean }) => [check, ran])).toEqual([
      ['http-allow', true],
      ['http-deny', false],
      ['http-service-killed', false],
    ]);
    expect(notCovered).toHaveLength(1);
  }, 60_000);

  test('fails an agent that does not ask its hook', () => {
    const { premptictl } = personWith('--ignores-hooks');
    premptictl('hook', 'add', 'claude');
    const run = premptictl('prove');
    expect(run).toMatchObject({ status: 1, stderr: '' });
    expect(run.stdout).toMatch(/ok {5}without the hook the command runs\n/);
    expect(run.stdout).toMatch(/FAIL {3}a denied command does not run\n +it ran\n/);
    expect(run.stdout).toMatch(/FAIL {3}nothing runs when the hook crashes\n +it ran\n/);
    expect(run.stdout).toMatch(
      /FAIL {3}every call is on record\n +no record of project\/allow, project\/deny/,
    );
    expect(premptictl('status')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('Claude Code did not pass its last proof'),
    });
  }, 60_000);

  test('leaves nothing behind when it is interrupted', async () => {
    const { home, env } = personWith();
    const temporary = join(home, 'tmp');
    mkdirSync(temporary);
    const run = spawn(process.execPath, [PROGRAM, 'prove'], { env: { ...env, TMPDIR: temporary } });
    const ended = once(run, 'exit');
    const sockets = (): readonly string[] =>
      readdirSync(temporary).map((world) => join(temporary, world, 'prefix', 'run', 'broker.sock'));
    while (!sockets().some(existsSync)) await sleep(20);
    run.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(readdirSync(temporary)).toEqual([]);
    expect(processesOf(temporary)).toEqual([]);
  }, 60_000);

  test.each([
    [
      'an agent that is not there',
      ['prove', 'claude'],
      /Claude Code cannot be proved: claude is not on the PATH/,
    ],
    ['no agent at all', ['prove', '--all'], /no agent that can be proved is on the PATH/],
    ['an unknown agent', ['prove', 'clippy'], /unknown agent "clippy"; known agents: claude/],
    ['a name beside --all', ['prove', 'claude', '--all'], /not both/],
  ])('says that it cannot prove %s', (_what, args, message) => {
    const run = runPremptictl(tempDir(), args);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(message);
  });
});
