import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/prove/free-port.ts';
import { requestStatus } from '../../src/service/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PROGRAM = join(ROOT, 'bin', 'premptictl.cjs');
const CLIENT = join(ROOT, 'dist', 'hook-client.cjs');
const NATIVE = join(ROOT, 'dist', 'native', 'prempti-hook');

export interface StormOptions {
  /** How many callers call all the time, each the next call when its last has ended; and a quarter more over HTTP. */
  readonly callers: number;
  /** How many things happen to the service, one after the other. */
  readonly events: number;
}

export interface StormReport {
  /** Verdicts given. */
  readonly calls: number;
  /** Calls without the right verdict, with what came instead. */
  readonly wrong: readonly string[];
  /** Calls over HTTP that met no service: the agent blocks them. */
  readonly unanswered: number;
  /** How often each kind of event happened. */
  readonly events: Readonly<Record<string, number>>;
}

/** What can happen to a service while it is used. */
type Event = readonly [name: string, happen: (world: World) => Promise<void> | void];

interface World {
  readonly prefix: string;
  readonly httpPort: number;
  readonly env: Readonly<Record<string, string>>;
}

const EVENTS: readonly Event[] = [
  ['good rules', (world) => writeRules(world, `- list: mine\n  items: [${Date.now()}]\n`)],
  ['restart', (world) => premptictl(world, 'restart')],
  ['broken rules', (world) => writeRules(world, '- rule: [')],
  ['kill -9', killService],
  ['broken settings', (world) => writeSettings(world, 'mode: [monitor\n')],
  ['reload', (world) => premptictl(world, 'default-action', 'defer')],
  ['stop', (world) => premptictl(world, 'stop')],
  ['good settings', (world) => writeSettings(world, httpSetting(world))],
];

/** Lets callers call through the built hook clients while the service has a hard time. */
export async function storm({ callers, events }: StormOptions): Promise<StormReport> {
  const home = mkdtempSync(join(tmpdir(), 'prempti-storm-'));
  const env = { HOME: home, PATH: '/usr/bin:/bin' };
  const world: World = { prefix: join(home, 'p'), httpPort: await freePort(), env };
  for (const folder of ['config', 'rules/user']) mkdirSync(join(world.prefix, folder), { recursive: true });
  writeSettings(world, httpSetting(world));
  const wrong: string[] = [];
  const happened: Record<string, number> = {};
  let calls = 0;
  let unanswered = 0;
  let isOver = false;
  const caller = async (number: number): Promise<void> => {
    for (let i = number; !isOver; i++) {
      const isBad = i % 2 === 0;
      const answer = await call(world, isBad ? 'cat ~/.ssh/id_rsa' : 'git status', i % 3 === 0);
      calls++;
      const isRight = isBad ? answer.includes('"permissionDecision":"deny"') : answer === '0';
      if (!isRight) wrong.push(answer);
    }
  };
  const httpCaller = async (number: number): Promise<void> => {
    for (let i = number; !isOver; i++) {
      const isBad = i % 2 === 0;
      const answer = await callOverHttp(world, isBad ? 'cat ~/.ssh/id_rsa' : 'git status');
      if (answer === undefined) {
        unanswered++;
        await sleep(50);
        continue;
      }
      calls++;
      if (answer !== (isBad ? '200 deny' : '204')) wrong.push(`HTTP: ${answer}`);
    }
  };
  try {
    const all = Promise.all([
      ...Array.from({ length: callers }, (_, number) => caller(number)),
      ...Array.from({ length: Math.ceil(callers / 4) }, (_, number) => httpCaller(number)),
    ]);
    for (let i = 0; i < events; i++) {
      const [name, happen] = EVENTS[i % EVENTS.length] as Event;
      await happen(world);
      happened[name] = (happened[name] ?? 0) + 1;
      await sleep(150);
    }
    isOver = true;
    await all;
  } finally {
    isOver = true;
    await end(world);
    rmSync(home, { recursive: true, force: true });
  }
  return { calls, wrong, unanswered, events: happened };
}

/** One hook process; gives its exit status and what it printed. */
function call({ prefix, env }: World, command: string, byNode: boolean): Promise<string> {
  const client = [CLIENT, 'claude', '--prefix', prefix];
  const [file, args] =
    byNode || !existsSync(NATIVE)
      ? [process.execPath, client]
      : [NATIVE, [join(prefix, 'run', 'broker.sock'), 'claude', process.execPath, ...client]];
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    child.stdin.on('error', () => undefined);
    child.stdin.end(payload(command));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status) => resolve(`${status}${printed}`));
  });
}

/** The status of the answer and whether it denies; `undefined` where nobody listens or the service is killed meanwhile. */
async function callOverHttp({ prefix, httpPort }: World, command: string): Promise<string | undefined> {
  try {
    const token = readFileSync(join(prefix, 'run', 'http-token'), 'utf8').trim();
    const response = await fetch(`http://127.0.0.1:${httpPort}/hook/claude`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: payload(command),
    });
    const isDenied = (await response.text()).includes('"permissionDecision":"deny"');
    return `${response.status}${isDenied ? ' deny' : ''}`;
  } catch {
    return undefined;
  }
}

function httpSetting({ httpPort }: World): string {
  return `# ${Date.now()}\nservice:\n  http_port: ${httpPort}\n`;
}

function payload(command: string): string {
  return JSON.stringify({
    session_id: 'storm',
    cwd: '/home/dev/project',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: 'call',
  });
}

function writeRules({ prefix }: World, text: string): void {
  writeFileSync(join(prefix, 'rules', 'user', 'storm.yaml'), text);
}

function writeSettings({ prefix }: World, text: string): void {
  writeFileSync(join(prefix, 'config', 'prempti.yaml'), text);
}

function premptictl({ prefix, env }: World, ...args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args, '--prefix', prefix], { env, stdio: 'ignore' });
    // It may find the service just killed; what counts is what callers are told.
    child.on('close', () => resolve());
  });
}

async function killService({ prefix }: World): Promise<void> {
  try {
    process.kill((await requestStatus(join(prefix, 'run', 'broker.sock'))).pid, 'SIGKILL');
  } catch {
    // None runs just now.
  }
}

/** Ends the service, and one that is still starting. */
async function end(world: World): Promise<void> {
  writeSettings(world, 'service.start: manual\n');
  await sleep(1_500);
  spawnSync(process.execPath, [PROGRAM, 'stop', '--prefix', world.prefix], { env: world.env });
}
