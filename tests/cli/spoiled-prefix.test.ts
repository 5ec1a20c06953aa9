import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { prefixAt } from '../../src/guard/index.ts';
import { claudeDecision, claudePayload, runHook } from '../support/hook.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';

const CLIENT = join(PROGRAM, '..', '..', 'dist', 'hook-client.cjs');

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'prempti-'));
  const { configFile, userRulesDir } = prefixAt(join(home, '.prempti'));
  mkdirSync(dirname(configFile), { recursive: true });
  mkdirSync(userRulesDir, { recursive: true });
  writeFileSync(configFile, 'service.start: manual\n');
});
afterEach(() => rmSync(home, { recursive: true }));

const pipe = (path: string): unknown => execFileSync('mkfifo', ['-m', '600', path]);
const endless = (path: string): void => symlinkSync('/dev/zero', path);

describe.skipIf(process.platform === 'win32')('calls are judged, and status looks at them, at once', () => {
  const root = '.prempti';
  const prefix = prefixAt(root);
  const files = [
    prefix.configFile,
    join(prefix.userRulesDir, 'mine.yaml'),
    prefix.trustFile,
    prefix.proofsFile,
    prefix.movedSettingsFile,
    prefix.auditKey,
    prefix.auditLog,
    prefix.auditStore,
    prefix.auditCheckpoints,
    prefix.serviceLog,
    prefix.socket,
    join(prefix.approvalsDir, 'K7QM2P.json'),
  ].map((path) => path.slice(prefix.root.length + 1));

  test.each([
    ...files.map((path) => ({ path, what: 'pipe', make: pipe })),
    { path: 'config/prempti.yaml', what: 'device without an end', make: endless },
    { path: 'log/falco.log', what: 'device without an end', make: endless },
  ])('with a $what in place of $path', async ({ path, make }) => {
    const spoiled = join(home, root, path);
    rmSync(spoiled, { force: true });
    mkdirSync(dirname(spoiled), { recursive: true, mode: 0o700 });
    make(spoiled);
    const { stdout } = await runHook(CLIENT, ['claude'], claudePayload('rm -rf ~'), { HOME: home });
    expect(claudeDecision(stdout)).toBe('deny');
    const { signal, stderr } = runPremptictl(home, ['status']);
    expect({ signal, stderr }).toEqual({ signal: null, stderr: '' });
    // Where its settings cannot be read, a service starts on demand.
    if (path === 'config/prempti.yaml')
      await vi.waitFor(() => expect(runPremptictl(home, ['stop']).stdout).toContain('stopped'), 20_000);
  });
});

describe.skipIf(process.platform === 'win32')('with a file in place of the folder of the socket', () => {
  test.each([
    ['by the command', ''],
    ['over HTTP', 'service.http_port: 47811\n'],
  ])('verbs name it and the fix where agents ask %s', (_how, setting) => {
    const { configFile, runDir } = prefixAt(join(home, '.prempti'));
    writeFileSync(configFile, `service.start: manual\n${setting}`);
    writeFileSync(runDir, '');
    const told = `${runDir} is there and is not a folder: move it away`;
    expect(runPremptictl(home, ['status'])).toMatchObject({
      status: 1,
      stderr: '',
      stdout: expect.stringContaining(`Problem: ${told}`),
    });
    expect(runPremptictl(home, ['stop'])).toMatchObject({ status: 0, stderr: '' });
    expect(runPremptictl(home, ['start'])).toMatchObject({
      status: 1,
      stderr: `premptictl: the service does not start: ${told}\n`,
    });
    expect(runPremptictl(home, ['doctor']).stdout).toContain(`no service can run: ${told}`);
  });
});

describe.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'with the folder of the socket closed',
  () => {
    test('verbs name it and the fix', () => {
      const { runDir } = prefixAt(join(home, '.prempti'));
      mkdirSync(runDir, { mode: 0 });
      const told = `${runDir} is closed to its owner: run "chmod u+rwx ${runDir}"`;
      expect(runPremptictl(home, ['status']).stdout).toContain(told);
      expect(runPremptictl(home, ['stop']).stderr).toContain(told);
      expect(runPremptictl(home, ['start']).stderr).toContain(told);
      expect(runPremptictl(home, ['doctor']).stdout).toContain(told);
    });
  },
);
