import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, findAgent } from '../../src/agents/index.ts';
import type { ApprovalEntry, CallEntry } from '../../src/audit/entry.ts';
import { hookCommand } from '../../src/cli/hook-command.ts';
import { ApprovalStore, prefixAt } from '../../src/guard/index.ts';
import { storedEntries } from '../support/audit-store.ts';
import { type HookRun, runHook, runProgram } from '../support/hook.ts';
import { asPerson, hasPerson, inTerminal } from '../support/person.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';
import { sendRaw } from '../support/service.ts';

/** Calls that a rule asks about, from the refusal to the retry: the built hook, the built premptictl, and a person. */

const CLIENT = join(PROGRAM, '..', '..', 'dist', 'hook-client.cjs');

const RULES = `
- rule: Ask about deploys
  desc: d
  condition: tool.input contains "make deploy"
  output: Falco asks about a deploy
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]

- rule: Deny pushes unless a person approves
  desc: d
  condition: tool.input contains "make push"
  output: Falco stops a push
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_deny, approvable]
`;

const codex = findAgent('codex') as Agent;

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'prempti-'));
  file('.prempti/rules/user/mine.yaml', RULES);
  file('.prempti/config/prempti.yaml', 'service: {start: manual}\n');
});
afterEach(() => {
  runPremptictl(home, ['stop']);
  rmSync(home, { recursive: true });
});

function file(path: string, text: string): void {
  mkdirSync(join(home, path, '..'), { recursive: true });
  writeFileSync(join(home, path), text);
}

/** What Codex sends before it runs a command. */
const payload = (command: string): string =>
  JSON.stringify({
    session_id: 's1',
    cwd: '/tmp',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: 'u',
  });

/** One call of Codex through the hook. */
function call(command: string, env: Readonly<Record<string, string>> = {}): Promise<HookRun> {
  return runHook(CLIENT, ['codex'], payload(command), { HOME: home, PATH: '/usr/bin:/bin', ...env });
}

const premptictl = (...args: readonly string[]): string => runPremptictl(home, args).stdout;

/** The code under which a refused call waits. */
function codeIn({ stderr, exitCode }: HookRun): string {
  expect(exitCode).toBe(2);
  return /premptictl approve (\w{6})"/.exec(stderr)?.[1] ?? `no code in ${stderr}`;
}

function audit(): readonly Readonly<Record<string, unknown>>[] {
  const lines = readFileSync(join(home, '.prempti/log/falco.log'), 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { output_fields: Record<string, unknown> }).output_fields);
}

const waiting = (): number =>
  new ApprovalStore(prefixAt(join(home, '.prempti')).approvalsDir).list(Date.now()).length;

describe.skipIf(!hasPerson)('a person (in a terminal: needs script and setsid)', () => {
  test('approves a call that was refused: it runs once, and a changed one does not', async () => {
    const code = codeIn(await call('make deploy'));
    expect(premptictl('approvals')).toMatch(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d ${code} waits {2}Bash\\(make deploy\\)\n +╰ codex in /tmp: Ask about deploys\n$`,
      ),
    );
    const approved = await asPerson(home, ['approve', code.toLowerCase()]);
    expect(approved).toEqual({
      status: 0,
      text: expect.stringMatching(/^approved for once \(exact\), until \d\d:\d\d: Bash\(make deploy\)\r\n$/),
    });
    codeIn(await call('make deploy --force'));
    expect(await call('make deploy')).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(codeIn(await call('make deploy'))).not.toBe(code);
    const said = audit().filter((fields) => fields['prempti.approval'] === code);
    expect(said).toMatchObject([
      { 'prempti.verdict': 'ask', 'prempti.enforced': 'ask', 'prempti.approval_state': 'asked' },
      {
        'prempti.approval_answer': 'approved',
        'prempti.approval_for': 'once',
        'prempti.approval_scope': 'exact',
        'prempti.approval_by': expect.any(String),
        'correlation.id': said[0]?.['correlation.id'],
      },
      { 'prempti.verdict': 'ask', 'prempti.enforced': 'defer', 'prempti.approval_state': 'approved' },
    ]);
    expect(premptictl('logs')).toMatch(new RegExp(`approved Bash\\(make deploy\\) \\(${code}\\)`));
  });

  test('denies a call: it is refused, and the agent is told by whom', async () => {
    const code = codeIn(await call('make push'));
    expect(await asPerson(home, ['deny', code])).toMatchObject({ status: 0 });
    const { exitCode, stderr } = await call('make push');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`the user has looked at this call and denied it (${code})`);
  });

  test.each([
    ['a code that is not known', ['approve', 'K7QM2P'], 1, 'no call waits under this code'],
    ['a path of no approval', ['approve', '../config/prempti'], 1, 'no call waits under this code'],
    [
      'the files of a call that changes none',
      ['approve', 'CODE', '--scope', 'path'],
      1,
      'not known to change any file',
    ],
    ['for ever', ['approve', 'CODE', '--for', 'ever'], 1, 'Allowed choices are once, session, 10m'],
  ])('is told that they cannot approve %s', async (_what, args, status, problem) => {
    const code = codeIn(await call('make deploy'));
    const run = await asPerson(
      home,
      args.map((word) => word.replace('CODE', code)),
    );
    expect(run).toMatchObject({ status, text: expect.stringContaining(problem) });
    expect((await call('make deploy')).exitCode).toBe(2);
  });

  test('is not believed where an agent has set its variable', async () => {
    const code = codeIn(await call('make deploy'));
    const run = await asPerson(home, ['approve', code], { CLAUDECODE: '1' });
    expect(run).toMatchObject({ status: 1, text: expect.stringContaining('CLAUDECODE is set') });
    expect((await call('make deploy')).exitCode).toBe(2);
  });

  test('is not believed below the process of an agent', async () => {
    const code = codeIn(await call('make deploy'));
    const codex = join(home, 'codex');
    symlinkSync('/bin/bash', codex);
    const run = await inTerminal(
      home,
      `${codex} -c "'${process.execPath}' '${PROGRAM}' approve ${code}; true"`,
    );
    expect(run.text).toContain('it runs below "codex", which is Codex CLI');
    expect((await call('make deploy')).exitCode).toBe(2);
  });
});

test('a program without a terminal cannot approve', async () => {
  const code = codeIn(await call('make deploy'));
  const run = runPremptictl(home, ['approve', code]);
  expect(run).toMatchObject({ status: 1, stdout: '' });
  expect(run.stderr).toMatch(/^premptictl: only a person can answer, in a terminal of their own: .*\n$/);
});

test('calls that wait are shown as JSON, and none where there are none', async () => {
  expect(premptictl('approvals')).toBe('no call waits\n');
  const code = codeIn(await call('make deploy'));
  expect(JSON.parse(premptictl('approvals', '--json'))).toMatchObject([{ code, text: 'Bash(make deploy)' }]);
});

describe('the service', () => {
  const start = (wait: number): void => {
    file('.prempti/config/prempti.yaml', `service: {start: manual}\napprovals: {wait: ${wait}}\n`);
    expect(runPremptictl(home, ['start'])).toMatchObject({ status: 0 });
  };

  /** One call of Codex through the command that it is told to run. */
  function registered(command: string): Promise<HookRun> {
    const hook = hookCommand(codex, prefixAt(join(home, '.prempti')));
    return runProgram(hook.command, hook.args, payload(command), { HOME: home, PATH: '/usr/bin:/bin' });
  }

  /** Starts a call that is held, and gives its code. */
  async function held(command: string): Promise<{ readonly code: string; readonly run: Promise<HookRun> }> {
    const run = registered(command);
    while (waiting() === 0) await sleep(20);
    const [name = ''] = readdirSync(join(home, '.prempti/approvals'));
    return { code: name.replace('.json', ''), run };
  }

  test.skipIf(!hasPerson)('holds a call until a person approves it', async () => {
    start(60);
    const { code, run } = await held('make deploy');
    expect(await asPerson(home, ['approve', code])).toMatchObject({ status: 0 });
    expect(await run).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(premptictl('approvals')).toContain(`${code} approved for once (exact), used  Bash(make deploy)`);
  });

  test.skipIf(!hasPerson)('records a call that was held once, with what came of it', async () => {
    start(60);
    const { code, run } = await held('make deploy');
    expect(await asPerson(home, ['approve', code])).toMatchObject({ status: 0 });
    await run;
    premptictl('stop');
    const entries = storedEntries(join(home, '.prempti/log/audit.db')).map(({ entry }) => entry);
    expect(entries).toMatchObject([
      { kind: 'approval', code, answer: 'approved' },
      { kind: 'call', verdict: 'ask', enforced: 'defer', approval: { code, state: 'approved' } },
    ]);
    const [answer, judged] = entries as [ApprovalEntry, CallEntry];
    expect(judged.correlationId).toBe(answer.correlationId);
    expect(judged.heldMs).toBeGreaterThan(0);
    expect(judged.latency?.totalMs).toBeLessThan(judged.heldMs ?? 0);
  });

  test.skipIf(!hasPerson)('holds a call until a person denies it', async () => {
    start(60);
    const { code, run } = await held('make push');
    expect(await asPerson(home, ['deny', code])).toMatchObject({ status: 0 });
    expect(await run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('denied it') });
  });

  test('refuses a held call when the time to wait is over', async () => {
    start(1);
    const code = codeIn(await registered('make deploy'));
    premptictl('stop');
    const entries = storedEntries(join(home, '.prempti/log/audit.db')).map(({ entry }) => entry);
    expect(entries).toMatchObject([{ kind: 'call', enforced: 'ask', approval: { code, state: 'asked' } }]);
    expect((entries as CallEntry[])[0]?.heldMs).toBeGreaterThanOrEqual(1000);
  });

  test.skipIf(!hasPerson)('uses no approval up for an agent that is gone', async () => {
    start(60);
    const run = call('make deploy', { PREMPTI_TIMEOUT_MS: '1000' });
    const code = codeIn(await run);
    expect(await asPerson(home, ['approve', code])).toMatchObject({ status: 0 });
    await sleep(500);
    expect(await registered('make deploy')).toMatchObject({ exitCode: 0 });
  });

  test.skipIf(!hasPerson)('lets one of a hundred same calls at once run where one was approved', async () => {
    start(0);
    const code = codeIn(await call('make deploy'));
    expect(await asPerson(home, ['approve', code])).toMatchObject({ status: 0 });
    const socket = join(home, '.prempti/run/broker.sock');
    const line = `{"version":2,"agent":"codex","pid":1,"payload":${payload('make deploy')}}\n`;
    const inService = Array.from({ length: 100 }, async () => {
      return (JSON.parse(await sendRaw(socket, line)) as { exitCode: number }).exitCode;
    });
    // These evaluate by themselves.
    const alone = Array.from({ length: 3 }, async () => {
      return (await call('make deploy', { PREMPTI_SOCKET: '/nowhere/s' })).exitCode;
    });
    const exitCodes = await Promise.all([...inService, ...alone]);
    expect(exitCodes.filter((exitCode) => exitCode === 0)).toHaveLength(1);
    expect(exitCodes.filter((exitCode) => exitCode === 2)).toHaveLength(102);
  });
});
