import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { prefixAt } from '../../src/guard/index.ts';
import { claudePayload } from '../support/hook.ts';
import { PROGRAM } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Installations of several users, prefixes and versions on one machine, as real processes. */

const PACKAGE = join(PROGRAM, '..', '..');

/** Somebody with a home directory that others may look into, as is usual. */
interface User {
  readonly uid: number;
  readonly home: string;
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const SETPRIV = '/usr/bin/setpriv';
const canSwitchUser = process.getuid?.() === 0 && spawnSync(SETPRIV, ['--version']).status === 0;
if (!canSwitchUser) console.warn('skipped: other users can only be played by root, with setpriv');

function newUser(uid: number): User {
  const home = tempDir();
  chmodSync(home, 0o755);
  chownSync(home, uid, uid);
  const user = { uid, home };
  onTestFinished(() => void premptictl(user, 'stop'));
  return user;
}

function runAs({ uid, home }: User, program: string, args: readonly string[], input = ''): Ran {
  const words = uid === process.getuid?.() ? [program, ...args] : setpriv(uid, program, args);
  const [first = '', ...rest] = words;
  const result: SpawnSyncReturns<string> = spawnSync(first, rest, {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
    timeout: 30_000,
    input,
  });
  return result;
}

function setpriv(uid: number, program: string, args: readonly string[]): readonly string[] {
  return [SETPRIV, `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', program, ...args];
}

const premptictl = (user: User, ...args: readonly string[]): Ran =>
  runAs(user, process.execPath, [PROGRAM, ...args]);

/** Of the service of a user, as this user sees it; `undefined` when none runs. */
function serviceOf(user: User, ...args: readonly string[]): { pid: number; version: string } | undefined {
  const { stdout } = premptictl(user, 'status', '--json', ...args);
  return (JSON.parse(stdout) as { service: { pid: number; version: string } | null }).service ?? undefined;
}

/** What Claude Code is answered, by a hook process of this user. */
function call(user: User, package_ = PACKAGE, ...args: readonly string[]): string {
  const client = [join(package_, 'dist', 'hook-client.cjs'), 'claude', ...args];
  return runAs(user, process.execPath, client, claudePayload('cat ~/.ssh/id_rsa', user.home)).stdout;
}

describe.runIf(canSwitchUser)('two users', () => {
  const users = (): readonly [User, User] => [newUser(54_321), newUser(54_322)];

  test('each have a service of their own, which their first call starts', async () => {
    const [ada, ben] = users();
    for (const user of [ada, ben]) expect(call(user)).toContain('"deny"');
    const pids = [];
    for (const user of [ada, ben]) {
      await expect.poll(() => serviceOf(user), { timeout: 20_000 }).toBeDefined();
      const pid = serviceOf(user)?.pid ?? 0;
      expect(statSync(`/proc/${pid}`).uid).toBe(user.uid);
      pids.push(pid);
      const { runDir, logDir, socket, auditLog } = prefixAt(join(user.home, '.prempti'));
      for (const path of [runDir, logDir]) expect(statSync(path).mode & 0o777).toBe(0o700);
      for (const path of [socket, auditLog])
        expect(statSync(path)).toMatchObject({ uid: user.uid, gid: user.uid });
      expect(readFileSync(auditLog, 'utf8')).toContain(user.home);
    }
    expect(new Set(pids).size).toBe(2);
  }, 60_000);

  test('cannot ask, stop or look into the service of each other', () => {
    const [ada, ben] = users();
    premptictl(ada, 'start');
    const pid = serviceOf(ada)?.pid;
    expect(pid).toBeDefined();
    const theirs = prefixAt(join(ada.home, '.prempti'));
    for (const verb of ['stop', 'restart', 'status', 'logs', 'approvals']) {
      const { stdout, stderr } = premptictl(ben, verb, '--prefix', theirs.root);
      expect(`${verb}: ${stdout}`).not.toMatch(/stopped\.|started|running, pid|"deny"/);
      expect(`${verb}: ${stdout}${stderr}`).toMatch(/EACCES|permission|not running|no answer|there is no/i);
    }
    const connect = `require('net').connect('${theirs.socket}').on('error', (e) => console.log(e.code))`;
    expect(runAs(ben, process.execPath, ['-e', connect]).stdout).toBe('EACCES\n');
    expect(runAs(ben, '/bin/sh', ['-c', `kill ${pid}`]).status).not.toBe(0);
    expect(call(ben, PACKAGE, '--prefix', theirs.root)).toContain('"deny"');
    expect(serviceOf(ada)?.pid).toBe(pid);
  }, 60_000);

  test('uninstall without each other', () => {
    const [ada, ben] = users();
    for (const user of [ada, ben]) premptictl(user, 'start');
    const pid = serviceOf(ada)?.pid;
    expect(premptictl(ben, 'uninstall').stdout).toContain('Service stopped.');
    expect(serviceOf(ben)).toBeUndefined();
    expect(serviceOf(ada)?.pid).toBe(pid);
  }, 60_000);
});

describe('one user', () => {
  const me = (): User => newUser(process.getuid?.() ?? 0);

  test('has a service for each prefix, and stops one without the other', () => {
    const user = me();
    const second = ['--prefix', join(user.home, 'second')];
    premptictl(user, 'start');
    premptictl(user, 'start', ...second);
    onTestFinished(() => void premptictl(user, 'stop', ...second));
    const [one, two] = [serviceOf(user), serviceOf(user, ...second)];
    expect(one?.pid).not.toBe(two?.pid);
    premptictl(user, 'mode', 'monitor', ...second);
    expect(call(user)).toContain('"deny"');
    expect(call(user, PACKAGE, ...second)).toBe('');
    premptictl(user, 'stop', ...second);
    expect(serviceOf(user, ...second)).toBeUndefined();
    expect(serviceOf(user)?.pid).toBe(one?.pid);
  }, 60_000);

  test('has two versions side by side, each with its own prefix', () => {
    const user = me();
    const package_ = join(user.home, 'node_modules', 'prempti');
    for (const part of ['bin', 'dist', 'rules', 'schema'])
      cpSync(join(PACKAGE, part), join(package_, part), { recursive: true });
    const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as object;
    writeFileSync(join(package_, 'package.json'), JSON.stringify({ ...manifest, version: '99.1.0' }));
    mkdirSync(join(user.home, 'new'));
    const newer = ['--prefix', join(user.home, 'new')];
    const newerCtl = (...args: readonly string[]): Ran =>
      runAs(user, process.execPath, [join(package_, 'bin', 'premptictl.cjs'), ...args, ...newer]);
    onTestFinished(() => void newerCtl('stop'));
    premptictl(user, 'start');
    newerCtl('start');
    const old = serviceOf(user);
    const status = (): unknown =>
      (JSON.parse(newerCtl('status', '--json').stdout) as { service: unknown }).service;
    expect(status()).toMatchObject({ version: '99.1.0' });
    expect(call(user)).toContain('"deny"');
    expect(call(user, package_, ...newer)).toContain('"deny"');
    newerCtl('restart');
    expect(status()).toMatchObject({ version: '99.1.0' });
    newerCtl('stop');
    expect(serviceOf(user)).toMatchObject({ pid: old?.pid, version: old?.version });
  }, 60_000);
});
