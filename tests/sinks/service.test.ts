import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Prefix, prefixAt } from '../../src/guard/index.ts';
import { requestStatus, type ServiceStatus } from '../../src/service/index.ts';
import { claudePayload, runHook } from '../support/hook.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';
import { startSidekick } from '../support/sink-server.ts';
import { tempDir } from '../support/temp-dir.ts';

const CLIENT = join(PROGRAM, '..', '..', 'dist', 'hook-client.cjs');
const WAIT = { timeout: 15_000, interval: 20 };
const DENIED = 'cat ~/.ssh/id_rsa';

function prefixWith(sinks: object): Prefix {
  const prefix = prefixAt(tempDir());
  mkdirSync(join(prefix.root, 'config'), { mode: 0o700 });
  configure(prefix, sinks);
  return prefix;
}

function configure(prefix: Prefix, sinks: object): void {
  writeFileSync(prefix.configFile, `service: {start: manual}\nsinks: ${JSON.stringify(sinks)}\n`);
}

/** A service in a process of its own, ended by its id; gives its standard output. */
function daemon(prefix: Prefix, stdout: 'pipe' | 'ignore' = 'ignore') {
  const child = spawn(process.execPath, [PROGRAM, 'daemon', '--prefix', prefix.root, '--replace', 'any'], {
    stdio: ['ignore', stdout, 'ignore'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  onTestFinished(stop);
  return { child, stop };
}

async function started(prefix: Prefix, pid: number | undefined): Promise<void> {
  await expect.poll(() => requestStatus(prefix.socket).catch(() => undefined), WAIT).toMatchObject({ pid });
}

async function call(prefix: Prefix, command: string): Promise<string> {
  const args = ['claude', '--prefix', prefix.root];
  const { stdout } = await runHook(CLIENT, args, claudePayload(command), { HOME: '/home/dev' });
  return stdout;
}

const sinkOf = (status: ServiceStatus, name: string) => status.sinks.find((sink) => sink.name === name);

describe('a service with sinks', () => {
  test('sends every record once, those of hooks that met no service and across restarts', async () => {
    const { url, payloads } = await startSidekick();
    const prefix = prefixWith({ all: { type: 'http', url, records: 'all' } });
    const commands = () =>
      payloads
        .filter(({ output_fields: fields }) => 'prempti.verdict' in fields)
        .map(({ output_fields: fields }) => fields['tool.input_command']);
    const first = daemon(prefix);
    await started(prefix, first.child.pid);
    await call(prefix, 'echo one');
    await expect.poll(commands, WAIT).toEqual(['echo one']);
    await first.stop();
    expect(await call(prefix, DENIED)).toContain('"deny"');
    const second = daemon(prefix);
    await started(prefix, second.child.pid);
    await expect.poll(commands, WAIT).toEqual(['echo one', DENIED]);
    const third = daemon(prefix);
    await started(prefix, third.child.pid);
    await call(prefix, 'echo three');
    await expect.poll(commands, WAIT).toEqual(['echo one', DENIED, 'echo three']);
    expect(sinkOf(await requestStatus(prefix.socket), 'all')).toMatchObject({ type: 'http', dropped: 0 });
    expect(statSync(prefix.sinkPlaces).mode & 0o777).toBe(0o600);
    expect(runPremptictl(prefix.root, ['status', '--prefix', prefix.root]).stdout).toMatch(
      /✓ Sink all \(http\): \d+ sent/,
    );
  }, 60_000);

  test('answers, and feeds the others, while some hang, refuse or cannot be had', async () => {
    const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
    onTestFinished(() => void hanging.close());
    await once(hanging, 'listening');
    const { port } = hanging.address() as { port: number };
    const good = await startSidekick();
    const broken = await startSidekick((_, response) => void response.writeHead(500).end());
    const prefix = prefixWith({
      good: { type: 'http', url: good.url },
      broken: { type: 'http', url: broken.url },
      hanging: { type: 'otlp', url: `http://127.0.0.1:${port}` },
      silent: { type: 'nats', url: `nats://127.0.0.1:${port}` },
      nobody: { type: 'syslog', url: 'tcp://127.0.0.1:1' },
      secret: { type: 'http', url: good.url, token: 'env:PREMPTI_NO_SUCH_VARIABLE' },
    });
    const { child } = daemon(prefix);
    await started(prefix, child.pid);
    await expect
      .poll(async () => (await call(prefix, DENIED)).includes('"deny"') && good.payloads.length > 0, WAIT)
      .toBe(true);
    expect(good.payloads[0]?.tags).toContain('coding_agent_deny');
    await expect
      .poll(async () => sinkOf(await requestStatus(prefix.socket), 'broken')?.problem, WAIT)
      .toContain('status 500');
    const status = await requestStatus(prefix.socket);
    expect(sinkOf(status, 'nobody')?.problem).toContain('ECONNREFUSED');
    expect(sinkOf(status, 'secret')?.problem).toContain('PREMPTI_NO_SUCH_VARIABLE is not set');
    expect(sinkOf(status, 'hanging')).toMatchObject({ sent: 0 });
    const shown = runPremptictl(prefix.root, ['status', '--prefix', prefix.root]);
    expect(shown.status).toBe(1);
    expect(shown.stdout).toContain('Problem: sink broken: it answered with status 500');
  }, 60_000);

  test('takes up changed settings without a restart', async () => {
    const [one, two] = [await startSidekick(), await startSidekick()];
    const prefix = prefixWith({ one: { type: 'http', url: one.url } });
    const { child } = daemon(prefix);
    await started(prefix, child.pid);
    await call(prefix, DENIED);
    await expect.poll(() => one.payloads.length, WAIT).toBeGreaterThan(0);
    configure(prefix, { two: { type: 'http', url: two.url } });
    await expect
      .poll(async () => (await requestStatus(prefix.socket)).sinks.map(({ name }) => name), WAIT)
      .toEqual(['two']);
    const before = one.payloads.length;
    await expect
      .poll(async () => (await call(prefix, DENIED)) !== '' && two.payloads.length > 0, WAIT)
      .toBe(true);
    expect(one.payloads).toHaveLength(before);
  }, 60_000);

  test('writes records, and nothing else, on standard output in the foreground', async () => {
    const prefix = prefixWith({ console: { type: 'stdout', records: 'all' } });
    const { child, stop } = daemon(prefix, 'pipe');
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
    });
    await started(prefix, child.pid);
    await call(prefix, 'echo hi');
    await call(prefix, DENIED);
    await stop();
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.filter(({ output_fields: fields }) => 'prempti.verdict' in fields)).toHaveLength(2);
  }, 60_000);

  test('answers although nobody reads its standard output', async () => {
    const prefix = prefixWith({ console: { type: 'stdout', records: 'all' } });
    const { child } = daemon(prefix, 'pipe');
    child.stdout?.pause();
    await started(prefix, child.pid);
    const long = 'x'.repeat(20_000);
    for (let n = 0; n < 8; n++) expect(await call(prefix, `${DENIED} # ${long}`)).toContain('"deny"');
    await expect
      .poll(async () => sinkOf(await requestStatus(prefix.socket), 'console')?.queuedBytes, WAIT)
      .toBeGreaterThan(0);
  }, 60_000);

  test('does not fill its own log with records', async () => {
    const prefix = prefixWith({ console: { type: 'stdout' } });
    const at = ['--prefix', prefix.root];
    onTestFinished(() => void runPremptictl(prefix.root, ['stop', ...at]));
    expect(runPremptictl(prefix.root, ['start', ...at]).status).toBe(0);
    await call(prefix, DENIED);
    await expect
      .poll(async () => sinkOf(await requestStatus(prefix.socket), 'console')?.problem, WAIT)
      .toContain('use a sink of type file');
    expect(readFileSync(prefix.serviceLog, 'utf8')).not.toContain('{');
  }, 60_000);
});

describe('sinks test', () => {
  test('says of each sink what became of the record, and exits 1 unless all took it', async () => {
    const { url, payloads } = await startSidekick();
    const prefix = prefixWith({
      good: { type: 'http', url },
      bad: { type: 'http', url: 'http://127.0.0.1:1' },
    });
    const run = async (...names: readonly string[]) => {
      // The server is in this process: it has to go on.
      const child = spawn(process.execPath, [PROGRAM, 'sinks', 'test', ...names, '--prefix', prefix.root]);
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          text += chunk;
        });
      }
      const [code] = await once(child, 'close');
      return [code, text];
    };
    expect(await run('good')).toEqual([
      0,
      expect.stringMatching(/^✓ good \(http\) took the test record in \d+ ms\n$/),
    ]);
    expect(payloads).toMatchObject([{ rule: 'Test rule', priority: 'Debug' }]);
    expect(await run()).toEqual([1, expect.stringContaining('✗ bad (http): connect ECONNREFUSED')]);
    expect(await run('gone')).toEqual([
      1,
      expect.stringContaining('there is no sink "gone"; there is good, bad'),
    ]);
  });
});
