import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/prove/free-port.ts';
import type { World } from '../../src/prove/world.ts';
import { asked, denied, edit, editNotebook, note, RUNS, read, shell, write } from './claude-steps.ts';
import type { Session, Step } from './harness/session.ts';

/** Everything a person has after installing, with the service up. */
const guarded: Session['prepare'] = async (_, product) => {
  product.configure();
  await product.premptictl('start');
  await product.premptictl('hook', 'add', 'claude');
};

/** The calls that tell whether the guard is there at all. */
const ordinaryAndDenied = (world: World, when: string, before?: Step['before']): readonly Step[] => [
  shell(world, `a denied command is stopped ${when}`, 'proof-deny', denied('Bash'), before),
  shell(world, `an ordinary command runs ${when}`, 'nothing special', RUNS),
];

const unguarded: Session = {
  title: 'no hook registered (shows that the calls would run)',
  permissionMode: 'bypassPermissions',
  prepare: (_, product) => product.configure(),
  steps: (world) => [
    shell(world, 'a command with the deny marker runs', 'proof-deny', RUNS),
    write(world, 'a write to ~/.ssh runs', '.ssh/random_number.txt', '4', RUNS),
  ],
};

const NOTEBOOK = JSON.stringify({
  cells: [{ cell_type: 'code', id: 'c1', metadata: {}, outputs: [], execution_count: null, source: ['1'] }],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
});

const everyTool: Session = {
  title: 'all permissions bypassed',
  permissionMode: 'bypassPermissions',
  prepare: async (world, product) => {
    world.write('project/readme.txt', 'hello reader\n');
    world.write('project/proof-deny.txt', 'not for you\n');
    world.write('project/n.ipynb', NOTEBOOK);
    await guarded(world, product);
  },
  steps: (world) => [
    write(world, 'a write to ~/.ssh is stopped', '.ssh/random_number.txt', '4', {
      runs: false,
      told: new RegExp(
        `^PreToolUse:Write hook error: Deny writing to sensitive paths: Falco blocked writing to ${world.home}/.ssh/random_number.txt because it is a sensitive path\\b`,
      ),
      audit: { rule: 'Deny writing to sensitive paths', verdict: 'deny' },
    }),
    write(world, 'a write in the project runs', 'project/a.txt', 'a', RUNS),
    shell(world, 'an ordinary command runs', 'nothing special', RUNS),
    shell(world, 'a denied command is stopped', 'proof-deny', denied('Bash')),
    shell(world, 'a command to ask about is stopped without a person to ask', 'proof-ask', asked('Bash')),
    read(world, 'an ordinary file is read', 'project/readme.txt', 'hello reader', RUNS),
    read(world, 'a denied file is not read', 'project/proof-deny.txt', 'not for you', denied('Read')),
    edit(world, 'a denied edit is stopped', 'project/readme.txt', 'proof-deny', denied('Edit')),
    edit(world, 'an ordinary edit runs', 'project/readme.txt', 'good day', RUNS),
    read(world, 'the notebook is read', 'project/n.ipynb', 'c1', RUNS),
    editNotebook(
      world,
      'a denied notebook edit is stopped',
      'project/n.ipynb',
      'proof-deny',
      denied('NotebookEdit'),
    ),
    editNotebook(world, 'an ordinary notebook edit runs', 'project/n.ipynb', 'two', RUNS),
    note(world, 'an MCP call runs', 'buy milk', { runs: true, told: 'noted' }),
    note(world, 'a denied MCP call is stopped', 'proof-deny', denied('mcp__notes__save_note')),
    {
      ...shell(world, 'a denied monitor is stopped', 'proof-deny', denied('Monitor')),
      tool: 'Monitor',
      input: {
        command: `touch ${join(world.project, 'a-denied-monitor-is-stopped')} # proof-deny`,
        description: 'Leave a mark',
        timeout_ms: 1000,
      },
    },
    {
      title: 'a subagent works',
      tool: 'Agent',
      input: {
        description: 'Sub work',
        prompt: 'SCRIPT:sub',
        subagent_type: 'general-purpose',
        run_in_background: false,
      },
      happened: (told) => told?.text.includes('script sub done') === true,
      expected: RUNS,
    },
  ],
  subagent: (world) => [
    shell(world, 'a subagent runs an ordinary command', 'nothing special', RUNS),
    shell(world, 'a denied command of a subagent is stopped', 'proof-deny', denied('Bash')),
  ],
};

const agentWouldAsk: Session = {
  title: 'default permissions, default action defer',
  permissionMode: 'default',
  prepare: guarded,
  steps: (world) => [
    shell(world, 'an ordinary command is left to the agent, which would ask', 'nothing special', {
      runs: false,
      told: /needs approval/,
    }),
    shell(world, 'a denied command is stopped', 'proof-deny', denied('Bash')),
    shell(world, 'a command to ask about is stopped without a person to ask', 'proof-ask', asked('Bash')),
  ],
};

const weAllow: Session = {
  title: 'default permissions, default action allow',
  permissionMode: 'default',
  prepare: async (world, product) => {
    await guarded(world, product);
    await product.premptictl('default-action', 'allow');
  },
  steps: (world) => ordinaryAndDenied(world, 'when the default action is allow'),
};

const permissionRequests: Session = {
  title: 'asked only before the agent would prompt',
  permissionMode: 'default',
  prepare: async (world, product) => {
    await guarded(world, product);
    const settings = JSON.parse(world.read('.claude/settings.json'));
    const hooks = { PermissionRequest: settings.hooks.PreToolUse };
    world.write('.claude/settings.json', JSON.stringify({ hooks }));
  },
  steps: (world, product) => [
    shell(world, 'a denied request is refused with the reason alone', 'proof-deny', {
      runs: false,
      told: /^Deny the marker: Falco blocked Bash because the call /,
    }),
    shell(world, 'a request to ask about goes on to the prompt', 'proof-ask', {
      runs: false,
      told: /needs approval/,
    }),
    shell(world, 'an allowed request runs without a prompt', 'nothing special', RUNS, () =>
      product.premptictl('default-action', 'allow'),
    ),
  ],
};

const modeChanged: Session = {
  title: 'mode changed between calls',
  permissionMode: 'bypassPermissions',
  prepare: guarded,
  steps: (world, product) => [
    shell(world, 'a denied command is stopped in guardrails mode', 'proof-deny', denied('Bash')),
    shell(
      world,
      'the next one runs in monitor mode and is recorded, without a restart',
      'proof-deny',
      { ...denied('Bash'), runs: true, told: /completed with no output/ },
      () => product.premptictl('mode', 'monitor'),
    ),
  ],
};

/** The agent looks at its settings again within about this time. */
const RELOAD_MS = 3_000;

const settingsChanged: Session = {
  title: 'settings that would drop the hook, written between calls',
  permissionMode: 'bypassPermissions',
  prepare: (world, product) => {
    world.write('project/.gemini/settings.json', '{"hooksConfig": {"enabled": false}}');
    return guarded(world, product);
  },
  warned: /^{"systemMessage":"Prempti does not check the calls of Gemini CLI in this project/,
  steps: (world) => {
    const written = (path: string, text: string) => async () => {
      world.write(path, text);
      await sleep(RELOAD_MS);
    };
    const off = written('project/.claude/settings.json', '{"disableAllHooks": true}');
    return [
      ...ordinaryAndDenied(world, 'before settings change'),
      ...ordinaryAndDenied(world, 'after the project has switched hooks off', off),
      ...ordinaryAndDenied(world, 'after the hook is gone', written('.claude/settings.json', '{}')),
      ...ordinaryAndDenied(world, 'after the settings are broken', written('.claude/settings.json', '{')),
    ];
  },
};

const serviceStopped: Session = {
  title: 'service stopped',
  permissionMode: 'bypassPermissions',
  prepare: async (world, product) => {
    await guarded(world, product);
    await product.premptictl('stop');
  },
  steps: (world, product) =>
    ordinaryAndDenied(world, 'without the service', async () => {
      if (await product.isRunning()) throw new Error('the service still runs');
    }),
};

const serviceKilled: Session = {
  title: 'service killed between calls',
  permissionMode: 'bypassPermissions',
  prepare: guarded,
  steps: (world, product) => [
    ...ordinaryAndDenied(world, 'before the service is killed'),
    ...ordinaryAndDenied(world, 'after the service is killed', () => product.signalService('SIGKILL')),
  ],
};

const overHttp: Session = {
  title: 'hook over HTTP',
  permissionMode: 'bypassPermissions',
  prepare: async (world, product) => {
    const httpPort = await freePort();
    product.configure({ httpPort });
    await product.premptictl('start');
    await product.premptictl('hook', 'add', 'claude');
    if (!world.read('.claude/settings.json').includes(`127.0.0.1:${httpPort}`))
      throw new Error('not over HTTP');
  },
  steps: (world, product) => [
    ...ordinaryAndDenied(world, 'over HTTP'),
    shell(
      world,
      'an ordinary command is stopped over HTTP when the service is killed',
      'nothing special',
      {
        runs: false,
        told: /failed; blocking because onFailure is "block"/,
      },
      () => product.signalService('SIGKILL'),
    ),
  ],
};

const preloaded: Session = {
  title: 'project settings that preload code into Node, which prints',
  permissionMode: 'bypassPermissions',
  prepare: async (world, product) => {
    const preload = world.write('project/preload.cjs', 'console.log("hello from the project")');
    const env = { NODE_OPTIONS: `--require ${preload}` };
    world.write('project/.claude/settings.json', JSON.stringify({ env }));
    await guarded(world, product);
  },
  steps: (world) => ordinaryAndDenied(world, 'with code preloaded into Node'),
};

/** The hook is registered as ever, but another program stands where it points to, and has one second. */
function hookThatFails(how: string, told: string, command: (world: World) => string): Session {
  return {
    title: `hook ${how}`,
    permissionMode: 'bypassPermissions',
    prepare: async (world, product) => {
      await guarded(world, product);
      const settings = JSON.parse(world.read('.claude/settings.json'));
      Object.assign(settings.hooks.PreToolUse[0].hooks[0], { command: command(world), timeout: 1 });
      world.write('.claude/settings.json', JSON.stringify(settings));
    },
    steps: (world) => [
      shell(world, `an ordinary command is stopped with the hook ${how}`, 'nothing special', {
        runs: false,
        told: new RegExp(`: ${told}; blocking because onFailure is "block"`),
      }),
    ],
  };
}

const script = (name: string, body: string) => (world: World) =>
  world.write(name, `#!/bin/sh\n${body}\n`, 0o755);

/** What is played, in this order, each in a world of its own. */
export const SESSIONS: readonly Session[] = [
  unguarded,
  everyTool,
  agentWouldAsk,
  weAllow,
  permissionRequests,
  modeChanged,
  settingsChanged,
  serviceStopped,
  serviceKilled,
  overHttp,
  preloaded,
  hookThatFails('missing', 'failed', () => '/nonexistent/hook'),
  hookThatFails('crashing', 'failed', script('crash', 'echo oops >&2; exit 1')),
  hookThatFails('killed', 'failed', script('die', 'kill -9 $$')),
  hookThatFails('hanging', 'timed out', script('hang', 'exec sleep 20')),
];
