import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakePayload } from '../../tests/support/fakes.ts';
import { sendRaw, startFakeService } from '../../tests/support/service.ts';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { requestStatus } from './control-client.ts';
import { listenAt, type Takeover } from './socket-file.ts';
import { encodeHookRequest } from './wire.ts';

/** Another process that starts a service at `path` and then says `up`, or why not. */
async function startElsewhere(
  path: string,
): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const script = `
    import { createService } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const audit = { append() {}, flush() {}, close() {}, status: () => ({}) };
    const loadGuard = () => ({ guard: {}, mode: 'guardrails', problems: [] });
    const service = createService({ socketPath: ${JSON.stringify(path)}, loadGuard, audit, findAgent() {}, version: '0' });
    try {
      await service.start();
      console.log('up');
    } catch (error) {
      console.log(error.code);
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

describe('listenAt', () => {
  it('makes a socket and its folder for the owner alone, and leaves nothing else there', async () => {
    const socketPath = join(tempDir(), 'a', 'run', 'broker.sock');
    const { service } = await startFakeService({ socketPath });
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(socketPath)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(socketPath))).toEqual(['broker.sock']);
    await service.stop();
    expect(readdirSync(dirname(socketPath))).toEqual([]);
  });

  it('does not displace a live instance, and names it', async () => {
    const { socketPath } = await startFakeService();
    await expect(startFakeService({ socketPath })).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      pid: process.pid,
      message: `${socketPath} is served already, by process ${process.pid}`,
    });
    expect(await requestStatus(socketPath)).toMatchObject({ pid: process.pid });
  });

  it('does not displace a listener that does not say who it is', async () => {
    const socketPath = join(tempDir(), 's');
    const other = createServer((socket) => socket.end('hello\n')).listen(socketPath);
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    await expect(startFakeService({ socketPath })).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      pid: undefined,
    });
  });

  it('takes over the socket of a process that was killed', async () => {
    const socketPath = join(tempDir(), 's');
    const { child, said } = await startElsewhere(socketPath);
    expect(said).toBe('up');
    await kill(child);
    expect(statSync(socketPath).isSocket()).toBe(true);
    await startFakeService({ socketPath });
    expect(await requestStatus(socketPath)).toMatchObject({ pid: process.pid });
  });

  it('lets exactly one of several win that start at once over a stale socket', async () => {
    const socketPath = join(tempDir(), 's');
    await kill((await startElsewhere(socketPath)).child);
    const started = await Promise.all(Array.from({ length: 5 }, () => startElsewhere(socketPath)));
    expect(started.map(({ said }) => said).sort()).toEqual([...Array(4).fill('ALREADY_RUNNING'), 'up']);
    const winner = started.find(({ said }) => said === 'up');
    expect(await requestStatus(socketPath)).toMatchObject({ pid: winner?.child.pid });
  });

  it('leaves the socket of a successor alone when it stops', async () => {
    const first = await startFakeService();
    const server = createServer();
    onTestFinished(() => void server.close());
    const { socketPath } = first;

    renameSync(socketPath, `${socketPath}.old`);
    await listenAt(server, socketPath);
    await first.service.stop();
    expect(statSync(socketPath).isSocket()).toBe(true);
  });

  it.each<[string, Takeover]>([
    ['always', 'always'],
    ['by its version', (version) => version === '1.2.3'],
  ])('takes the path of a live instance, which ends: %s', async (_when, takeover) => {
    const first = await startFakeService();
    const { socketPath } = first;
    const second = await startFakeService({ socketPath, takeover, version: '1.2.4' });
    await first.service.stopped;
    expect(second.service.isReachable()).toBe(true);
    expect(await requestStatus(socketPath)).toMatchObject({ version: '1.2.4' });
    expect(readdirSync(dirname(socketPath))).toEqual(['broker.sock']);
  });

  it('leaves an instance alone whose version is not to be replaced', async () => {
    const { socketPath } = await startFakeService();
    await expect(startFakeService({ socketPath, takeover: () => false })).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
    });
  });

  it('takes the path of one that gives no answer', async () => {
    const socketPath = join(tempDir(), 's');
    const mute = createServer(() => undefined).listen(socketPath);
    onTestFinished(() => void mute.close());
    await once(mute, 'listening');
    const { service } = await startFakeService({ socketPath, takeover: () => false });
    expect(service.isReachable()).toBe(true);
  });

  it('fails no call while one instance after the other takes the path', async () => {
    const { socketPath } = await startFakeService();
    let isOver = false;
    const call = encodeHookRequest('fake', 1, JSON.stringify(fakePayload('deny it')));
    const callers = Array.from({ length: 20 }, async () => {
      let calls = 0;
      for (; !isOver; calls++) expect(await sendRaw(socketPath, call)).toContain('Rule deny');
      return calls;
    });
    for (let i = 0; i < 20; i++) await startFakeService({ socketPath, takeover: 'always' });
    isOver = true;
    expect(Math.min(...(await Promise.all(callers)))).toBeGreaterThan(0);
  });

  it('does not remove a file that is not a socket', async () => {
    const socketPath = join(tempDir(), 's');
    writeFileSync(socketPath, 'precious');
    await expect(startFakeService({ socketPath })).rejects.toMatchObject({
      code: 'BAD_SOCKET_PATH',
      message: `${socketPath} is there and is not a socket: move it away`,
    });
  });

  it('refuses a folder that others can write', async () => {
    const dir = join(tempDir(), 'run');
    mkdirSync(dir);
    chmodSync(dir, 0o777);
    await expect(startFakeService({ socketPath: join(dir, 's') })).rejects.toMatchObject({
      code: 'BAD_SOCKET_PATH',
      message: expect.stringContaining(`run "chmod 700 ${dir}"`),
    });
  });

  it('refuses a path that is too long for a socket', async () => {
    await expect(startFakeService({ socketPath: `/tmp/${'x'.repeat(100)}` })).rejects.toMatchObject({
      code: 'BAD_SOCKET_PATH',
    });
  });
});
