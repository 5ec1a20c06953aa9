import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import type { HookCommand, JsonObject, ToolCall } from './agent.ts';
import { opencode } from './opencode/opencode.ts';
import { pi } from './pi/pi.ts';

/** A hook that reads all of its input before it does what is asked of it. */
const HOOK = "let text = ''; process.stdin.on('data', (t) => (text += t)).on('end', () => {";

interface World {
  /** What the service does with a request; without it there is no service. */
  readonly service?: (socket: Socket, line: string) => void;
  /** Body of a Node script that is the hook; `text` is what it was given. */
  readonly hook?: string;
  readonly timeoutSeconds?: number;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Writes the plugin of an agent as `hook add` does, and loads it as the agent does. */
async function load(agent: typeof pi, world: World): Promise<Record<string, unknown>> {
  const dir = tempDir();
  const script = join(dir, 'hook-client.cjs');
  writeFileSync(script, `${HOOK} ${world.hook ?? 'process.exit(1)'} });`);
  const hook: HookCommand = {
    command: process.execPath,
    args: [script, agent.id],
    timeoutSeconds: world.timeoutSeconds ?? 30,
    socketPath: join(dir, 'broker.sock'),
    tellsOutcomes: true,
  };
  if (world.service !== undefined) await listen(hook.socketPath, world.service);
  const [path = ''] = agent.registration?.paths({ home: dir, env: {} }) ?? [];
  const edit = agent.registration?.add([{ path, text: undefined }], hook);
  if (edit?.ok !== true) throw new Error(edit?.problem);
  const plugin = join(dir, 'prempti.mjs');
  writeFileSync(plugin, edit.files[0]?.text ?? '');
  return import(pathToFileURL(plugin).href);
}

async function listen(path: string, service: NonNullable<World['service']>): Promise<void> {
  const server = createServer((socket) => {
    let text = '';
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n')) service(socket, text);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
}

const answering =
  (exitCode: number, stderr = '', stdout = '') =>
  (socket: Socket) =>
    void socket.end(`${JSON.stringify({ stdout, stderr, exitCode })}\n`);

type OpencodePlugin = (context: object) => Promise<{
  config(config: object): Promise<void>;
  'tool.execute.before'(input: object, output: object): Promise<void>;
  'tool.execute.after'(input: object, output: object): Promise<void>;
  event(sent: object): Promise<void>;
}>;

/** Plays one call through the plugin; what it throws is what OpenCode tells the model. */
async function callOpencode(world: World, args: object = { command: 'ls' }, tool = 'bash'): Promise<void> {
  const { Prempti } = (await load(opencode, world)) as { Prempti: OpencodePlugin };
  const hooks = await Prempti({ directory: '/home/dev' });
  await hooks.config({ mcp: { 'my demo': {} } });
  await hooks['tool.execute.before']({ tool, sessionID: 's', callID: 'c' }, { args });
}

describe('the plugin lets a call go on', () => {
  test.each<[string, World]>([
    ['when the service has no objection', { service: answering(0) }],
    ['when there is no service and the hook has no objection', { hook: 'process.exit(0)' }],
    [
      'when the service talks nonsense and the hook has no objection',
      { service: (s) => void s.end('x\n'), hook: 'process.exit(0)' },
    ],
    [
      'when the service hangs up and the hook has no objection',
      { service: (s) => void s.destroy(), hook: 'process.exit(0)' },
    ],
    [
      'when the service is silent and the hook has no objection',
      { service: () => undefined, hook: 'process.exit(0)', timeoutSeconds: 4 },
    ],
  ])('%s', async (_, world) => {
    await callOpencode(world);
  });
});

test('the plugin tells once how a call ended, also where its tool threw, and nothing of one that it blocked', async () => {
  const told: unknown[] = [];
  const service = (socket: Socket, line: string): void => {
    const { payload } = JSON.parse(line);
    const isBlocked = payload.output?.args.command === 'blocked';
    if (payload.hook === 'tool.execute.after') told.push(payload);
    answering(isBlocked ? 2 : 0)(socket);
  };
  const { Prempti } = (await load(opencode, { service })) as { Prempti: OpencodePlugin };
  const hooks = await Prempti({ directory: '/home/dev' });
  const call = (callID: string) => ({ tool: 'bash', sessionID: 's', callID });
  const begins = (id: string, command = 'ls') =>
    hooks['tool.execute.before'](call(id), { args: { command } });
  const becomes = (id: string, status: string) =>
    hooks.event({
      event: {
        type: 'message.part.updated',
        properties: { part: { ...call(id), type: 'tool', state: { status } } },
      },
    });
  await begins('ends');
  await hooks['tool.execute.after'](call('ends'), { output: 'four', metadata: { exit: 0 } });
  await becomes('ends', 'error');
  await begins('throws');
  await becomes('throws', 'running');
  await becomes('throws', 'error');
  await becomes('throws', 'error');
  await expect(begins('blocked', 'blocked')).rejects.toThrow();
  await becomes('blocked', 'error');
  await hooks.event({ event: { type: 'session.idle' } });
  await vi.waitFor(() => expect(told).toHaveLength(2));
  const hook = 'tool.execute.after';
  expect(told).toEqual([
    { hook, input: call('ends'), exit: 0, outputLength: 4 },
    { hook, input: call('throws'), hasFailed: true },
  ]);
});

describe('the plugin blocks a call', () => {
  const broken = (problem: string): string => `Prempti cannot check this call, so it is blocked (${problem})`;
  test.each<[string, World, string]>([
    ['that the service refuses', { service: answering(2, 'no: rule\n') }, 'no: rule'],
    ['that the hook refuses', { hook: "console.error('no: rule'); process.exitCode = 2" }, 'no: rule'],
    ['when the hook fails', { hook: 'process.exit(1)' }, broken('its hook ended with status 1')],
    [
      'when the hook is killed',
      { hook: "process.kill(process.pid, 'SIGKILL')" },
      broken('its hook ended with status null'),
    ],
    [
      'when the hook hangs',
      { hook: 'setInterval(() => {}, 1000)', timeoutSeconds: 1 },
      broken('no verdict in time'),
    ],
    [
      'when the hook floods',
      { hook: "for (let i = 0; i < 40; i += 1) process.stdout.write('x'.repeat(65536))" },
      broken('its hook says too much'),
    ],
    [
      'when the service and the hook make no sense',
      { service: answering(1), hook: 'process.exit(3)' },
      broken('its hook ended with status 3'),
    ],
  ])('%s', async (_, world, told) => {
    await expect(callOpencode(world)).rejects.toThrow(new Error(told));
  });

  test('whose arguments are no JSON', async () => {
    const loop: { self?: object } = {};
    loop.self = loop;
    await expect(callOpencode({ service: answering(0) }, loop)).rejects.toThrow('circular');
  });
});

test('what the plugin of OpenCode sends is what its adapter reads', async () => {
  let sent = '';
  const service = (socket: Socket, line: string): void => {
    sent = line;
    answering(0)(socket);
  };
  await callOpencode({ service }, { text: 'x\ny' }, 'my_demo_save');
  const { payload, ...head } = JSON.parse(sent) as { payload: JsonObject };
  expect(head).toEqual({ version: 2, agent: 'opencode', pid: process.pid });
  const call: ToolCall = {
    agent: 'opencode',
    event: 'tool.execute.before',
    tool: 'my_demo_save',
    input: { text: 'x\ny' },
    useId: 'c',
    sessionId: 's',
    cwd: '/home/dev',
    mcp: { server: 'my demo', tool: 'save' },
  };
  expect(opencode.parse(payload)).toEqual({ kind: 'calls', event: call.event, calls: [call] });
});

test('what the hook gets from the plugin is the same event', async () => {
  const hook = 'console.error(JSON.parse(text).output.args.command); process.exitCode = 2';
  await expect(callOpencode({ hook }, { command: 'a'.repeat(300_000) })).rejects.toThrow(/^a{300000}$/);
});

type PiHandler = (event: object, context: object) => Promise<unknown>;

async function callPi(world: World, context: object): Promise<unknown> {
  const { default: extension } = (await load(pi, world)) as { default: (pi: object) => void };
  let handler: PiHandler | undefined;
  extension({
    on: (event: string, registered: PiHandler) => {
      if (event === 'tool_call') handler = registered;
    },
  });
  const event = { type: 'tool_call', toolName: 'bash', toolCallId: 'c', input: { command: 'ls' } };
  return handler?.(event, { cwd: '/home/dev', hasUI: false, ...context });
}

describe('the extension for pi', () => {
  const asking = answering(2, 'sure? | tell the user', '{"decision":"ask","reason":"sure?"}');
  const ui = (answer: boolean) => ({ hasUI: true, ui: { confirm: async () => answer } });

  test.each<[string, World, object, unknown]>([
    ['lets a call go on', { service: answering(0) }, {}, undefined],
    ['blocks with the reason', { service: answering(2, 'no') }, {}, { block: true, reason: 'no' }],
    [
      'blocks what nobody can be asked about',
      { service: asking },
      {},
      { block: true, reason: 'sure? | tell the user' },
    ],
    ['lets a call go on that the person approves', { service: asking }, ui(true), undefined],
    [
      'blocks a call that the person does not approve',
      { service: asking },
      ui(false),
      { block: true, reason: 'The user was asked, and refused: sure?' },
    ],
    [
      'asks nobody about what is denied',
      { service: answering(2, 'no', '{"decision":"deny"}') },
      ui(true),
      { block: true, reason: 'no' },
    ],
    [
      'blocks with a person there when the client says no JSON',
      { service: answering(2, 'no') },
      ui(true),
      { block: true, reason: 'no' },
    ],
  ])('%s', async (_, world, context, result) => {
    expect(await callPi(world, context)).toEqual(result);
  });

  test('throws, which blocks, when nothing gives a verdict', async () => {
    await expect(callPi({ hook: 'process.exit(1)' }, {})).rejects.toThrow('so it is blocked');
  });

  test('sends what its adapter reads', async () => {
    let sent = '';
    const service = (socket: Socket, line: string): void => {
      sent = line;
      answering(0)(socket);
    };
    await callPi({ service }, { sessionManager: { getSessionId: () => 's' } });
    const call = { agent: 'pi', event: 'tool_call', tool: 'bash', input: { command: 'ls' }, useId: 'c' };
    expect(pi.parse(JSON.parse(sent).payload)).toEqual({
      kind: 'calls',
      event: 'tool_call',
      calls: [{ ...call, cwd: '/home/dev', sessionId: 's', command: 'ls' }],
    });
  });
});
