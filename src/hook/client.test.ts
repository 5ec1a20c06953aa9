import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker } from '../../tests/support/broker.ts';
import { fakePayload } from '../../tests/support/fakes.ts';
import { buildHookClient, type HookRun, runHook } from '../../tests/support/hook.ts';
import { startFakeService } from '../../tests/support/service.ts';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { readAuditLog } from '../audit/index.ts';

const PAYLOAD = JSON.stringify(fakePayload('echo hello'));
const SILENCE: HookRun = { stdout: '', stderr: '', exitCode: 0 };

/** Answers with what it was called with, so that a test sees that, and how, it was asked. */
const FALLBACK = `import { appendFileSync } from 'node:fs';
export function evaluate(request) {
  return { stdout: JSON.stringify({ fallback: request }), stderr: '', exitCode: 0 };
}
export function startService(prefix) {
  if (prefix === '/broken') throw new Error('no way');
  if (prefix !== '/nowhere') appendFileSync(prefix + '/started', 'once ');
}`;

let built: string;
/** A client with the fallback above beside it, and one with none. */
let client: string;
let lonely: string;

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'prempti-'));
  for (const dir of ['with', 'without']) mkdirSync(join(built, dir));
  client = await buildHookClient(join(built, 'with'), FALLBACK);
  lonely = await buildHookClient(join(built, 'without'));
});
afterAll(() => rmSync(built, { recursive: true }));

/** The environment that leads a hook to a broker that does as it is told with each connection. */
async function brokerEnv(serve: Parameters<typeof startBroker>[0]): Promise<{ PREMPTI_SOCKET: string }> {
  return { PREMPTI_SOCKET: await startBroker(serve) };
}

function startAnsweringBroker(answer: string): Promise<{ PREMPTI_SOCKET: string }> {
  return brokerEnv((socket) => socket.end(answer));
}

function blockedBy(run: HookRun): string {
  expect(run).toMatchObject({ stdout: '', exitCode: 2 });
  return /^Prempti cannot check this call, so it is blocked \((.*)\)\n$/s.exec(run.stderr)?.[1] ?? run.stderr;
}

describe('the hook client', () => {
  it.skipIf(process.getuid?.() !== 0)('does not believe a service of another user', async () => {
    const env = await startAnsweringBroker(`${JSON.stringify(SILENCE)}\n`);
    expect(await runHook(client, ['fake'], PAYLOAD, env)).toEqual(SILENCE);
    chownSync(env.PREMPTI_SOCKET, 65_534, 65_534);
    const { stdout } = await runHook(client, ['fake'], PAYLOAD, env);
    expect(JSON.parse(stdout)).toHaveProperty('fallback');
  });

  it.each<[string, HookRun]>([
    ['an allow', { stdout: '{"permission":"allow"}', stderr: '', exitCode: 0 }],
    ['a deny', { stdout: '{"permission":"deny","reason":"a \\"b\\" \u2028 é 😀"}', stderr: '', exitCode: 0 }],
    ['an ask', { stdout: '{"permission":"ask"}', stderr: '', exitCode: 0 }],
    ['no decision', SILENCE],
    ['a refusal in plain words', { stdout: '', stderr: 'no\n', exitCode: 2 }],
  ])('passes on %s', async (_what, reply) => {
    const env = await startAnsweringBroker(`${JSON.stringify(reply)}\n`);
    expect(await runHook(client, ['fake'], PAYLOAD, env)).toEqual(reply);
  });

  it('passes on an answer that comes in pieces', async () => {
    const env = await brokerEnv(async (socket) => {
      for (const piece of ['{"stdout":"{}",', '"stderr":"",', '"exitCode":0}', '\n']) {
        socket.write(piece);
        await sleep(5);
      }
    });
    expect(await runHook(client, ['fake'], PAYLOAD, env)).toEqual({ ...SILENCE, stdout: '{}' });
  });

  it('writes a long verdict whole to a reader that is slow', async () => {
    const stdout = JSON.stringify({ reason: 'x'.repeat(500_000) });
    const env = await startAnsweringBroker(`${JSON.stringify({ ...SILENCE, stdout })}\n`);
    const child = spawn(process.execPath, [client, 'fake'], { env });
    child.stdin.end(PAYLOAD);
    await sleep(300);
    let read = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) read += chunk;
    expect(read).toBe(stdout);
  });

  it('asks by one line, with the payload as it is but for its line breaks', async () => {
    let request = '';
    const env = await brokerEnv((socket, line) => {
      request = line;
      socket.end(`${JSON.stringify(SILENCE)}\n`);
    });
    const payload = { text: 'a\nb', list: [1, { c: null }] };
    await runHook(client, ['fake'], `${JSON.stringify(payload, undefined, 2)}\r\n`, env);
    expect(request.indexOf('\n')).toBe(request.length - 1);
    expect(request.startsWith('{"version":2,"agent":"fake",')).toBe(true);
    expect(JSON.parse(request)).toEqual({ version: 2, agent: 'fake', pid: process.pid, payload });
  });

  it('waits for an event that comes slowly', async () => {
    const env = await brokerEnv((socket, request) =>
      socket.end(`${JSON.stringify({ ...SILENCE, stdout: JSON.stringify(JSON.parse(request).payload) })}\n`),
    );
    const child = spawn(process.execPath, [client, 'fake'], { env });
    for (const piece of PAYLOAD.match(/.{1,20}/g) ?? []) {
      child.stdin.write(piece);
      await sleep(10);
    }
    child.stdin.end();
    const [stdout] = (await once(child.stdout, 'data')) as [Buffer];
    expect(stdout.toString()).toBe(PAYLOAD);
  });

  it.each<[string, (prefix: string) => { args?: string[]; env?: Record<string, string> }]>([
    ['below --prefix', (prefix) => ({ args: ['--prefix', prefix], env: { PREMPTI_HOME: '/nowhere' } })],
    ['below PREMPTI_HOME', (prefix) => ({ env: { PREMPTI_HOME: prefix, HOME: '/nowhere' } })],
    ['below ~/.prempti', (prefix) => ({ env: { HOME: join(prefix, '..') } })],
    [
      'at PREMPTI_SOCKET',
      (prefix) => ({
        args: ['--prefix', '/nowhere'],
        env: { PREMPTI_SOCKET: join(prefix, 'run', 'broker.sock') },
      }),
    ],
  ])('finds the service %s', async (_where, choose) => {
    const prefix = join(tempDir(), '.prempti');
    await startFakeService({ socketPath: join(prefix, 'run', 'broker.sock') });
    const { args = [], env = {} } = choose(prefix);
    const { stdout } = await runHook(client, ['fake', ...args], JSON.stringify(fakePayload('deny it')), env);
    expect(JSON.parse(stdout)).toEqual({ decision: 'deny', reason: 'Rule deny: it runs deny it' });
  });

  it('has the service started when there was none, and only then', async () => {
    const { prefix, service } = await startFakeService();
    await runHook(client, ['fake', '--prefix', prefix], PAYLOAD);
    expect(existsSync(join(prefix, 'started'))).toBe(false);
    await service.stop();
    await runHook(client, ['fake', '--prefix', prefix], PAYLOAD);
    expect(readFileSync(join(prefix, 'started'), 'utf8')).toBe('once ');
  });

  it('gives the same verdict where the service cannot be started', async () => {
    const run = await runHook(client, ['fake', '--prefix', '/broken'], PAYLOAD);
    expect(run).toMatchObject({ stderr: '', exitCode: 0, stdout: expect.stringContaining('"fallback"') });
  });

  it('loses none of many calls at once, and each is recorded', async () => {
    const { service, prefix, auditPath } = await startFakeService();
    const calls = Array.from({ length: 20 }, (_, i) => `${i % 2 === 0 ? 'deny' : 'allow'} number ${i}`);
    const runs = await Promise.all(
      calls.map((command) =>
        runHook(client, ['fake', '--prefix', prefix], JSON.stringify(fakePayload(command))),
      ),
    );
    expect(runs.map(({ stdout }) => (JSON.parse(stdout) as { decision: string }).decision)).toEqual(
      calls.map((command) => command.split(' ')[0]),
    );
    await service.stop();
    const seen = readAuditLog(auditPath).filter(({ record }) => record?.rule === 'Seen');
    expect(seen).toHaveLength(calls.length);
  });
});

describe('the hook client evaluates on its own', () => {
  /** Runs the hook and gives what it called the fallback with. */
  async function fallbackRequest(env: Record<string, string>, args: string[] = []): Promise<unknown> {
    const { stdout, stderr, exitCode } = await runHook(client, ['fake', ...args], PAYLOAD, env);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    return (JSON.parse(stdout) as { fallback: unknown }).fallback;
  }

  it('when there is no socket', async () => {
    expect(await fallbackRequest({ PREMPTI_FAIL_OPEN: '1' }, ['--prefix', '/nowhere'])).toEqual({
      agent: 'fake',
      payload: PAYLOAD,
      pid: process.pid,
      prefix: '/nowhere',
      failOpen: true,
    });
  });

  it('when there is no home directory', async () => {
    expect(await fallbackRequest({})).toEqual({
      agent: 'fake',
      payload: PAYLOAD,
      pid: process.pid,
      failOpen: false,
    });
  });

  it('when the service does not answer in time; the time is at least 100 ms', async () => {
    const env = await brokerEnv(() => undefined);
    const start = performance.now();
    await fallbackRequest({ ...env, PREMPTI_TIMEOUT_MS: '1' });
    const took = performance.now() - start;
    expect(took).toBeGreaterThan(100);
    expect(took).toBeLessThan(5_000);
  });

  it('when the service is killed in the middle of the call', async () => {
    const path = join(tempDir(), 's');
    const broker = spawn(
      process.execPath,
      [
        '-e',
        `require('net').createServer((s) => s.on('data', () => console.log('got'))).listen(process.argv[1], () => console.log('up'))`,
        path,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(broker.stdout, 'data');
    const request = fallbackRequest({ PREMPTI_SOCKET: path });
    await once(broker.stdout, 'data');
    broker.kill('SIGKILL');
    expect(await request).toMatchObject({ agent: 'fake' });
    // What the killed service leaves is a stale socket.
    expect(statSync(path).isSocket()).toBe(true);
    expect(await fallbackRequest({ PREMPTI_SOCKET: path })).toMatchObject({ agent: 'fake' });
  });

  const INCOHERENT: readonly (readonly [what: string, answer: string])[] = [
    ['closes the connection', ''],
    ['answers half a line', '{"stdout":"","stderr":"","exitCode":0}'],
    ['answers an empty line', '\n'],
    ['answers no JSON', 'hello\n'],
    ['answers an array', '[]\n'],
    ['answers null', 'null\n'],
    ['leaves something out', '{"stdout":"","exitCode":0}\n'],
    ['answers in version 1', '{"id":"x","decision":"allow","reason":""}\n'],
    ['gives no exit status', '{"stdout":"","stderr":"","exitCode":"0"}\n'],
    ['gives an impossible exit status', '{"stdout":"","stderr":"","exitCode":256}\n'],
    ['gives an output that is no JSON', '{"stdout":"allow","stderr":"","exitCode":0}\n'],
    ['gives an output of two objects', '{"stdout":"{}{}","stderr":"","exitCode":0}\n'],
    ['gives an output that is no object', '{"stdout":"[]","stderr":"","exitCode":0}\n'],
    ['never ends its line', 'x'.repeat(1024 * 1024 + 1)],
  ];
  it.each(INCOHERENT)('when the service %s', async (_what, answer) => {
    expect(await fallbackRequest(await startAnsweringBroker(answer))).toMatchObject({ agent: 'fake' });
  });
});

describe('the hook client blocks', () => {
  it('when there is neither a service nor a fallback, and says why', async () => {
    const problem = blockedBy(await runHook(lonely, ['fake', '--prefix', '/nowhere'], PAYLOAD));
    expect(problem).toMatch(
      /^service: ENOENT: .*broker\.sock'; without it: Cannot find module .*hook-fallback/s,
    );
  });

  it.each(['throw new Error("broken")', 'return {}', 'return { stdout: "x", stderr: "", exitCode: 0 }'])(
    'when the fallback does: %s',
    async (body) => {
      const broken = await buildHookClient(tempDir(), `export function evaluate() { ${body} }`);
      blockedBy(await runHook(broken, ['fake', '--prefix', '/nowhere'], PAYLOAD));
      const env = { PREMPTI_FAIL_OPEN: '1' };
      expect(await runHook(broken, ['fake', '--prefix', '/nowhere'], PAYLOAD, env)).toEqual(SILENCE);
    },
  );

  it.each(['1', 'true', 'YES', 'on'])('not when failing open is asked for by %j', async (value) => {
    const run = await runHook(lonely, ['fake', '--prefix', '/nowhere'], PAYLOAD, {
      PREMPTI_FAIL_OPEN: value,
    });
    expect(run).toEqual(SILENCE);
  });

  it.each(['', '0', 'false', 'no', 'off', 'please'])('when failing open is set to %j', async (value) => {
    blockedBy(await runHook(lonely, ['fake', '--prefix', '/nowhere'], PAYLOAD, { PREMPTI_FAIL_OPEN: value }));
  });

  const LIMIT = 4 * 1024 * 1024;
  it.each<[string, string | Buffer, string, string]>([
    ['an empty event', '', '', 'there is no event on standard input'],
    ['a blank event', ' \r\n\t', '', 'there is no event on standard input'],
    ['an event over the limit', 'x'.repeat(5_001), '5000', 'the event is over 5000 bytes'],
    ['an event over the least limit', 'x'.repeat(4_097), '1', 'the event is over 4096 bytes'],
    ['an event over the default limit', Buffer.alloc(LIMIT + 1), 'many', `the event is over ${LIMIT} bytes`],
  ])('%s, whatever failing open says', async (_what, input, limit, problem) => {
    const env = { PREMPTI_INPUT_MAX_BYTES: limit, PREMPTI_FAIL_OPEN: '1' };
    expect(blockedBy(await runHook(lonely, ['fake', '--prefix', '/nowhere'], input, env))).toBe(problem);
    const { stdout } = await runHook(client, ['fake', '--prefix', '/nowhere'], input, env);
    expect(JSON.parse(stdout)).toMatchObject({ fallback: { agent: 'fake', payload: { problem } } });
  });

  it('nothing that is just within the limit', async () => {
    const env = { PREMPTI_INPUT_MAX_BYTES: '5000' };
    const run = await runHook(client, ['fake', '--prefix', '/nowhere'], 'x'.repeat(5_000), env);
    expect(run.exitCode).toBe(0);
  });

  it.each([
    [[]],
    [['a b']],
    [['fake', '--prefix']],
    [['fake', '--other', 'x']],
    [['fake', '--prefix', 'x', 'y']],
  ])('the arguments %j', async (args) => {
    expect(blockedBy(await runHook(client, args, PAYLOAD, { PREMPTI_FAIL_OPEN: '1' }))).toMatch(/^usage: /);
  });

  it.each<[what: string, args: string[], env: Record<string, string>]>([
    ['--prefix is', ['--prefix', 'here'], {}],
    ['PREMPTI_HOME is', [], { PREMPTI_HOME: './here' }],
    ['the home directory is', [], { HOME: '.' }],
    ['PREMPTI_SOCKET is', ['--prefix', '/nowhere'], { PREMPTI_SOCKET: 'run/broker.sock' }],
  ])("when %s relative, which would leave it to the agent's folder", async (what, args, env) => {
    const run = await runHook(client, ['fake', ...args], PAYLOAD, { ...env, PREMPTI_FAIL_OPEN: '1' });
    expect(blockedBy(run)).toMatch(new RegExp(`^${what} ".*", not an absolute path$`));
  });

  it('when nobody reads the verdict', async () => {
    const env = await startAnsweringBroker(
      `${JSON.stringify({ ...SILENCE, stdout: '{"permission":"deny"}' })}\n`,
    );
    const child = spawn(process.execPath, [client, 'fake'], { env });
    child.stdout.destroy();
    await sleep(50);
    child.stdin.end(PAYLOAD);
    expect(await once(child, 'exit')).toEqual([2, null]);
  });
});

describe('the built hook client', () => {
  it('imports node:fs, node:net and, when it has to, the fallback; and is small', () => {
    const text = readFileSync(client, 'utf8');
    const imports = [...text.matchAll(/\b(?:require|import)\(([^)]*)\)/g)].map(([, what]) => what);
    expect(imports).toEqual(['"node:fs"', '"node:net"', 'FALLBACK']);
    expect(text).not.toMatch(/^\s*import\b(?!\()/m);
    expect(statSync(client).size).toBeLessThan(8 * 1024);
  });

  it('loads nothing else from Node while it runs', async () => {
    const env = await startAnsweringBroker(`${JSON.stringify(SILENCE)}\n`);
    const script = `
      const Module = require('node:module');
      const load = Module._load;
      const asked = [];
      Module._load = function (id, ...rest) { asked.push(id); return load.call(this, id, ...rest); };
      process.on('exit', () => require('node:fs').writeSync(2, JSON.stringify(asked)));
      require(process.argv[1]);`;
    const child = spawn(process.execPath, ['-e', script, client, 'fake'], { env });
    child.stdin.end(PAYLOAD);
    let stderr = '';
    for await (const chunk of child.stderr.setEncoding('utf8')) stderr += chunk;
    expect(JSON.parse(stderr)).toEqual([client, 'node:fs', 'node:net', 'node:fs']);
  });
});
