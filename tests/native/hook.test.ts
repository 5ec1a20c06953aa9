import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildPackages, compile, compilerFor } from '../../scripts/native-hook.ts';
import { startBroker } from '../support/broker.ts';
import { fakePayload } from '../support/fakes.ts';
import { type HookRun, runProgram } from '../support/hook.ts';
import { startFakeService } from '../support/service.ts';
import { tempDir } from '../support/temp-dir.ts';

/** The native hook client, built with the sanitizers and as it is shipped, as a real process at real sockets. */

const PAYLOAD = JSON.stringify(fakePayload('echo hello'));
const SILENCE: HookRun = { stdout: '', stderr: '', exitCode: 0 };
const SANITIZED = ['-Werror', '-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const EVENT_MAX = 4 * 1024 * 1024;

/** Tells what it got, in place of the hook client for Node. */
const FALLBACK = `
  const event = require('node:fs').readFileSync(0);
  const sum = require('node:crypto').createHash('sha256').update(event).digest('hex');
  const { PREMPTI_TIMEOUT_MS: hurry } = process.env;
  console.log(JSON.stringify({ fallback: sum, parent: process.ppid, args: process.argv.slice(2), hurry }));`;

/** musl's has no sanitizers. */
const compiler = ['gcc', 'cc'].find((name) => spawnSync(name, ['--version']).status === 0);
let folder: string;
let hook: string;
/** As `hook`, but waits only for a second for what the other sides have to do. */
let hurriedHook: string;
let fallback: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prempti-'));
  hook = join(folder, 'prempti-hook');
  hurriedHook = join(folder, 'hurried-hook');
  if (compiler !== undefined) {
    compile(hook, compiler, SANITIZED);
    compile(hurriedHook, compiler, [...SANITIZED, '-DEVENT_SECONDS=1', '-DSERVICE_SECONDS=1']);
  }
  const script = join(folder, 'fallback.cjs');
  writeFileSync(script, FALLBACK);
  fallback = [process.execPath, script, 'fake'];
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const startAnsweringBroker = (answer: string | Buffer): Promise<string> =>
  startBroker((socket) => socket.end(answer));

function run(socket: string, input: string | Buffer = PAYLOAD, program = hook): Promise<HookRun> {
  return runProgram(program, [socket, 'fake', ...fallback], input);
}

/** What the fallback says of the event that reached it. */
async function fallbackOf(running: Promise<HookRun>): Promise<Record<string, unknown>> {
  const { stdout, stderr, exitCode } = await running;
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

const sumOf = (event: string | Buffer): string => createHash('sha256').update(event).digest('hex');

describe.skipIf(compiler === undefined)('the native hook client', () => {
  it.skipIf(process.getuid?.() !== 0)('does not believe a service of another user', async () => {
    const socket = await startAnsweringBroker(`${JSON.stringify(SILENCE)}\n`);
    expect(await run(socket)).toEqual(SILENCE);
    chownSync(socket, 65_534, 65_534);
    expect(await fallbackOf(run(socket))).toHaveProperty('fallback');
  });

  it.each<[string, HookRun]>([
    ['an allow', { stdout: '{"permission":"allow"}', stderr: '', exitCode: 0 }],
    [
      'every kind of character',
      { stdout: '{"reason":"a \\"b\\" \\\\ \u2028 é 😀 \\u0007"}', stderr: '', exitCode: 0 },
    ],
    ['control characters', { stdout: '', stderr: '\u0001\b\f\n\r\t\u001f\u007f/\\"', exitCode: 3 }],
    ['no decision', SILENCE],
    ['a refusal in plain words', { stdout: '', stderr: 'no\n', exitCode: 2 }],
    ['the highest exit status', { stdout: '', stderr: '', exitCode: 255 }],
  ])('prints %s as the service gives it', async (_what, { stdout, stderr, exitCode }) => {
    const socket = await startAnsweringBroker(`${JSON.stringify({ stdout, stderr, exitCode })}\n`);
    expect(await run(socket)).toEqual({ stdout, stderr, exitCode });
  });

  it('asks by one line, with the event as it is but for its line breaks', async () => {
    let request = '';
    const socket = await startBroker((client, line) => {
      request = line;
      client.end(`${JSON.stringify(SILENCE)}\n`);
    });
    const payload = { text: 'a\nb é', list: [1, { c: null }] };
    await run(socket, `${JSON.stringify(payload, undefined, 2)}\r\n`);
    expect(request.indexOf('\n')).toBe(request.length - 1);
    expect(JSON.parse(request)).toEqual({ version: 2, agent: 'fake', pid: process.pid, payload });
  });

  it('takes an answer and an event that come in pieces', async () => {
    const socket = await startBroker(async (client, request) => {
      const stdout = JSON.stringify(JSON.parse(request).payload);
      for (const piece of JSON.stringify({ ...SILENCE, stdout }).match(/.{1,30}/gs) ?? []) {
        client.write(piece);
        await sleep(2);
      }
      client.write('\n');
    });
    const child = spawn(hook, [socket, 'fake', ...fallback], { env: {} });
    for (const piece of PAYLOAD.match(/.{1,20}/gs) ?? []) {
      child.stdin.write(piece);
      await sleep(5);
    }
    child.stdin.end();
    let stdout = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) stdout += chunk;
    expect(stdout).toBe(PAYLOAD);
  });

  it('waits for a service that holds the call, as long as it is told to', async () => {
    const socket = await startBroker(async (client) => {
      await sleep(1_500);
      client.end(`${JSON.stringify({ ...SILENCE, exitCode: 3 })}\n`);
    });
    const args = ['--wait', '30', socket, 'fake', ...fallback];
    expect(await runProgram(hurriedHook, args, PAYLOAD)).toEqual({ ...SILENCE, exitCode: 3 });
  });

  it('writes a long verdict whole to a reader that is slow', async () => {
    const stdout = JSON.stringify({ reason: 'x'.repeat(900_000) });
    const socket = await startAnsweringBroker(`${JSON.stringify({ ...SILENCE, stdout })}\n`);
    const child = spawn(hook, [socket, 'fake', ...fallback], { env: {} });
    child.stdin.end(PAYLOAD);
    await sleep(300);
    let read = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) read += chunk;
    expect(read).toBe(stdout);
  });

  it('is understood by the service, a hundred calls at once and none lost', async () => {
    const { socketPath } = await startFakeService();
    const calls = Array.from({ length: 100 }, (_, i) => `${i % 2 === 0 ? 'deny' : 'allow'} number ${i}`);
    const runs = await Promise.all(calls.map((call) => run(socketPath, JSON.stringify(fakePayload(call)))));
    expect(runs.map(({ stdout }) => (JSON.parse(stdout) as { decision?: string }).decision)).toEqual(
      calls.map((call) => call.split(' ')[0]),
    );
  });

  it('goes on after signals that do not concern it', async () => {
    const socket = await startBroker(async (client) => {
      await sleep(150);
      client.end(`${JSON.stringify({ ...SILENCE, exitCode: 7 })}\n`);
    });
    const child = spawn(hook, [socket, 'fake', ...fallback], { env: {} });
    child.stdin.end(PAYLOAD);
    for (let i = 0; i < 5; i++) {
      await sleep(20);
      child.kill('SIGWINCH');
      child.kill('SIGCONT');
    }
    expect(await once(child, 'exit')).toEqual([7, null]);
  });
});

describe.skipIf(compiler === undefined)('the native hook client hands the event to the one for Node', () => {
  it.each<[string, string | Buffer]>([
    ['a call', PAYLOAD],
    ['nothing', ''],
    ['garbage', Buffer.from([0, 0xff, 0xfe, 0x7b])],
    ['just less than the room there is', Buffer.alloc(EVENT_MAX - 1, 'x')],
    ['as much as there is room for', Buffer.alloc(EVENT_MAX, 'x')],
    ['more than there is room for', Buffer.alloc(EVENT_MAX + 1_000_000, 'xy')],
  ])('when there is no service: %s', async (_what, event) => {
    expect(await fallbackOf(run('/nowhere/s', event))).toMatchObject({
      fallback: sumOf(event),
      parent: process.pid,
      args: ['fake'],
    });
  });

  it('when the path of the socket is too long for one', async () => {
    expect(await fallbackOf(run(`/${'x'.repeat(200)}`))).toMatchObject({ fallback: sumOf(PAYLOAD) });
  });

  it('when the service does not answer in time, and tells it not to wait as long', async () => {
    expect(await fallbackOf(run(await startBroker(() => undefined), PAYLOAD, hurriedHook))).toMatchObject({
      fallback: sumOf(PAYLOAD),
      hurry: '100',
    });
  });

  it('when the service stops reading in the middle of a long event', async () => {
    const path = join(tempDir(), 's');
    const server = createServer({ pauseOnConnect: true }).listen(path);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const event = JSON.stringify(fakePayload('x'.repeat(3_000_000)));
    expect(await fallbackOf(run(path, event, hurriedHook))).toMatchObject({ fallback: sumOf(event) });
  });

  const INCOHERENT: readonly (readonly [what: string, answer: string])[] = [
    ['closes the connection', ''],
    ['answers half a line', '{"stdout":"","stderr":"","exitCode":0}'],
    ['answers an empty line', '\n'],
    ['answers no JSON', 'hello\n'],
    ['answers an array', '[]\n'],
    ['leaves something out', '{"stdout":"","exitCode":0}\n'],
    ['adds something', '{"stdout":"","stderr":"","exitCode":0,"more":1}\n'],
    ['answers in version 1', '{"id":"x","decision":"allow","reason":""}\n'],
    ['gives no number as exit status', '{"stdout":"","stderr":"","exitCode":"0"}\n'],
    ['gives a negative exit status', '{"stdout":"","stderr":"","exitCode":-1}\n'],
    ['gives an exit status that is too high', '{"stdout":"","stderr":"","exitCode":256}\n'],
    ['gives an exit status beyond all numbers', `{"stdout":"","stderr":"","exitCode":${'9'.repeat(50)}}\n`],
    ['gives an output that is no object', '{"stdout":"allow","stderr":"","exitCode":0}\n'],
    ['ends within an escape', '{"stdout":"","stderr":"\\\n'],
    ['ends within a code', '{"stdout":"","stderr":"\\u00\n'],
    ['gives half of a surrogate pair', '{"stdout":"","stderr":"\\ud800","exitCode":0}\n'],
    ['puts a zero byte into its line', '{"stdout":"\0","stderr":"","exitCode":0}\n'],
    ['never ends its line', 'x'.repeat(1024 * 1024 + 1)],
  ];
  it.each(INCOHERENT)('when the service %s', async (_what, answer) => {
    expect(await fallbackOf(run(await startAnsweringBroker(answer)))).toMatchObject({
      fallback: sumOf(PAYLOAD),
    });
  });

  it('or prints what the service meant, whatever bytes answer', async () => {
    const reply = JSON.stringify({ stdout: '{"a":"b\\u0001"}', stderr: 'c\n', exitCode: 1 });
    let answer = Buffer.alloc(0);
    const socket = await startBroker((client) => client.end(answer));
    const edit = fc.record({
      at: fc.nat(reply.length),
      cut: fc.nat(3),
      put: fc.uint8Array({ maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        answer = Buffer.from(`${reply}\n`);
        for (const { at, cut, put } of edits)
          answer = Buffer.concat([answer.subarray(0, at), put, answer.subarray(at + cut)]);
        const { stdout, stderr } = await run(socket);
        // What a sanitizer finds is said on standard error, and then ends the process.
        expect(stderr).not.toMatch(/Sanitizer|runtime error/);
        expect(stdout === '' || stdout.startsWith('{')).toBe(true);
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

describe.skipIf(compiler === undefined)('the native hook client blocks', () => {
  const blocked = (problem: string): HookRun => ({
    stdout: '',
    stderr: `Prempti cannot check this call, so it is blocked (${problem})\n`,
    exitCode: 2,
  });

  it.each([[[]], [['/s', 'fake']], [['s', 'fake', '/bin/true']], [['/s', 'fake', 'true']]])(
    'the arguments %j',
    async (args) => {
      expect(await runProgram(hook, args, PAYLOAD)).toEqual(
        blocked('usage: prempti-hook [--wait SECONDS] SOCKET AGENT FALLBACK [ARGUMENT]..., paths absolute'),
      );
    },
  );

  it.each(['', 'a b', 'a"', 'x'.repeat(65)])('the agent %j', async (agent) => {
    expect(await runProgram(hook, ['/s', agent, '/bin/true'], PAYLOAD)).toEqual(
      blocked("the agent's name makes no sense"),
    );
  });

  it('when the client for Node is missing too', async () => {
    expect(await runProgram(hook, ['/nowhere/s', 'fake', '/nowhere/node'], PAYLOAD)).toEqual(
      blocked('the hook client cannot be started'),
    );
  });

  it('when the event does not end', async () => {
    const child = spawn(hurriedHook, ['/nowhere/s', 'fake', ...fallback], { env: {} });
    child.stdin.write(PAYLOAD);
    expect(await once(child, 'exit')).toEqual([2, null]);
  });

  it('when nobody reads the verdict', async () => {
    const socket = await startAnsweringBroker(
      `${JSON.stringify({ ...SILENCE, stdout: '{"permission":"deny"}' })}\n`,
    );
    const child = spawn(hook, [socket, 'fake', ...fallback], { env: {} });
    child.stdout.destroy();
    await sleep(50);
    child.stdin.end(PAYLOAD);
    expect(await once(child, 'exit')).toEqual([2, null]);
  });
});

describe.skipIf(compiler === undefined)('the packages of the native hook client', () => {
  it('hold a program that depends on nothing, with its sum', { timeout: 60_000 }, () => {
    const names = buildPackages(folder);
    expect(names).toContain(`prempti-hook-${process.platform}-${process.arch}`);
    const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
    for (const name of names) {
      const program = join(folder, name, 'prempti-hook');
      expect(sums).toContain(`${sumOf(readFileSync(program))}  ${name}/prempti-hook\n`);
      const { os, cpu } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
      expect(name).toBe(`prempti-hook-${os}-${cpu}`);
    }
  });

  const canEmulate = spawnSync('qemu-aarch64-static', ['--version']).status === 0;
  const canCross = compilerFor('linux', 'arm64') !== undefined;
  if (!canCross || !canEmulate) console.warn('skipped: no compiler or no emulator for arm64 is here');
  it.skipIf(!canCross || !canEmulate)(
    'hold one for arm64 that answers as the others do',
    async () => {
      buildPackages(folder);
      const program = join(folder, 'prempti-hook-linux-arm64', 'prempti-hook');
      const reply = { stdout: '{"permission":"deny"}', stderr: 'é\n', exitCode: 2 };
      const socket = await startAnsweringBroker(`${JSON.stringify(reply)}\n`);
      const qemu = spawnSync('sh', ['-c', 'command -v qemu-aarch64-static'], {
        encoding: 'utf8',
      }).stdout.trim();
      expect(await runProgram(qemu, [program, socket, 'fake', ...fallback], PAYLOAD)).toEqual(reply);
    },
    60_000,
  );
});
