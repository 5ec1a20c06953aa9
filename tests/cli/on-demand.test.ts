import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Prefix, prefixAt } from '../../src/guard/index.ts';
import { requestStatus, requestStop } from '../../src/service/index.ts';
import { claudePayload, runHook } from '../support/hook.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const CLIENT = join(PROGRAM, '..', '..', 'dist', 'hook-client.cjs');
const LIMIT_MS = 30_000;

function newPrefix(): Prefix {
  const prefix = prefixAt(tempDir());
  for (const folder of ['config', 'log', 'rules/user']) {
    mkdirSync(join(prefix.root, folder), { recursive: true, mode: 0o700 });
  }
  onTestFinished(() =>
    requestStop(prefix.socket).then(
      () => undefined,
      () => undefined,
    ),
  );
  return prefix;
}

async function call(prefix: Prefix, command: string): Promise<string> {
  const args = ['claude', '--prefix', prefix.root];
  const { stdout, exitCode } = await runHook(CLIENT, args, claudePayload(command), { HOME: '/home/dev' });
  return `${exitCode} ${stdout}`;
}

const running = (prefix: Prefix) => expect.poll(() => requestStatus(prefix.socket), { timeout: LIMIT_MS });
const log = ({ serviceLog }: Prefix): string => readFileSync(serviceLog, 'utf8');

describe('a call that finds no service', () => {
  test('starts one, and many calls at once start one, too', async () => {
    const prefix = newPrefix();
    const answers = await Promise.all(Array.from({ length: 8 }, () => call(prefix, 'cat ~/.ssh/id_rsa')));
    for (const answer of answers) expect(answer).toMatch(/^0 .*"permissionDecision":"deny"/);
    await running(prefix).toMatchObject({ mode: 'guardrails' });
    expect(log(prefix).match(/started, pid/g)).toHaveLength(1);
    expect(await call(prefix, 'git status')).toBe('0 ');
    expect(await requestStatus(prefix.socket)).toMatchObject({ answers: { defer: 1 } });
  }, 60_000);

  test('starts none where that is left to the person', async () => {
    const prefix = newPrefix();
    writeFileSync(prefix.configFile, 'service:\n  start: manual\n');
    expect(await call(prefix, 'cat ~/.ssh/id_rsa')).toContain('"deny"');
    expect(existsSync(prefix.runDir)).toBe(false);
  });
});

describe('a service', () => {
  test('takes up a new rule by itself, and keeps it when its file breaks', async () => {
    const prefix = newPrefix();
    runPremptictl(prefix.root, ['start', '--prefix', prefix.root]);
    const file = join(prefix.userRulesDir, 'mine.yaml');
    const decides = expect.poll(() => call(prefix, 'echo forbidden'), { timeout: LIMIT_MS });
    writeFileSync(
      file,
      `- rule: Mine
  desc: a rule for tests
  condition: tool.input_command contains forbidden
  output: no
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny]
`,
    );
    await decides.toContain('"deny"');
    writeFileSync(file, '- rule: [');
    await running(prefix).toMatchObject({ problems: [expect.stringContaining('mine.yaml')] });
    expect(await call(prefix, 'echo forbidden')).toContain('"deny"');
    expect(log(prefix)).toContain('has its version before this one in force');
  }, 60_000);

  test.runIf(existsSync('/dev/full'))(
    'decides and says so when the disk is full',
    async () => {
      const prefix = newPrefix();
      for (const file of [prefix.auditLog, prefix.serviceLog]) symlinkSync('/dev/full', file);
      const args = [PROGRAM, 'daemon', '--prefix', prefix.root];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      await running(prefix).toMatchObject({ pid: child.pid });
      expect(await call(prefix, 'cat ~/.ssh/id_rsa')).toContain('"deny"');
      await running(prefix).toMatchObject({ audit: { problem: expect.stringContaining('ENOSPC') } });
    },
    60_000,
  );

  test.runIf(existsSync('/dev/full'))(
    'does not end because its own log cannot be written',
    async () => {
      const prefix = newPrefix();
      symlinkSync('/dev/full', prefix.serviceLog);
      const run = runPremptictl(prefix.root, ['start', '--prefix', prefix.root]);
      expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining('Service started.') });
      expect(await call(prefix, 'cat ~/.ssh/id_rsa')).toContain('"deny"');
    },
    60_000,
  );
});
