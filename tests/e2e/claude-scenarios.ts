import { join } from 'node:path';
import type { Session, Step } from './harness/session.ts';
import type { World } from './harness/world.ts';

/** Rules that the scenarios bring along, so that they depend on no wording but that of the scene. */
const MARKER_RULES = `
- rule: Deny the marker
  desc: A word that stands for anything forbidden.
  condition: tool.input contains "e2e-deny"
  output: Falco blocked %tool.name because the call carries the deny marker
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny]

- rule: Ask about the marker
  desc: A word that stands for anything doubtful.
  condition: tool.input contains "e2e-ask"
  output: Falco requires confirmation for %tool.name because the call carries the ask marker
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;

const denied = { rule: 'Deny the marker', verdict: 'deny' };
const asked = { rule: 'Ask about the marker', verdict: 'ask' };
const toldDenied = (tool: string): RegExp =>
  new RegExp(
    `^PreToolUse:${tool} hook error: Deny the marker: Falco blocked ${tool} because the call carries`,
  );
const toldAsked = (tool: string): RegExp =>
  new RegExp(`^Ask about the marker: Falco requires confirmation for ${tool} because the call carries`);

/** Leaves a file behind when it runs; `mark` is a word for the rules. */
function shell(
  world: World,
  title: string,
  mark: string,
  expected: Step['expected'],
  before?: Step['before'],
): Step {
  const file = `project/${title.replaceAll(/\W+/g, '-')}`;
  return {
    title,
    tool: 'Bash',
    input: { command: `touch ${join(world.home, file)} # ${mark}`, description: 'Leave a mark' },
    happened: () => world.has(file),
    expected,
    ...(before && { before }),
  };
}

function write(world: World, title: string, path: string, content: string, expected: Step['expected']): Step {
  return {
    title,
    tool: 'Write',
    input: { file_path: join(world.home, path), content },
    happened: () => world.read(path) === content,
    expected,
  };
}

/** Everything a person has after installing, with the service up. */
const guarded: Session['prepare'] = (_, product) => {
  product.addUserRules(MARKER_RULES);
  product.premptictl('start');
  product.premptictl('hook', 'add', 'claude');
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
    world.write('project/e2e-deny.txt', 'not for you\n');
    world.write('project/n.ipynb', NOTEBOOK);
    await guarded(world, product);
  },
  steps: (world) => {
    const random = join(world.home, '.ssh/random_number.txt');
    const readme = join(world.project, 'readme.txt');
    const notebook = join(world.project, 'n.ipynb');
    const edit = (title: string, new_string: string, expected: Step['expected']): Step => ({
      title,
      tool: 'Edit',
      input: { file_path: readme, old_string: 'hello', new_string },
      happened: () => world.read('project/readme.txt').includes(new_string),
      expected,
    });
    const cell = (title: string, new_source: string, expected: Step['expected']): Step => ({
      title,
      tool: 'NotebookEdit',
      input: { notebook_path: notebook, cell_id: 'c1', new_source },
      happened: () => world.read('project/n.ipynb').includes(new_source),
      expected,
    });
    const note = (title: string, text: string, expected: Step['expected']): Step => ({
      title,
      tool: 'mcp__notes__save_note',
      input: { text },
      happened: () => world.read('notes').includes(text),
      expected,
    });
    const read = (title: string, file_path: string, content: string, expected: Step['expected']): Step => ({
      title,
      tool: 'Read',
      input: { file_path },
      happened: (told) => told?.text.includes(content) === true,
      expected,
    });
    return [
      write(world, 'a write to ~/.ssh is stopped', '.ssh/random_number.txt', '4', {
        runs: false,
        told: new RegExp(
          `^PreToolUse:Write hook error: Deny writing to sensitive paths: Falco blocked writing to ${random} because it is a sensitive path\\b`,
        ),
        audit: { rule: 'Deny writing to sensitive paths', verdict: 'deny' },
      }),
      write(world, 'a write in the project runs', 'project/a.txt', 'a', { runs: true }),
      shell(world, 'an ordinary command runs', 'nothing special', { runs: true }),
      shell(world, 'a denied command is stopped', 'e2e-deny', {
        runs: false,
        told: toldDenied('Bash'),
        audit: denied,
      }),
      shell(world, 'a command to ask about is stopped without a person to ask', 'e2e-ask', {
        runs: false,
        told: toldAsked('Bash'),
        audit: asked,
      }),
      read('an ordinary file is read', readme, 'hello reader', { runs: true }),
      read('a denied file is not read', join(world.project, 'e2e-deny.txt'), 'not for you', {
        runs: false,
        told: toldDenied('Read'),
        audit: denied,
      }),
      edit('a denied edit is stopped', 'e2e-deny', { runs: false, told: toldDenied('Edit'), audit: denied }),
      edit('an ordinary edit runs', 'good day', { runs: true }),
      read('the notebook is read', notebook, 'c1', { runs: true }),
      cell('a denied notebook edit is stopped', 'e2e-deny', {
        runs: false,
        told: toldDenied('NotebookEdit'),
        audit: denied,
      }),
      cell('an ordinary notebook edit runs', '2', { runs: true }),
      note('an MCP call runs', 'buy milk', { runs: true, told: 'noted' }),
      note('a denied MCP call is stopped', 'e2e-deny', {
        runs: false,
        told: toldDenied('mcp__notes__save_note'),
        audit: denied,
      }),
      {
        title: 'a denied monitor is stopped',
        tool: 'Monitor',
        input: {
          command: `touch ${join(world.project, 'monitored')} # e2e-deny`,
          description: 'Leave a mark',
          timeout_ms: 1000,
        },
        happened: () => world.has('project/monitored'),
        expected: { runs: false, told: toldDenied('Monitor'), audit: denied },
      },
      {
        title: 'a subagent works',
        tool: 'Agent',
        input: {
          description: 'Sub work',
          prompt: 'SUBTASK:sub',
          subagent_type: 'general-purpose',
          run_in_background: false,
        },
        happened: (told) => told?.text.includes('script sub done') === true,
        expected: { runs: true },
      },
    ];
  },
  subagent: (world) => [
    shell(world, 'a subagent runs an ordinary command', 'nothing special', { runs: true }),
    shell(world, 'a denied command of a subagent is stopped', 'e2e-deny', {
      runs: false,
      told: toldDenied('Bash'),
      audit: denied,
    }),
  ],
};

const needsApproval = /needs approval|haven't granted it yet/;

/** The calls that tell whether the guard is there at all. */
const ordinaryAndDenied = (world: World, when: string, before?: Step['before']): readonly Step[] => [
  shell(
    world,
    `a denied command is stopped ${when}`,
    'e2e-deny',
    {
      runs: false,
      told: toldDenied('Bash'),
      audit: denied,
    },
    before,
  ),
  shell(world, `an ordinary command runs ${when}`, 'nothing special', { runs: true }),
];

export const SESSIONS: readonly Session[] = [
  {
    title: 'no hook registered (shows that the calls would run)',
    permissionMode: 'bypassPermissions',
    prepare: (_, product) => product.addUserRules(MARKER_RULES),
    steps: (world) => [
      shell(world, 'a command with the deny marker runs', 'e2e-deny', { runs: true }),
      write(world, 'a write to ~/.ssh runs', '.ssh/random_number.txt', '4', { runs: true }),
    ],
  },
  everyTool,
  {
    title: 'default permissions, default action defer',
    permissionMode: 'default',
    prepare: guarded,
    steps: (world) => [
      shell(world, 'an ordinary command is left to the agent, which would ask', 'nothing special', {
        runs: false,
        told: needsApproval,
      }),
      shell(world, 'a denied command is stopped', 'e2e-deny', {
        runs: false,
        told: toldDenied('Bash'),
        audit: denied,
      }),
      shell(world, 'a command to ask about is stopped without a person to ask', 'e2e-ask', {
        runs: false,
        told: toldAsked('Bash'),
        audit: asked,
      }),
    ],
  },
  {
    title: 'default permissions, default action allow',
    permissionMode: 'default',
    prepare: async (world, product) => {
      await guarded(world, product);
      product.premptictl('default-action', 'allow');
    },
    steps: (world) => ordinaryAndDenied(world, 'when the default action is allow'),
  },
  {
    title: 'monitor mode',
    permissionMode: 'bypassPermissions',
    prepare: async (world, product) => {
      await guarded(world, product);
      product.premptictl('mode', 'monitor');
    },
    steps: (world) => [
      shell(world, 'a command with the deny marker runs and is recorded', 'e2e-deny', {
        runs: true,
        audit: denied,
      }),
    ],
  },
  {
    title: 'service stopped',
    permissionMode: 'bypassPermissions',
    prepare: async (world, product) => {
      await guarded(world, product);
      product.premptictl('stop');
    },
    steps: (world, product) =>
      ordinaryAndDenied(world, 'without the service', async () => {
        if (await product.isRunning()) throw new Error('the service still runs');
      }),
  },
  {
    title: 'service killed between calls',
    permissionMode: 'bypassPermissions',
    prepare: guarded,
    steps: (world, product) => [
      ...ordinaryAndDenied(world, 'before the service is killed'),
      ...ordinaryAndDenied(world, 'after the service is killed', () => product.killService()),
    ],
  },
  {
    title: 'mode changed between calls',
    permissionMode: 'bypassPermissions',
    prepare: guarded,
    steps: (world, product) => [
      shell(world, 'a denied command is stopped in guardrails mode', 'e2e-deny', {
        runs: false,
        told: toldDenied('Bash'),
        audit: denied,
      }),
      shell(
        world,
        'the next one runs in monitor mode, without a restart',
        'e2e-deny',
        { runs: true, audit: denied },
        () => product.premptictl('mode', 'monitor'),
      ),
    ],
  },
  hookThatFails('missing', 'failed', () => '/nonexistent/hook'),
  hookThatFails('crashing', 'failed', (world) =>
    world.write('crash', '#!/bin/sh\necho oops >&2\nexit 1\n', 0o755),
  ),
  hookThatFails('killed', 'failed', (world) => world.write('die', '#!/bin/sh\nkill -9 $$\n', 0o755)),
  hookThatFails('hanging', 'timed out', (world) => world.write('hang', '#!/bin/sh\nexec sleep 20\n', 0o755)),
];

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
