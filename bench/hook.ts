import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compilerFor } from '../scripts/native-hook.ts';
import { median, percentile } from './engine/statistics.ts';

/**
 * `npm run bench:hook [--rounds N] [--realtime] [--load]`: what a hook costs the agent, from the start of its process
 * to its end. A small program in C starts the processes. With `--realtime` (Linux, root) they and the service run before
 * everything else on the machine.
 */

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = join(ROOT, 'bin', 'premptictl.cjs');
const CLIENT = join(ROOT, 'dist', 'hook-client.cjs');
const NATIVE = join(ROOT, 'dist', 'native', 'prempti-hook');
const PEER = { name: 'cc-safety-net', version: '2.4.5' };
const PEERS = join(ROOT, '.cache', 'bench');
const AT_ONCE = 100;
const AT_ONCE_ROUNDS = 20;
/** Until the calls of a round are on record. */
const PAUSE_MS = 500;
const HTTP_PORT = 47_613;
const HTTP_CALLS = 1_000;

/** No call starts the service. */
const NO_SERVICE = 'service:\n  start: manual\n';
const CALLS = ['git status --short', 'npm test 2>&1 | tail -40', 'rm -rf /', 'git commit -m "remove rm -rf"'];

/** One way to have a call checked, or a floor that no way can be below. */
interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  /** What has to be undone between two calls, so that each is the first. */
  readonly reset?: () => void;
  /** Without it any output will do. */
  readonly mustAnswer?: boolean;
}

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '40' },
    load: { type: 'boolean', default: false },
    realtime: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);

/** Goes before the command line of what is measured. */
const scheduler: readonly string[] = options.realtime ? ['chrt', '-f', '50'] : [];
const home = mkdtempSync(join(tmpdir(), 'bench-hook-'));
const env = { HOME: home, PATH: process.env.PATH ?? '' };
const event = join(home, 'event.json');
const launcher = buildLauncher();
const loaders = options.load ? [startLoad(), startLoad()] : [];
try {
  const served = prefixWith('served', `service:\n  http_port: ${HTTP_PORT}\n`);
  premptictl('start', '--prefix', served);
  try {
    compare(contenders(served));
    console.log('');
    atOnce(served);
    await overHttp(served);
  } finally {
    premptictl('stop', '--prefix', served);
  }
} finally {
  for (const loader of loaders) loader.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
}

function contenders(served: string): readonly Contender[] {
  const alone = prefixWith('alone', NO_SERVICE);
  const fresh = join(home, 'fresh');
  const client = (prefix: string): readonly string[] => [
    process.execPath,
    CLIENT,
    'claude',
    '--prefix',
    prefix,
  ];
  return [
    { name: 'floor: /bin/true', command: ['/bin/true'] },
    { name: 'floor: node that does nothing', command: [process.execPath, '-e', '0'] },
    ...(existsSync(NATIVE)
      ? [
          { name: 'native client, service', command: nativeCommand(served), mustAnswer: true },
          {
            name: 'native client by a shell, service',
            command: byShell(nativeCommand(served)),
            mustAnswer: true,
          },
        ]
      : []),
    { name: 'Node client, service', command: client(served), mustAnswer: true },
    { name: 'Node client, no service, warm', command: client(alone), mustAnswer: true },
    {
      name: 'Node client, no service, cold',
      command: client(fresh),
      mustAnswer: true,
      reset: () => {
        rmSync(fresh, { recursive: true, force: true });
        prefixWith('fresh', NO_SERVICE);
      },
    },
    { name: `peer: ${PEER.name} ${PEER.version}`, command: peerCommand(), mustAnswer: true },
  ];
}

function nativeCommand(prefix: string): readonly string[] {
  return [
    NATIVE,
    join(prefix, 'run', 'broker.sock'),
    'claude',
    process.execPath,
    CLIENT,
    'claude',
    '--prefix',
    prefix,
  ];
}

/** As agents run a hook that is registered as a line. */
function byShell(command: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', `exec ${command.map((word) => `'${word}'`).join(' ')}`];
}

/** Every contender once per round, so that whatever else the machine does meets all of them alike. */
function compare(all: readonly Contender[]): void {
  const times = new Map<Contender, number[]>(all.map((one) => [one, []]));
  for (let round = -2; round < rounds; round++) {
    const command = CALLS[Math.abs(round) % CALLS.length] ?? '';
    for (const one of all) {
      one.reset?.();
      const ms = run(one, command);
      // The first rounds fill the caches.
      if (round >= 0) times.get(one)?.push(ms);
    }
  }
  const bareNode = median(times.get(all[1] as Contender) ?? []);
  console.log(
    `Node ${process.version}, ${rounds} interleaved rounds${options.load ? ', two busy processes' : ''}${options.realtime ? ', at real-time priority' : ''}\n`,
  );
  console.log(`| ${'whole call, ms'.padEnd(34)} | median |    p95 |    max | x bare Node |`);
  console.log(`| ${'-'.repeat(34)} | -----: | -----: | -----: | ----------: |`);
  for (const [{ name }, ms] of times) {
    const cells = [median(ms), percentile(ms, 0.95), Math.max(...ms)].map((value) =>
      value.toFixed(1).padStart(6),
    );
    console.log(
      `| ${name.padEnd(34)} | ${cells.join(' | ')} | ${(median(ms) / bareNode).toFixed(2).padStart(11)} |`,
    );
  }
}

/** Many calls started at once, as by agents that run tools in parallel; times are from start to end of each process. */
function atOnce(prefix: string): void {
  if (!existsSync(NATIVE)) return;
  writeFileSync(event, payloadOf('rm -rf /'));
  for (const [name, command] of [
    ['/bin/true', ['/bin/true']],
    ['native client', nativeCommand(prefix)],
  ] as const) {
    const inRounds = Array.from({ length: AT_ONCE_ROUNDS }, () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      return launch(AT_ONCE, command).map((ended) => {
        if (ended.status !== 0 || ended.output.includes('"deny"') !== (name === 'native client'))
          throw new Error(`${name}: a call is lost`);
        return ended.ms;
      });
    });
    const all = inRounds.flat();
    const inRound = median(inRounds.map((ms) => percentile(ms, 0.99)));
    console.log(
      `${AT_ONCE} at once, ${AT_ONCE_ROUNDS} times, ${name}: median ${median(all).toFixed(1)} ms, p99 ${percentile(all, 0.99).toFixed(1)} ms, of a round ${inRound.toFixed(1)} ms at the median, none lost`,
    );
  }
}

/** Calls as an agent with HTTP hooks makes them, each over a connection of its own, until the answer begins. */
async function overHttp(prefix: string): Promise<void> {
  const token = readFileSync(join(prefix, 'run', 'http-token'), 'utf8').trim();
  const ms: number[] = [];
  for (let number = -HTTP_CALLS / 2; number < HTTP_CALLS; number++) {
    const took = await postHook(token, payloadOf(CALLS[Math.abs(number) % CALLS.length] ?? ''));
    if (number >= 0) ms.push(took);
  }
  const figures = `median ${median(ms).toFixed(2)} ms, p99 ${percentile(ms, 0.99).toFixed(2)} ms`;
  console.log(`HTTP hook, ${HTTP_CALLS} calls one by one, from the connection to the answer: ${figures}`);
}

function postHook(token: string, payload: string): Promise<number> {
  const head = [
    'POST /hook/claude HTTP/1.1',
    `host: 127.0.0.1:${HTTP_PORT}`,
    `authorization: Bearer ${token}`,
    `content-length: ${Buffer.byteLength(payload)}`,
  ];
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const socket = connect(HTTP_PORT, '127.0.0.1');
    socket.end(`${head.join('\r\n')}\r\n\r\n${payload}`);
    socket.on('error', reject).once('data', (answer) => {
      if (/^HTTP\/1\.1 20[04] /.test(String(answer))) resolve(performance.now() - start);
      else reject(new Error(`HTTP hook: ${answer}`));
    });
  });
}

function payloadOf(command: string): string {
  return JSON.stringify({
    session_id: 'bench',
    transcript_path: join(home, 'transcript.jsonl'),
    cwd: home,
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command, description: 'a call of the benchmark' },
    tool_use_id: 'toolu_bench',
  });
}

/** Milliseconds from the start of the process to its end. */
function run(one: Contender, command: string): number {
  writeFileSync(event, payloadOf(command));
  const [ended] = launch(1, one.command);
  if (ended === undefined) throw new Error(`${one.name}: not started`);
  const isAnswer = command !== 'rm -rf /' || ended.output.includes('"deny"');
  if (one.mustAnswer === true && (ended.status !== 0 || !isAnswer))
    throw new Error(`${one.name}: exit status ${ended.status}, output ${ended.output}`);
  return ended.ms;
}

interface Ended {
  readonly status: number;
  readonly ms: number;
  readonly output: string;
}

function launch(count: number, command: readonly string[]): readonly Ended[] {
  const [program = '', ...args] = [...scheduler, launcher, String(count), event, home, ...command];
  const lines = execFileSync(program, args, { env, cwd: home, encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [number = '', status, microseconds] = line.split(' ');
    const output = readFileSync(join(home, number), 'utf8');
    return { status: Number(status), ms: Number(microseconds) / 1000, output };
  });
}

function buildLauncher(): string {
  const compiler = compilerFor(process.platform, process.arch);
  if (compiler === undefined) throw new Error('this benchmark needs a C compiler');
  const file = join(home, 'launch');
  execFileSync(compiler, ['-O2', '-o', file, join(import.meta.dirname, 'hook', 'launch.c')]);
  return file;
}

function premptictl(...args: readonly string[]): void {
  const [program = '', ...more] = [...scheduler, process.execPath, PROGRAM, ...args];
  const { status, stderr } = spawnSync(program, more, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`premptictl ${args[0]}: ${stderr}`);
}

function prefixWith(name: string, settings: string): string {
  const prefix = join(home, name);
  mkdirSync(join(prefix, 'config'), { recursive: true, mode: 0o700 });
  writeFileSync(join(prefix, 'config', 'prempti.yaml'), settings, { mode: 0o600 });
  return prefix;
}

function peerCommand(): readonly string[] {
  const { name, version } = PEER;
  const program = join(PEERS, 'node_modules', name, 'dist', 'bin', `${name}.js`);
  if (!existsSync(program)) {
    mkdirSync(PEERS, { recursive: true });
    const args = [
      'install',
      '--prefix',
      PEERS,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${name}@${version}`,
    ];
    const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm install ${name}: ${stderr}`);
  }
  return [process.execPath, program, 'hook', '--claude-code'];
}

function startLoad(): ReturnType<typeof spawn> {
  return spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(Math.random())'], { stdio: 'ignore' });
}
