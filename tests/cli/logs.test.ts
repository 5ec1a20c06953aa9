import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPremptictl } from '../support/premptictl.ts';

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
  const common = { time, priority: 'Critical', source: 'coding_agent', tags: [], message: 'because' };
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

function logs(...args: readonly string[]) {
  return runPremptictl(home, ['logs', ...args]);
}

describe('logs', () => {
  test('shows the last lines, whatever they are', () => {
    expect(logs('--tail', '3').stdout).toBe(
      ['08:20:00 ⊘ deny  Bash(cat ~/.ssh/id_rsa)', '         ╰ Critical  Deny keys', 'not a record', ''].join(
        '\n',
      ),
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
  ])('picks out %j from all of the trail', (args, commands) => {
    const shown = logs(...args).stdout.match(/(?<=Bash\().*(?=\)$)/gm) ?? [];
    expect([...shown]).toEqual(commands);
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
  ])('refuses %j with status 2', (args, message) => {
    const run = logs(...args);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(message);
  });
});
