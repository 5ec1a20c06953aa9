/**
 * The service with sinks, and real programs behind them: rsyslog and nats-server of Debian, and OpenTelemetry's own decoder.
 * Every record has to arrive, those too of calls that are made while the programs are down. A program that cannot be had is
 * skipped, which is said. Needs a build.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificate } from '../../src/audit/sinks/testing/certificate.ts';
import { type Prefix, prefixAt } from '../../src/guard/index.ts';
import { PREMPTICTL } from '../../src/prove/product.ts';
import { requestStop } from '../../src/service/index.ts';
import { claudePayload, runProgram } from '../support/hook.ts';
import { natsServer } from './receivers/nats.ts';
import { otlp } from './receivers/otlp.ts';
import { type Received, type Receiver, receivedOf } from './receivers/receiver.ts';
import { rsyslog } from './receivers/rsyslog.ts';

const LIMIT_MS = 20_000;
const CLIENT = join(PREMPTICTL, '..', '..', 'dist', 'hook-client.cjs');
const COMMANDS = ['git status', 'cat ~/.ssh/id_rsa', 'printf "a\\nb\\x1b[2J" > notes.txt'];

const folder = mkdtempSync(join(tmpdir(), 'prempti-sinks-'));
try {
  process.exitCode = await play();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function play(): Promise<number> {
  const certificate = makeCertificate(folder);
  const receivers = (
    await Promise.all([
      available('rsyslog', () => rsyslog(folder, certificate)),
      available('nats-server', () => natsServer(folder, certificate)),
      available('opentelemetry-proto', otlp),
    ])
  ).flat();
  const prefix = prefixAt(join(folder, 'p'));
  mkdirSync(join(prefix.root, 'config'), { recursive: true, mode: 0o700 });
  const sinks = Object.assign({}, ...receivers.map((one) => one.sinks));
  writeFileSync(prefix.configFile, `service: {start: manual}\nsinks: ${JSON.stringify(sinks)}\n`);
  try {
    await Promise.all(receivers.map((one) => one.start()));
    await premptictl(prefix, 'start');
    for (const command of COMMANDS) await call(prefix, command);
    const first = await arrived(prefix, receivers, 'while all are up');
    await Promise.all(receivers.map((one) => one.stop()));
    for (const command of COMMANDS) await call(prefix, command);
    await sleep(2_000);
    await Promise.all(receivers.map((one) => one.start()));
    const kept = receivers.map((one) => ({ ...one, sinks: withoutLossy(one) }));
    const second = await arrived(prefix, kept, 'that were written while all were down');
    await premptictl(prefix, 'sinks', 'test');
    const problems = [...first, ...second];
    const checks = [...receivers, ...kept].flatMap((one) => Object.keys(one.sinks)).length;
    console.log(`${checks - problems.length} passed, ${problems.length} failed`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await requestStop(prefix.socket).catch(() => undefined);
    await Promise.all(receivers.map((one) => one.stop()));
  }
}

function withoutLossy({ sinks, lossy = [] }: Receiver): Receiver['sinks'] {
  return Object.fromEntries(Object.entries(sinks).filter(([name]) => !lossy.includes(name)));
}

async function available(name: string, make: () => Promise<Receiver>): Promise<readonly Receiver[]> {
  try {
    return [await make()];
  } catch (error) {
    console.log(`SKIPPED ${name}: ${(error as Error).message}`);
    return [];
  }
}

/** Waits until every record of the log has come to every sink; gives the sinks to which that did not happen. */
async function arrived(
  prefix: Prefix,
  receivers: readonly Receiver[],
  what: string,
): Promise<readonly string[]> {
  const results = await Promise.all(
    receivers.flatMap((receiver) =>
      Object.keys(receiver.sinks).map(async (sink) => {
        const missing = await missingAt(prefix, receiver, sink);
        console.log(`${missing === undefined ? 'ok  ' : 'FAIL'} ${sink}: records ${what}${missing ?? ''}`);
        return missing === undefined ? [] : [sink];
      }),
    ),
  );
  return results.flat();
}

async function missingAt(prefix: Prefix, receiver: Receiver, sink: string): Promise<string | undefined> {
  const key = ({ rule, correlationId }: Received): string => `${correlationId} ${rule}`;
  let problem = '';
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(500)) {
    try {
      const lines = readFileSync(prefix.auditLog, 'utf8').trimEnd().split('\n');
      const got = new Set((await receiver.received(sink)).map(key));
      const missing = lines.map(receivedOf).filter((one) => !got.has(key(one)));
      if (missing.length === 0) return undefined;
      problem = `: ${missing.length} of ${lines.length} missing`;
    } catch (error) {
      problem = `: ${(error as Error).message}`;
    }
  }
  return problem;
}

async function call(prefix: Prefix, command: string): Promise<void> {
  const args = [CLIENT, 'claude', '--prefix', prefix.root];
  await runProgram(process.execPath, args, claudePayload(command), { HOME: '/home/dev' });
}

async function premptictl(prefix: Prefix, ...args: readonly string[]): Promise<void> {
  const all = [PREMPTICTL, ...args, '--prefix', prefix.root];
  const { exitCode, stdout, stderr } = await runProgram(process.execPath, all, '', { HOME: folder });
  if (exitCode !== 0) throw new Error(`premptictl ${args.join(' ')}: ${stdout}${stderr}`);
}
