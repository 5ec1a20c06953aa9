import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compilerFor } from '../scripts/native-hook.ts';
import { median, percentile } from './engine/statistics.ts';

/** `npm run bench:hook`: what a hook costs the agent, from the start of its process to the end of its output. */

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = join(ROOT, 'bin', 'premptictl.cjs');
const CLIENT = join(ROOT, 'dist', 'hook-client.cjs');
const NATIVE = join(ROOT, 'dist', 'native', 'prempti-hook');
const PEER = { name: 'cc-safety-net', version: '2.4.5' };
const PEERS = join(ROOT, '.cache', 'bench');
const AT_ONCE = 100;
const AT_ONCE_ROUNDS = 10;

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
  },
});
const rounds = Number(options.rounds);

const home = mkdtempSync(join(tmpdir(), 'bench-hook-'));
const env = { HOME: home, PATH: process.env.PATH ?? '' };
const loaders = options.load ? [startLoad(), startLoad()] : [];
try {
  const served = join(home, 'served');
  premptictl('start', '--prefix', served);
  try {
    await compare(contenders(served));
    console.log('');
    atOnce(served);
  } finally {
    premptictl('stop', '--prefix', served);
  }
} finally {
  for (const loader of loaders) loader.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
}

function contenders(served: string): readonly Contender[] {
  const alone = prefixWithoutService('alone');
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
      ? [{ name: 'native client, service', command: nativeCommand(served), mustAnswer: true }]
      : []),
    { name: 'Node client, service', command: client(served), mustAnswer: true },
    { name: 'Node client, no service, warm', command: client(alone), mustAnswer: true },
    {
      name: 'Node client, no service, cold',
      command: client(fresh),
      mustAnswer: true,
      reset: () => {
        rmSync(fresh, { recursive: true, force: true });
        prefixWithoutService('fresh');
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

/** Every contender once per round, so that whatever else the machine does meets all of them alike. */
async function compare(all: readonly Contender[]): Promise<void> {
  const times = new Map<Contender, number[]>(all.map((one) => [one, []]));
  for (let round = -2; round < rounds; round++) {
    const payload = payloadOf(CALLS[Math.abs(round) % CALLS.length] ?? '');
    for (const one of all) {
      one.reset?.();
      const { ms } = await run(one, payload);
      // The first rounds fill the caches.
      if (round >= 0) times.get(one)?.push(ms);
    }
  }
  const bareNode = median(times.get(all[1] as Contender) ?? []);
  console.log(
    `Node ${process.version}, ${rounds} interleaved rounds${options.load ? ', two busy processes' : ''}\n`,
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
  const compiler = compilerFor(process.platform, process.arch);
  if (compiler === undefined || !existsSync(NATIVE)) return;
  const launcher = join(home, 'at-once');
  const event = join(home, 'event.json');
  execFileSync(compiler, ['-O2', '-o', launcher, join(import.meta.dirname, 'hook', 'at-once.c')]);
  writeFileSync(event, payloadOf('rm -rf /'));
  for (const [name, command] of [
    ['/bin/true', ['/bin/true']],
    ['native client', nativeCommand(prefix)],
  ] as const) {
    const ms = Array.from({ length: AT_ONCE_ROUNDS }, () => {
      const args = [String(AT_ONCE), event, home, ...command];
      const lines = execFileSync(launcher, args, { env, encoding: 'utf8' }).trim().split('\n');
      return lines.map((line) => {
        const [number, status, microseconds] = line.split(' ');
        const isDenied = readFileSync(join(home, String(number)), 'utf8').includes('"deny"');
        if (status !== '0' || isDenied !== (name === 'native client'))
          throw new Error(`${name}: a call is lost`);
        return Number(microseconds) / 1000;
      });
    }).flat();
    console.log(
      `${AT_ONCE} at once, ${AT_ONCE_ROUNDS} times, ${name}: median ${median(ms).toFixed(1)} ms, p99 ${percentile(ms, 0.99).toFixed(1)} ms, none lost`,
    );
  }
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

function run(one: Contender, payload: string): Promise<{ readonly ms: number; readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = one.command;
    const start = performance.now();
    const child = spawn(program, args, { env, cwd: home });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      const ms = performance.now() - start;
      const isAnswer = !payload.includes('rm -rf /"') || stdout.includes('"deny"');
      if (one.mustAnswer === true && (status !== 0 || !isAnswer)) {
        reject(new Error(`${one.name}: exit status ${status}, output ${stdout}`));
      } else resolve({ ms, stdout });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(payload);
  });
}

function premptictl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`premptictl ${args[0]}: ${stderr}`);
}

/** A prefix in which no call starts the service. */
function prefixWithoutService(name: string): string {
  const prefix = join(home, name);
  mkdirSync(join(prefix, 'config'), { recursive: true, mode: 0o700 });
  writeFileSync(join(prefix, 'config', 'prempti.yaml'), 'service:\n  start: manual\n', { mode: 0o600 });
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
