import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, percentile } from '../engine/statistics.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'premptictl.cjs');
const WARM_UP = 500;
const CALLS = 3_000;
const AT_ONCE = 100;
const BURSTS = 20;

/** What an agent waits at the socket of the built service, in milliseconds. */
export interface VerdictTimes {
  readonly median: number;
  readonly p99: number;
  /** Of many calls at once, until each has its answer. */
  readonly medianAtOnce: number;
}

/** Times of a service with its store, or of one that cannot open a store because a folder is in its place. */
export async function measureVerdicts(commands: readonly string[], hasStore: boolean): Promise<VerdictTimes> {
  const home = mkdtempSync(join(tmpdir(), 'bench-audit-'));
  const prefix = join(home, 'p');
  const socketPath = join(prefix, 'run', 'broker.sock');
  if (!hasStore) mkdirSync(join(prefix, 'log', 'audit.db'), { recursive: true, mode: 0o700 });
  const run = (verb: string): void => {
    execFileSync(process.execPath, [PROGRAM, verb, '--prefix', prefix], {
      env: { HOME: home, PATH: process.env.PATH },
      stdio: 'ignore',
    });
  };
  run('start');
  try {
    const ask = (number: number): Promise<number> =>
      verdict(socketPath, commands[number % commands.length] ?? 'true', number);
    for (let number = 0; number < WARM_UP; number++) await ask(number);
    const ms: number[] = [];
    for (let number = 0; number < CALLS; number++) ms.push(await ask(number));
    const atOnce: number[] = [];
    for (let burst = 0; burst < BURSTS; burst++)
      atOnce.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, number) => ask(number)))));
    return { median: median(ms), p99: percentile(ms, 0.99), medianAtOnce: median(atOnce) };
  } finally {
    run('stop');
    rmSync(home, { recursive: true, force: true });
  }
}

/** One call over a connection of its own; gives the milliseconds to its answer. */
function verdict(socketPath: string, command: string, number: number): Promise<number> {
  const payload = {
    session_id: 'bench',
    cwd: '/home/dev/project',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: `call-${number}`,
  };
  const line = `{"version":2,"agent":"claude","pid":1,"payload":${JSON.stringify(payload)}}\n`;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const socket = connect(socketPath, () => socket.write(line));
    socket.on('error', reject).on('close', () => resolve(performance.now() - started));
    socket.resume();
  });
}
