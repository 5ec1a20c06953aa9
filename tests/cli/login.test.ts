import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Prefix, prefixAt } from '../../src/guard/index.ts';
import { requestStatus, type ServiceStatus } from '../../src/service/index.ts';
import { claudeDecision, claudePayload, runHook } from '../support/hook.ts';
import { PROGRAM } from '../support/premptictl.ts';
import { startUserManager, type UserManager } from '../support/user-manager.ts';

/** `enable` and `disable` with a real systemd of a user. */

const PACKAGE = join(PROGRAM, '..', '..');

const home = realpathSync(mkdtempSync(join(tmpdir(), 'prempti-')));
let manager = await startUserManager(home);
if (manager === undefined) console.warn('skipped: no systemd of a user can be run here (needs root)');

afterAll(async () => {
  await manager?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** A copy of the package, of which another version can be installed. */
const installed = join(home, 'node_modules', 'prempti');

function install(version: string): void {
  for (const part of ['bin', 'dist', 'rules', 'schema'])
    cpSync(join(PACKAGE, part), join(installed, part), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as object;
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ ...manifest, version }));
}

const systemd = (): UserManager => manager as UserManager;

function premptictl(...args: readonly string[]): string {
  const { status, stdout, stderr } = systemd().run(
    process.execPath,
    join(installed, 'bin', 'premptictl.cjs'),
    ...args,
  );
  expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: '' });
  return stdout;
}

function systemctl(...args: readonly string[]): string {
  return systemd()
    .run('/usr/bin/systemctl', '--user', ...args)
    .stdout.trim();
}

const own = prefixAt(join(home, '.prempti'));
const other = prefixAt(join(home, 'second'));

const status = (prefix: Prefix): Promise<ServiceStatus> => requestStatus(prefix.socket, 10_000);

/** The status of a service that is not the one with this process id. */
async function statusAfter(pid: number, prefix: Prefix): Promise<ServiceStatus> {
  for (;;) {
    const found = await status(prefix);
    if (found.pid !== pid) return found;
    await sleep(50);
  }
}

/** What an agent is answered that reads a key. */
async function call(prefix: Prefix): Promise<string> {
  const client = join(installed, 'dist', 'hook-client.cjs');
  const env = { HOME: home, PATH: '/usr/bin' };
  const args = ['claude', '--prefix', prefix.root];
  return claudeDecision((await runHook(client, args, claudePayload('cat ~/.ssh/id_rsa'), env)).stdout);
}

describe.skipIf(manager === undefined)('a service that is enabled with systemd', () => {
  beforeAll(() => install('1.0.0'));

  test('runs at once and has units of its own for each prefix', async () => {
    premptictl('enable');
    premptictl('enable', '--prefix', other.root);
    premptictl('enable');
    expect(systemctl('is-active', 'prempti.socket', 'prempti.service')).toBe('active\nactive');
    expect(systemctl('is-enabled', 'prempti.socket', 'prempti.service')).toBe('enabled\nenabled');
    for (const prefix of [own, other])
      expect(await status(prefix)).toMatchObject({ isActivatedBySystem: true, socketPath: prefix.socket });
    expect((await status(own)).pid).not.toBe((await status(other)).pid);
    const verified = systemd().run('/usr/bin/systemd-analyze', '--user', 'verify', 'prempti.socket');
    expect(verified.stderr).not.toContain('prempti');
  });

  test('is started by the call that comes first', async () => {
    systemctl('stop', 'prempti.service');
    expect(systemctl('is-active', 'prempti.socket', 'prempti.service')).toBe('active\ninactive');
    expect(await call(own)).toBe('deny');
    expect((await status(own)).answers).toMatchObject({ deny: 1 });
  });

  test('comes back when it is killed', async () => {
    const { pid } = await status(own);
    process.kill(pid, 'SIGKILL');
    expect(await statusAfter(pid, own)).toMatchObject({ isActivatedBySystem: true });
  });

  test('is restarted by systemd, and restart tells of the new one', async () => {
    const { pid } = await status(own);
    const restarted = JSON.parse(premptictl('restart', '--json')) as { pid: number };
    expect(restarted.pid).not.toBe(pid);
    expect(await status(own)).toMatchObject({ pid: restarted.pid, isActivatedBySystem: true });
  });

  test('makes room for the version that is installed, which systemd starts', async () => {
    install('1.0.1');
    const version = async (): Promise<string> => (await status(own)).version;
    await expect.poll(version, { timeout: 20_000, interval: 200 }).toBe('1.0.1');
    expect(await status(own)).toMatchObject({ isActivatedBySystem: true });
    expect(systemctl('is-active', 'prempti.socket', 'prempti.service')).toBe('active\nactive');
  });

  test('is there after the next login', async () => {
    const { pid } = await status(own);
    await systemd().stop();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    manager = await startUserManager(home);
    expect(await call(own)).toBe('deny');
    expect(await status(own)).toMatchObject({ isActivatedBySystem: true, answers: { deny: 1 } });
  });

  test('is forgotten by disable, and the one of the other prefix goes on', async () => {
    const { pid } = await status(other);
    premptictl('disable');
    expect(systemctl('list-unit-files', '--no-legend', 'prempti*').split('\n')).toHaveLength(2);
    expect(existsSync(own.socket)).toBe(false);
    await expect(status(own)).rejects.toThrow('no service');
    expect(await status(other)).toMatchObject({ pid, isActivatedBySystem: true });
    premptictl('uninstall', '--prefix', other.root);
    expect(systemctl('list-unit-files', '--no-legend', 'prempti*')).toBe('');
    expect(existsSync(other.socket)).toBe(false);
    expect(readFileSync(own.configFile, 'utf8')).toContain('on-demand');
  });
});
