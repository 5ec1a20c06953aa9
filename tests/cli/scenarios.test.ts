import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';
import { sendRaw } from '../support/service.ts';

/** The installed program and its service, as the original's acceptance scenarios use theirs. */

const ROOT = join(import.meta.dirname, '..', '..');
const CLIENT = join(ROOT, 'dist', 'hook-client.cjs');

let home: string;
let prefix: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'prempti-sc-'));
  prefix = join(home, '.prempti');
  // A service starts when a scenario says so, not with its first call.
  mkdirSync(join(prefix, 'config'), { recursive: true });
  writeFileSync(join(prefix, 'config', 'prempti.yaml'), 'service.start: manual\n');
});

afterEach(() => {
  premptictl('stop');
  rmSync(home, { recursive: true, force: true });
});

function premptictl(...args: string[]) {
  return runPremptictl(home, args);
}

interface Payload {
  readonly [key: string]: unknown;
}

function call(tool: string, input: Payload): Payload {
  return {
    session_id: 'scenario',
    cwd: join(home, 'project'),
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: tool,
    tool_input: input,
    tool_use_id: 'toolu_1',
  };
}

const writeKey = (): Payload =>
  call('Write', { file_path: join(home, '.ssh', 'random_number.txt'), content: '4' });
const writeOutside = (): Payload => call('Write', { file_path: '/srv/elsewhere/notes.txt', content: '4' });
const readSource = (): Payload => call('Read', { file_path: join(home, 'project', 'a.ts') });

interface Decision {
  readonly decision: string;
  readonly reason: string;
}

/** Runs the hook as Claude Code does and reads its answer as Claude Code does. */
function viaHook(payload: Payload): Promise<Decision> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLIENT, 'claude'], { env: { HOME: home } });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return resolve({ decision: `exit ${code}`, reason: '' });
      const output = stdout === '' ? undefined : JSON.parse(stdout).hookSpecificOutput;
      resolve({
        decision: output?.permissionDecision ?? 'none',
        reason: output?.permissionDecisionReason ?? '',
      });
    });
    child.stdin.end(JSON.stringify(payload));
  });
}

/** Asks the service in the original's protocol. */
async function viaVersion1(payload: Payload, id = 'toolu_1'): Promise<Decision & { readonly id: string }> {
  const request = { version: 1, id, agent_name: 'claude_code', agent_pid: 4242, event: payload };
  const answer = await sendRaw(join(prefix, 'run', 'broker.sock'), `${JSON.stringify(request)}\n`);
  return JSON.parse(answer);
}

interface CallRecord {
  readonly rule: string;
  readonly tags: readonly string[];
  readonly output_fields: Readonly<Record<string, unknown>>;
}

/** What the log says of calls; a service that stops also signs the trail there. */
function records(): readonly CallRecord[] {
  const log = join(prefix, 'log');
  return readdirSync(log)
    .filter((name) => name.startsWith('falco.log'))
    .flatMap((name) => readFileSync(join(log, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line): CallRecord => JSON.parse(line))
    .filter(({ tags }) => !tags.includes('coding_agent_checkpoint'));
}

describe('with the service', () => {
  test('guardrails mode denies, asks and defers, and tells the agent why', async () => {
    premptictl('start');
    const denied = await viaHook(writeKey());
    expect(denied.decision).toBe('deny');
    expect(denied.reason).toContain(
      `Deny writing to sensitive paths: Falco blocked writing to ${home}/.ssh/random_number.txt because it is a sensitive path`,
    );
    expect((await viaHook(writeOutside())).decision).toBe('ask');
    expect(await viaHook(readSource())).toEqual({ decision: 'none', reason: '' });
  });

  test('monitor mode leaves every decision to the agent and records the verdict', async () => {
    premptictl('mode', 'monitor');
    premptictl('start');
    expect(await viaHook(writeKey())).toEqual({ decision: 'none', reason: '' });
    premptictl('stop');
    expect(records().map((record) => record.rule)).toContain('Deny writing to sensitive paths');
    expect(records().at(-1)?.output_fields).toMatchObject({
      'prempti.verdict': 'deny',
      'prempti.enforced': 'defer',
      'prempti.mode': 'monitor',
    });
  });

  test('passthrough mode evaluates nothing and still records the call', async () => {
    premptictl('mode', 'passthrough');
    premptictl('start');
    expect(await viaHook(writeKey())).toEqual({ decision: 'none', reason: '' });
    premptictl('stop');
    expect(records()).toHaveLength(1);
    expect(records()[0]?.output_fields).toMatchObject({
      'tool.name': 'Write',
      'prempti.mode': 'passthrough',
    });
  });

  test('a mode change lets a call through that was denied before, without a restart and without a gap', async () => {
    premptictl('start');
    expect((await viaHook(writeKey())).decision).toBe('deny');
    expect(premptictl('mode', 'monitor').stdout).toContain('in force');
    expect((await viaHook(writeKey())).decision).toBe('none');
    expect(premptictl('mode', 'guardrails').stdout).toContain('in force');
    expect((await viaHook(writeKey())).decision).toBe('deny');
  });

  test('default-action allow answers what no rule matched', async () => {
    premptictl('default-action', 'allow');
    premptictl('start');
    expect((await viaHook(readSource())).decision).toBe('allow');
    expect((await viaHook(writeKey())).decision).toBe('deny');
  });

  test('a rule of the user takes part after a reload', async () => {
    premptictl('start');
    mkdirSync(join(prefix, 'rules', 'user'), { recursive: true });
    writeFileSync(
      join(prefix, 'rules', 'user', 'mine.yaml'),
      '- rule: Ask before reading\n  desc: d\n  condition: tool.name = Read\n  output: Falco asks about %tool.file_path\n  priority: WARNING\n  source: coding_agent\n  tags: [coding_agent_ask]\n',
    );
    premptictl('mode', 'guardrails');
    const asked = await viaHook(readSource());
    expect(asked).toMatchObject({
      decision: 'ask',
      reason: expect.stringMatching(/^Ask before reading: Falco asks/),
    });
  });

  test('an interceptor of the original gets correct answers', async () => {
    premptictl('start');
    expect(await viaVersion1(writeKey(), 'a')).toMatchObject({
      id: 'a',
      decision: 'deny',
      reason: expect.stringMatching(/^Deny writing to sensitive paths: Falco blocked writing to /),
    });
    expect(await viaVersion1(writeOutside(), 'b')).toMatchObject({ id: 'b', decision: 'ask' });
    expect(await viaVersion1(readSource(), 'c')).toEqual({ id: 'c', decision: 'defer', reason: '' });
    expect(await viaVersion1({ hook_event_name: 'PreToolUse' }, 'd')).toMatchObject({
      id: 'd',
      decision: 'deny',
    });
    premptictl('stop');
    const pids = records().flatMap((record) => record.output_fields['agent.pid'] ?? []);
    expect(pids).toEqual([4242, 4242, 4242]);
  });

  test('a hundred calls at once each get their own verdict and their own record', async () => {
    premptictl('start');
    const payload = (i: number): Payload => (i % 2 === 0 ? writeKey() : readSource());
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => viaVersion1(payload(i), `call-${i}`)),
    );
    for (const [i, answer] of answers.entries()) {
      expect(answer).toMatchObject({ id: `call-${i}`, decision: i % 2 === 0 ? 'deny' : 'defer' });
    }
    premptictl('stop');
    const seen = records().filter((record) => record.output_fields['prempti.verdict'] !== undefined);
    expect(seen).toHaveLength(100);
    expect(new Set(seen.map((record) => record.output_fields['correlation.id'])).size).toBe(100);
  });

  test('rotates the audit and keeps as many files as it is told', async () => {
    mkdirSync(join(prefix, 'config'), { recursive: true });
    writeFileSync(join(prefix, 'config', 'prempti.yaml'), 'log_rotate_bytes: 20000\nlog_rotate_keep: 2\n');
    premptictl('start');
    for (let i = 0; i < 10; i += 1)
      await Promise.all(Array.from({ length: 20 }, () => viaVersion1(readSource())));
    premptictl('stop');
    const files = readdirSync(join(prefix, 'log')).filter((name) => name.startsWith('falco.log'));
    expect(files.sort()).toEqual(['falco.log', 'falco.log.1', 'falco.log.2']);
  });
});

describe('without the service', () => {
  test('the same calls get the same answers from the hook alone, in the same audit', async () => {
    expect((await viaHook(writeKey())).decision).toBe('deny');
    expect((await viaHook(writeOutside())).decision).toBe('ask');
    expect((await viaHook(readSource())).decision).toBe('none');
    const verdicts = records().flatMap((record) => record.output_fields['prempti.verdict'] ?? []);
    expect(verdicts).toEqual(['deny', 'ask', 'defer']);
  });

  test('a killed service changes nothing, and a new one takes over its socket', async () => {
    premptictl('start');
    const { pid } = JSON.parse(premptictl('status', '--json').stdout).service;
    process.kill(pid, 'SIGKILL');
    expect((await viaHook(writeKey())).decision).toBe('deny');
    expect(premptictl('start').stdout).toContain('Service started.');
    expect((await viaVersion1(writeKey())).decision).toBe('deny');
  });

  test('a service that accepts and never answers does not hang the call', async () => {
    mkdirSync(join(prefix, 'run'), { recursive: true, mode: 0o700 });
    const mute = spawn(process.execPath, [
      '-e',
      `require('net').createServer(() => {}).listen(${JSON.stringify(join(prefix, 'run', 'broker.sock'))}, () => console.log('up'))`,
    ]);
    await new Promise((resolve) => mute.stdout.once('data', resolve));
    const started = Date.now();
    expect((await viaHook(writeKey())).decision).toBe('deny');
    expect(Date.now() - started).toBeGreaterThanOrEqual(4_900);
    mute.kill('SIGKILL');
  });

  test('an audit that cannot be written does not stop the verdict', async () => {
    mkdirSync(prefix, { recursive: true });
    writeFileSync(join(prefix, 'log'), 'a file where the folder should be');
    expect((await viaHook(writeKey())).decision).toBe('deny');
    expect((await viaHook(readSource())).decision).toBe('none');
    expect(premptictl('health').stderr).toMatch(
      /^warning: the (?:call is not on record|audit cannot be read)/,
    );
    rmSync(join(prefix, 'log'));
    mkdirSync(join(prefix, 'log', 'falco.log'), { recursive: true });
    premptictl('start');
    expect((await viaHook(writeKey())).decision).toBe('deny');
    await expect
      .poll(() => premptictl('status').stdout)
      .toMatch(/Problem: cannot write .*falco\.log: EISDIR/);
    expect(premptictl('health').stderr).toMatch(/^warning: cannot write .*falco\.log: EISDIR/);
  });

  test('status says what there is when the service is mute and the settings of the agent cannot be read', async () => {
    mkdirSync(join(home, '.claude', 'settings.json'), { recursive: true });
    mkdirSync(join(prefix, 'run'), { recursive: true, mode: 0o700 });
    const nonsense = createServer((socket) => void socket.end('hello\n'));
    await new Promise<void>((resolve) => nonsense.listen(join(prefix, 'run', 'broker.sock'), resolve));
    const status = await new Promise<string>((resolve) => {
      const child = spawn(process.execPath, [PROGRAM, 'status'], { env: { HOME: home } });
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.on('close', (code) => resolve(`${stdout}${code}`));
    });
    nonsense.close();
    expect(status).toMatch(/^Service: gives no answer/);
    expect(status).toMatch(/Claude Code is not guarded: .*settings\.json: it is not a regular file/);
    expect(status).toMatch(/Problem: the service at .* gives no answer \(its answer is not JSON\)\n1$/);
  });
});

describe.skipIf(process.platform === 'win32')('a service that hangs', () => {
  const servicePid = (): number => JSON.parse(premptictl('status', '--json').stdout).service.pid;
  let hanging: number;

  beforeEach(() => {
    premptictl('start');
    hanging = servicePid();
    process.kill(hanging, 'SIGSTOP');
  });

  afterEach(() => void process.kill(hanging, 'SIGKILL'));

  test('has a new one put in its place by restart', () => {
    expect(premptictl('restart').stdout).toMatch(/^Service started/);
    expect(servicePid()).not.toBe(hanging);
  });

  test('is told of by uninstall, and keeps nothing from being taken back', () => {
    premptictl('hook', 'add', 'claude');
    const { status, stderr } = premptictl('uninstall', '--purge');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('gives no answer') });
    expect(existsSync(prefix)).toBe(false);
    expect(readdirSync(join(home, '.claude'))).toEqual([]);
  });
});

describe('start', () => {
  test('says why the service does not start', () => {
    mkdirSync(join(prefix, 'run'), { recursive: true });
    writeFileSync(join(prefix, 'run', 'broker.sock'), 'a file');
    const { status, stderr } = premptictl('start');
    expect(status).toBe(1);
    expect(stderr).toBe(
      `premptictl: the service does not start: ${prefix}/run/broker.sock is there and is not a socket: move it away\n`,
    );
  });

  test.runIf(process.platform === 'linux')('does not hold on to the folder it is called from', () => {
    premptictl('start');
    const { pid } = JSON.parse(premptictl('status', '--json').stdout).service;
    expect(realpathSync(`/proc/${pid}/cwd`)).toBe(realpathSync(prefix));
  });
});

describe('stop', () => {
  test('ends the process and frees the socket, and removing the hook leaves nothing of ours', async () => {
    premptictl('start');
    premptictl('hook', 'add', 'claude');
    const stopped = premptictl('stop');
    expect(stopped.stdout).toBe('Service stopped.\n');
    expect(stopped.stderr).toContain('Claude Code');
    await expect.poll(() => readFileSync(join(prefix, 'log', 'service.log'), 'utf8')).toMatch(/stopped\n$/);
    await expect(
      new Promise((resolve, reject) => {
        connect(join(prefix, 'run', 'broker.sock'))
          .on('connect', resolve)
          .on('error', reject);
      }),
    ).rejects.toThrow();
    premptictl('hook', 'remove');
    expect(readdirSync(join(home, '.claude'))).toEqual([]);
  });
});
