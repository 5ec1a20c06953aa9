import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasPerson, inTerminal } from '../support/person.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'prempti-logs-'));
  mkdirSync(join(home, '.prempti/log'), { recursive: true });
  const old = [...call(1, 'ls', 'defer'), ...call(2, 'git push --force', 'ask', 'Ask before force pushes')];
  const recent = Array.from({ length: 300 }, (_, index) => call(index + 3, `echo ${index}`, 'defer')).flat();
  const last = call(500, 'cat ~/.ssh/id_rsa', 'deny', 'Deny keys', { 'agent.name': 'codex' });
  writeFileSync(join(home, '.prempti/log/falco.log.1'), lines(old));
  writeFileSync(join(home, '.prempti/log/falco.log'), `${lines([...recent, ...last])}not a record\n`);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The records of one call, some minutes after the last. */
function call(
  id: number,
  command: string,
  verdict: string,
  rule?: string,
  more: object = {},
): readonly object[] {
  const time = new Date(Date.UTC(2026, 0, 1) + id * 60_000).toISOString();
  const common = {
    time,
    priority: 'Critical',
    source: 'coding_agent',
    tags: [],
    output: '',
    message: 'because',
  };
  const fields = {
    'agent.name': 'claude_code',
    'agent.session_id': 'abc',
    'tool.name': 'Bash',
    'tool.input_command': command,
    ...more,
    'correlation.id': id,
    'prempti.verdict': verdict,
    'prempti.enforced': verdict,
  };
  return [
    ...(rule === undefined ? [] : [{ ...common, rule, output_fields: { 'correlation.id': id } }]),
    { ...common, rule: 'Seen', output_fields: fields },
  ];
}

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** The record of what became of a call; without an id of ours it is known by that of the agent. */
function ended(id: number | undefined, outcome: string, more: object = {}): object {
  const fields = {
    'agent.session_id': 'abc',
    'tool.name': 'Bash',
    'tool.use_id': 'use-1',
    ...(id !== undefined && { 'correlation.id': id }),
    'prempti.outcome': outcome,
    ...more,
  };
  const [record = {}] = call(id ?? 9, '', 'defer');
  return { ...record, rule: 'Ended', tags: ['coding_agent_outcome'], output_fields: fields };
}

/** The commands of calls as JSON lines. */
function commandsIn(stdout: string): readonly string[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { readonly subject: string }).subject);
}

function logs(...args: readonly string[]) {
  return runPremptictl(home, ['logs', ...args], { TZ: 'UTC' });
}

describe('logs', () => {
  test('shows the last lines, whatever they are', () => {
    expect(logs('--tail', '3').stdout).toBe(
      [
        '2026-01-01',
        `── abc ${'─'.repeat(153)}`,
        `08:20:00 [abc]${' '.repeat(31)} ⊘ deny  Bash`,
        '         │ cat ~/.ssh/id_rsa',
        '         ╰ Critical  Deny keys',
        'not a record',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [
      ['--verdict', 'deny,ask'],
      ['git push --force', 'cat ~/.ssh/id_rsa'],
    ],
    [['--rule', 'force'], ['git push --force']],
    [['--agent', 'codex'], ['cat ~/.ssh/id_rsa']],
    [
      ['--grep', 'echo 29', '--since', '2026-01-01T04:55:00Z'],
      ['echo 292', 'echo 293', 'echo 294', 'echo 295', 'echo 296', 'echo 297', 'echo 298', 'echo 299'],
    ],
    [['--session', 'xyz'], []],
    [['--verdict', 'deny,ask', '--tail', '2'], ['cat ~/.ssh/id_rsa']],
    [['--show', 'deny'], ['cat ~/.ssh/id_rsa']],
    [['--show', 'none'], []],
    [['--show', 'seen,ask', '--grep', 'force'], ['git push --force']],
  ])('picks out %j from all of the trail', (args, commands) => {
    expect(commandsIn(logs(...args, '--json').stdout)).toEqual(commands);
  });

  test('gives calls as JSON, a line each', () => {
    const { stdout } = logs('--verdict', 'ask', '--json');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        time: '2026-01-01T00:02:00.000Z',
        correlationId: '2',
        agent: 'claude_code',
        sessionId: 'abc',
        cwd: '',
        transcriptPath: '',
        useId: '',
        tool: 'Bash',
        subject: 'git push --force',
        outcome: 'ask',
        notEnforced: false,
        approval: '',
        alerts: [{ rule: 'Ask before force pushes', priority: 'Critical', message: 'because' }],
      },
    ]);
  });

  test.each([
    [['--verdict', 'no'], '--verdict takes deny, ask, allow, pass, not "no"'],
    [['--since', 'yesterday'], '--since takes a span'],
    [['--show', 'no'], '--show takes deny, ask, allow, pass, not "no"'],
    [['--tail', 'all'], '--tail takes a whole number'],
  ])('refuses %j with status 2', (args, message) => {
    const run = logs(...args);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(message);
  });
});

/** `logs -f` in a home of its own, whose log grows. */
function followed(...args: readonly string[]) {
  const own = tempDir();
  const log = join(own, '.prempti/log/falco.log');
  mkdirSync(join(log, '..'), { recursive: true });
  writeFileSync(log, '');
  const child = spawn(process.execPath, [PROGRAM, 'logs', '-f', ...args], {
    env: { HOME: own, PATH: '/usr/bin:/bin', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'exit');
  return {
    log,
    output: () => output,
    add: (records: readonly object[]) => appendFileSync(log, lines(records)),
    end: async () => {
      child.kill('SIGINT');
      return (await ended)[0] as number;
    },
  };
}

test('logs shows alerts of others as they are, and leaves out what is for programs', () => {
  const other = tempDir();
  mkdirSync(join(other, '.prempti/log'), { recursive: true });
  const [seen = {}] = call(1, 'ls', 'defer');
  const foreign = { ...seen, source: 'syscall', rule: 'Shell in container' };
  const signed = { ...seen, tags: ['coding_agent_checkpoint'], output_fields: { 'audit.seq': 1 } };
  writeFileSync(join(other, '.prempti/log/falco.log'), lines([foreign, signed, seen]));
  const { stdout } = runPremptictl(other, ['logs']);
  expect(stdout.split('\n')).toEqual([
    JSON.stringify(foreign),
    '2026-01-01',
    expect.stringContaining('── abc'),
    expect.stringContaining('Bash(ls)'),
    '',
  ]);
});

describe('what became of a call', () => {
  const records = [
    ...call(1, 'npm test', 'defer'),
    ...call(2, 'git push --force', 'ask', 'Ask before force pushes'),
    ended(1, 'failed', { 'prempti.exit_status': 1, 'prempti.duration_ms': 1500 }),
    ended(2, 'ran', { 'prempti.duration_ms': 20 }),
    ...call(3, 'ls', 'defer', undefined, { 'tool.use_id': 'use-1' }),
    ended(undefined, 'ran'),
  ];

  test('stands with it', () => {
    const other = tempDir();
    mkdirSync(join(other, '.prempti/log'), { recursive: true });
    writeFileSync(join(other, '.prempti/log/falco.log'), lines(records));
    const { stdout } = runPremptictl(other, ['logs'], { TZ: 'UTC' });
    expect(stdout.split('\n').slice(2)).toEqual([
      expect.stringMatching(/● pass {2}Bash\(npm test\) failed, exit status 1, 1\.5 s$/),
      expect.stringMatching(/⊙ ask {3}Bash$/),
      '         │ git push --force',
      '         ╰ Critical  Ask before force pushes',
      '         ╰ ran, 20 ms',
      expect.stringMatching(/● pass {2}Bash\(ls\) ran$/),
      '',
    ]);
    const json = runPremptictl(other, ['logs', '--json']).stdout.trimEnd().split('\n');
    expect(json.map((line) => JSON.parse(line).ending)).toEqual([
      { outcome: 'failed', exitStatus: 1, durationMs: 1500 },
      { outcome: 'ran', durationMs: 20 },
      { outcome: 'ran' },
    ]);
  });

  test('comes as a line of its own while it follows, where it failed or a rule had matched', async () => {
    const { output, add, end } = followed();
    await sleep(300);
    add(records);
    await expect.poll(output, { timeout: 10_000 }).toContain('Bash(ls)');
    expect(output().match(/^.*(?:ran|failed).*$/gm)).toEqual([
      expect.stringMatching(/^00:01:00 \[abc\] +╰ Bash\(npm test\) failed, exit status 1, 1\.5 s$/),
      expect.stringMatching(/^00:02:00 \[abc\] +╰ Bash\(git push --force\) ran, 20 ms$/),
    ]);
    expect(await end()).toBe(0);
  });
});

describe('logs -f', () => {
  test.each<[args: readonly string[], shown: readonly string[]]>([
    [[], ['ls', 'git push --force', 'cat ~/.ssh/id_rsa', 'pwd']],
    [
      ['--verdict', 'deny,ask'],
      ['git push --force', 'cat ~/.ssh/id_rsa'],
    ],
    [['--rule', 'KEYS'], ['cat ~/.ssh/id_rsa']],
    [['--agent', 'codex'], ['cat ~/.ssh/id_rsa']],
    [['--session', 'x'], ['pwd']],
    [['--tool', 'bash', '--grep', 'push'], ['git push --force']],
    [['--since', '2026-01-01T00:03:30Z'], ['pwd']],
    [
      ['--show', 'seen'],
      ['ls', 'pwd'],
    ],
  ])('%j picks out new calls, also across rotation', async (args, shown) => {
    const { log, output, add, end } = followed('--json', ...args);
    const [first, ...others] = [
      call(1, 'ls', 'defer'),
      call(2, 'git push --force', 'ask', 'Ask before force pushes'),
      call(3, 'cat ~/.ssh/id_rsa', 'deny', 'Deny keys', { 'agent.name': 'codex' }),
      call(4, 'pwd', 'defer', undefined, { 'agent.session_id': 'xyz' }),
    ];
    await sleep(300);
    add(first ?? []);
    await sleep(200);
    renameSync(log, `${log}.1`);
    writeFileSync(log, '');
    for (const records of others) add(records);
    await expect.poll(() => commandsIn(output()), { timeout: 10_000 }).toEqual(shown);
    expect(await end()).toBe(0);
  });

  test('shows a session as it goes on, and ends at an interrupt', async () => {
    const { output, add, end } = followed();
    await sleep(300);
    add(call(1, 'ls', 'defer'));
    add(call(2, 'rm -rf /', 'deny', 'Deny all'));
    await expect
      .poll(output, { timeout: 10_000 })
      .toMatch(/● pass {2}Bash\(ls\)\n.*⊘ deny {2}Bash\n *│ rm -rf \/\n/);
    expect(await end()).toBe(0);
    expect(output()).not.toContain('calls');
  });
});

describe.runIf(hasPerson)('logs on a terminal', () => {
  test('shows counts below the calls, once', async () => {
    const { text } = await inTerminal(
      home,
      `stty cols 60; '${process.execPath}' '${PROGRAM}' logs --verdict deny`,
    );
    expect(text).toContain(
      `${'─'.repeat(60)}\r\npremptictl logs --verdict deny\r\nsessions 1  calls 1 since`,
    );
    expect(text).toContain('\u001b[31m⊘ deny');
  });

  test.each([
    ['--no-stats', (text: string) => !text.includes('calls 1')],
    ['--no-color', (text: string) => !text.includes('\u001b[31m')],
  ])('honours %s', async (option, holds) => {
    const { text } = await inTerminal(
      home,
      `'${process.execPath}' '${PROGRAM}' logs --verdict deny ${option}`,
    );
    expect(holds(text)).toBe(true);
  });

  test('keeps the counts at the bottom while it follows, fits them to the terminal, and takes them away', async () => {
    const follow = `'${process.execPath}' '${PROGRAM}' logs -f --verdict deny`;
    // The size changes as a terminal emulator changes it; the shell waits for what the interrupt ends.
    const command = `stty cols 60; ${follow} & sleep 2; stty cols 30; sleep 1; kill -INT $!; wait $!; echo gone`;
    const { text } = await inTerminal(home, command);
    expect(text).toContain('─'.repeat(60));
    expect(text.slice(text.lastIndexOf('─'.repeat(60)))).toContain('─'.repeat(30));
    expect(text.replaceAll('\u001b', 'ESC')).toMatch(/ESC\[\d+AESC\[Jgone\r\n$/);
  });
});
