import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../src/prove/free-port.ts';
import { runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

/** An agent that asks over HTTP, which starts no service. */

const BLOCKED_NOW = 'no service is running, and Claude Code asks over HTTP: each of its calls is blocked';
const BLOCKED_LATER =
  'Claude Code asks over HTTP, which starts no service: after the next login its calls are blocked until one runs';

let home: string;

beforeEach(async () => {
  home = tempDir();
  mkdirSync(join(home, '.claude'));
  mkdirSync(join(home, '.prempti/config'), { recursive: true, mode: 0o700 });
  writeFileSync(configFile(), `service.http_port: ${await freePort()}\n`, { mode: 0o600 });
  systemctl('exit 0');
});

afterEach(() => {
  premptictl('stop');
});

const configFile = (): string => join(home, '.prempti/config/prempti.yaml');

/** What the system's manager of services does when it is asked. */
function systemctl(line: string): void {
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin/systemctl'), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

const premptictl = (...args: readonly string[]) =>
  runPremptictl(home, args, { PATH: `${join(home, 'bin')}:/usr/bin:/bin` });

/** The messages of doctor about the service and the hooks. */
function told(...args: readonly string[]): readonly { message: string; level: string; outcome: string }[] {
  const { findings } = JSON.parse(premptictl('doctor', '--json', ...args).stdout) as {
    findings: { area: string; message: string; level: string; outcome: string }[];
  };
  return findings.filter(
    ({ area, message }) => ['service', 'hooks'].includes(area) && message.includes('asks over HTTP'),
  );
}

describe.runIf(process.platform === 'linux')('where an agent asks over HTTP', () => {
  test('hook add, status, stop and doctor say that its calls are blocked while no service runs', () => {
    expect(premptictl('hook', 'add').stderr).toContain(`note: ${BLOCKED_LATER}; run "premptictl enable"`);
    expect(told()).toMatchObject([
      { level: 'problem', message: BLOCKED_NOW },
      { level: 'note', message: BLOCKED_LATER },
    ]);
    const { stdout, status } = premptictl('status');
    expect(status).toBe(1);
    expect(stdout).toContain('settings.json, and asks over HTTP');
    expect(stdout).toContain('Service: not running (hooks that ask over HTTP block calls');
    expect(stdout).toContain(`Problem: ${BLOCKED_NOW}; run "premptictl start"`);
    premptictl('start');
    expect(told()).toMatchObject([{ message: BLOCKED_LATER }]);
    expect(premptictl('stop').stderr).toBe(`note: ${BLOCKED_NOW}; run "premptictl start"\n`);
    expect(premptictl('health')).toMatchObject({ status: 1, stderr: expect.stringContaining('no service') });
  });

  test('doctor --fix starts the service, and has it start at login', () => {
    premptictl('hook', 'add');
    expect(told('--fix').map(({ outcome }) => outcome)).toEqual(['repaired', 'repaired']);
    expect(readFileSync(configFile(), 'utf8')).toContain('service.start: login');
    expect(told()).toMatchObject([{ message: BLOCKED_NOW }]);
  });

  test('nothing is said once the command is registered in its place', () => {
    premptictl('hook', 'add');
    writeFileSync(configFile(), 'service.http_port: 0\n');
    premptictl('hook', 'add');
    expect(told()).toEqual([]);
  });
});

test.runIf(process.platform === 'linux')('what enable could not do leaves nothing behind', () => {
  systemctl('[ "$2" != enable ] || { echo Failed to connect to bus >&2; exit 1; }');
  const { status, stderr } = premptictl('enable');
  expect(status).toBe(1);
  expect(stderr).toContain('Failed to connect to bus; the service does not start when you log in');
  expect(stderr).toContain('("service.start" is on-demand)');
  expect(existsSync(join(home, '.config/systemd/user/prempti.service'))).toBe(false);
  expect(readFileSync(configFile(), 'utf8')).not.toContain('login');
});
