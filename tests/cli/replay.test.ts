import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../src/audit/entry.ts';
import { openGuard, prefixAt } from '../../src/guard/index.ts';
import { recordedCall } from '../../src/replay/testing/recorded.ts';
import { writeStore } from '../support/audit-entries.ts';
import { runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const RULE = `
- rule: Ask before making
  desc: d
  condition: exec.canonical startswith make
  output: Falco asks before making
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;

const AN_HOUR_AGO = Date.now() - 3_600_000;

const HISTORY: readonly Entry[] = [
  recordedCall('make all', {}, { timeMs: AN_HOUR_AGO, session: 'abcdef0123', cwd: '/work/app' }),
  recordedCall('make -j8', {}, { timeMs: AN_HOUR_AGO + 1, session: 'abcdef0123', cwd: '/work/app' }),
  recordedCall('ls', { 'Deny listing': 'deny' }, { timeMs: AN_HOUR_AGO + 2, session: 'other' }),
];

let home: string;

beforeEach(() => {
  home = tempDir();
  record(...HISTORY);
});

function record(...entries: readonly Entry[]): void {
  writeStore(entries, join(home, '.prempti'));
}

function ruleFile(text = RULE): string {
  const path = join(home, 'drafts', 'mine.yaml');
  mkdirSync(join(home, 'drafts'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function replay(...args: readonly string[]) {
  return runPremptictl(home, ['replay', ...args]);
}

describe('replay', () => {
  test('shows what new rules would have changed, by rule, with calls and sessions', () => {
    const { stdout, stderr, status } = replay('--rules', ruleFile());
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout.trimEnd().split('\n')).toEqual([
      '3 calls replayed: 0 new denies, 2 new asks, 1 lost denies, 0 lost asks, 0 cannot be known',
      '',
      '● pass  → ⊙ ask   Ask before making  2 calls',
      '    Bash(make all) in /work/app',
      '    Bash(make -j8) in /work/app',
      '    1 session: claude_code abcdef01: 2',
      '',
      '⊘ deny  → ● pass  Deny listing  1 call',
      '    Bash(ls)',
      '    1 session: claude_code other: 1',
      '',
      '3 calls recorded by another version: fields that it did not have count as empty.',
    ]);
  });

  test('without rules puts the history to those in force', () => {
    const { stdout } = replay('--json');
    expect(JSON.parse(stdout)).toMatchObject({ calls: 3, newAsks: 0, lostDenies: 1, exceeded: [] });
  });

  test('takes a folder of rules, and packs in place of those in the settings', () => {
    ruleFile();
    const { stdout } = replay('--rules', join(home, 'drafts'), '--packs', 'git-strict', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ calls: 3, newAsks: 2 });
  });

  test('can leave out what the user has', () => {
    mkdirSync(join(home, '.prempti', 'rules', 'user'), { recursive: true });
    writeFileSync(join(home, '.prempti', 'rules', 'user', 'mine.yaml'), RULE);
    expect(JSON.parse(replay('--json').stdout)).toMatchObject({ newAsks: 2 });
    expect(JSON.parse(replay('--json', '--no-user-rules').stdout)).toMatchObject({ newAsks: 0 });
  });

  test.each<[flags: readonly string[], status: number, message: string]>([
    [['--max-new-asks', '2', '--max-lost-denies', '1'], 0, ''],
    [
      ['--max-new-asks', '1', '--max-lost-denies', '0'],
      1,
      'more than allowed: --max-new-asks 1: 2, --max-lost-denies 0: 1',
    ],
    [['--max-new-denies', '0', '--max-lost-asks', '0', '--max-unknown', '0'], 0, ''],
    [['--max-new-asks', 'few'], 2, '--max-new-asks takes a whole number, not "few"'],
    [['--since', 'then'], 2, '--since takes a span'],
    [['--default-action', 'ask'], 2, '--default-action takes defer, allow, not "ask"'],
    [['--no-such-flag'], 2, "unknown option '--no-such-flag'"],
  ])('as a gate: %j exits %i', (flags, status, message) => {
    const result = replay('--rules', ruleFile(), ...flags);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(message);
  });

  test('exits 2 where the rules do not load', () => {
    const result = replay('--rules', ruleFile('- rule: x'), '--max-new-asks', '5');
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('the rules do not load');
  });

  test('knows what rules said of masked calls that they have judged as they are', () => {
    const { guard } = openGuard(prefixAt(join(home, '.prempti')), { home });
    const ruleSet = guard.judge([], { timeMs: 0 }).policy ?? '';
    const masked = (more: object): Entry =>
      recordedCall('curl -u dev:**** x.example', {}, { timeMs: AN_HOUR_AGO, session: 'masked', ...more });
    record(masked({ ruleSet: 'another' }), masked({ ruleSet }));
    const found = replay('--session', 'masked', '--rules', ruleFile(), '--json').stdout;
    expect(JSON.parse(found)).toMatchObject({ calls: 2, same: 1, unknown: 1 });
  });

  test('says so where no call is meant', () => {
    expect(replay('--session', 'zzz').stdout).toContain('No recorded call is meant');
  });
});
