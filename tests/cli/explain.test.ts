import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callEntry, writeStore } from '../support/audit-entries.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';

let home: string;

const RULES = `
- macro: pushes
  condition: exec.canonical regex "git push( .*)?"
- list: main_branches
  items: [main, master, trunk, release, stable, production]
- rule: Deny pushing to main
  desc: Pushing to main is for people.
  condition: pushes and exec.arg in (git, push, origin, main_branches) and not exec.arg = --dry-run
  output: Falco blocked pushing to main
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny]
- rule: Ask before npm publish of a scope
  desc: A scope is shared.
  condition: exec.name = npm and exec.arg contains --access and not exec.arg = --dry-run
  output: Falco asks before publishing
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'prempti-explain-')));
  fileIn('.prempti/rules/user/mine.yaml', RULES);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function fileIn(path: string, text: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function explain(...args: readonly string[]) {
  return runPremptictl(home, ['explain', ...args]);
}

describe('explain', () => {
  test('shows the fields, the matching rule condition by condition, and what would change the verdict', () => {
    const run = explain('git push origin main');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const [head, , ...rest] = run.stdout.split('\n');
    expect(head).toBe('⊘ deny  Bash(git push origin main)');
    expect(rest).toContainEqual(expect.stringMatching(/^ {2}exec\.canonical +git push origin main$/));
    const near = rest.indexOf('One condition short');
    const withoutNear = rest.toSpliced(near, rest.indexOf('', near) - near + 1);
    expect(withoutNear.slice(withoutNear.indexOf('Matching rules')).join('\n')).toBe(
      [
        'Matching rules',
        '  deny  Deny pushing to main  .prempti/rules/user/mine.yaml:6',
        '    pushes',
        '      exec.canonical regex "git push( .*)?"  git push origin main',
        '    exec.arg in (push, origin, main)  push, origin, main',
        '    not exec.arg = --dry-run',
        '',
        'To get "pass" instead:',
        '        must not hold (in pushes): exec.canonical regex "git push( .*)?"  git push origin main',
        '',
      ].join('\n'),
    );
  });

  test('tells of a rule that one condition keeps from matching', () => {
    const { stdout } = explain('npm publish --access public --dry-run');
    expect(stdout).toContain(
      [
        'One condition short',
        '  ask   Ask before npm publish of a scope  .prempti/rules/user/mine.yaml:13',
        '        must not hold: exec.arg = --dry-run  publish, --access, public, --dry-run',
      ].join('\n'),
    );
  });

  test('shows one rule whole, whether it matches or not', () => {
    const { stdout } = explain('git push --dry-run', '--rule', 'Deny pushing to main');
    expect(stdout).toBe(
      [
        '  deny  Deny pushing to main  .prempti/rules/user/mine.yaml:6',
        '    ✗ all of',
        '      ✓ pushes',
        '        ✓ exec.canonical regex "git push( .*)?"  git push --dry-run',
        '      ✗ exec.arg in (git, push, origin, main, ... 5 more)  push, --dry-run',
        '      ✗ not',
        '        ✓ exec.arg = --dry-run  push, --dry-run',
        '',
      ].join('\n'),
    );
    expect(explain('ls', '--rule', 'Deny pushing to mane').stderr).toContain(
      'did you mean "Deny pushing to main"?',
    );
  });

  test('gives everything as JSON, and records nothing', () => {
    const data = JSON.parse(explain('git push origin main', '--json').stdout);
    expect(data).toMatchObject({
      verdict: 'deny',
      tool: 'Bash',
      input: { command: 'git push origin main' },
      recorded: null,
      change: { verdict: 'pass', rules: ['Deny pushing to main'] },
      problems: [],
    });
    const [event] = data.events;
    expect(event.fields['exec.name']).toEqual(['git']);
    expect(event.fields['agent.session_id']).toBeUndefined();
    expect(event.matching).toEqual([
      {
        rule: 'Deny pushing to main',
        verdict: 'deny',
        file: join(home, '.prempti/rules/user/mine.yaml'),
        line: 6,
        matches: true,
        change: [expect.objectContaining({ check: 'exec.canonical regex "git push( .*)?"', holds: true })],
        trace: expect.objectContaining({ kind: 'and', holds: true }),
      },
    ]);
    expect(event.matching[0].trace.operands).toMatchObject([
      {
        kind: 'macro',
        name: 'pushes',
        holds: true,
        condition: { kind: 'check', value: ['git push origin main'] },
      },
      { kind: 'check', holds: true },
      { kind: 'not', holds: true, operand: { check: 'exec.arg = --dry-run', holds: false } },
    ]);
    expect(spawnSync('ls', ['-A', join(home, '.prempti')], { encoding: 'utf8' }).stdout).toBe('rules\n');
  });

  const RECORD = { tool: 'Bash', input: { command: 'git push origin main' } };
  test.each([
    ['a record', RECORD, []],
    [
      'the payload of a hook',
      { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: RECORD.input, cwd: '/' },
      [],
    ],
    [
      "another agent's payload",
      { hook_event_name: 'BeforeTool', tool_name: 'run_shell_command', tool_input: RECORD.input, cwd: '/' },
      ['--agent', 'gemini'],
    ],
  ])('takes %s as JSON, as an argument or from standard input', (_title, payload, args) => {
    const text = JSON.stringify(payload);
    expect(explain(text, ...args).stdout).toMatch(/^⊘ deny[\s\S]* Deny pushing to main /);
    const piped = spawnSync(process.execPath, [PROGRAM, 'explain', '-', ...args], {
      cwd: home,
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      input: text,
      encoding: 'utf8',
    });
    expect(piped.stdout).toMatch(/^⊘ deny/);
  });

  test('takes a call of the audit trail, by its correlation id, and puts it to the rules of today', () => {
    const payload = { hook_event_name: 'PreToolUse', session_id: 's', cwd: home, tool_name: 'Bash' };
    const client = join(dirname(PROGRAM), '..', 'dist', 'hook-client.cjs');
    const call = (command: string): string => {
      const run = spawnSync(process.execPath, [client, 'claude', '--prefix', join(home, '.prempti')], {
        env: { HOME: home, PATH: '/usr/bin:/bin' },
        input: JSON.stringify({ ...payload, tool_input: { command } }),
        encoding: 'utf8',
      });
      return /correlation=([0-9]+)/.exec(run.stdout)?.[1] ?? run.stdout;
    };
    fileIn('.prempti/config/prempti.yaml', 'service: { start: manual }\n');
    const id = call('git push origin main');
    expect(explain(id).stdout).toMatch(/^⊘ deny {2}Bash\(git push origin main\)\nrecorded [0-9T:-]+Z\n/);
    const recorded = JSON.parse(explain(id, '--json').stdout);
    expect(recorded).toMatchObject({ verdict: 'deny', recorded: { verdict: 'deny' } });
    expect(recorded.events[0].fields['agent.session_id']).toBe('s');
    rmSync(join(home, '.prempti/log/audit.db'));
    expect(JSON.parse(explain(id, '--json').stdout)).toEqual(recorded);
    const laxer = fileIn(
      'drafts/mine.yaml',
      RULES.replace('CRITICAL', 'NOTICE').replace('[coding_agent_deny]', '[]'),
    );
    expect(explain(id, '--rules', laxer).stdout).toMatch(
      /^● pass[^\n]*\nrecorded [0-9T:-]+Z as "deny"; by the rules of today it is "pass"\n/,
    );
    const masked = call('npm publish --access public --token=abcdefgh12345678');
    expect(JSON.parse(explain(masked, '--json').stdout)).toMatchObject({
      verdict: 'ask',
      worst: 'ask',
      input: { command: 'npm publish --access public --token=****' },
      events: [{ uncertain: [] }],
    });
    const byOthers = JSON.parse(explain(masked, '--rules', laxer, '--json').stdout);
    expect(byOthers.events[0].uncertain).not.toEqual([]);
    rmSync(join(home, '.prempti/log'), { recursive: true });
    rmSync(join(home, '.prempti/config'), { recursive: true });
  });

  test('says of a recorded call what cannot be known because a secret is masked', () => {
    const command = 'npm publish --access ****';
    const call = callEntry(command, {
      correlationId: '1700',
      fields: {
        'tool.name': 'Bash',
        'agent.cwd': home,
        'exec.name': ['npm'],
        'exec.arg': ['publish', '--access', '****'],
      },
    });
    writeStore([call], join(home, '.prempti'));
    const { stdout } = explain('1700');
    expect(stdout).toMatch(
      /^● pass +or ⊘ deny +Bash\(npm publish --access \*{4}\)\nrecorded [0-9T:-]+Z as "pass"; by the rules of today it is "pass" or "deny", as what is masked or cut decides\n/,
    );
    const rule = 'Ask before npm publish of a scope';
    const [, uncertain] = stdout.split('Rules for which what is masked or cut decides\n');
    expect(uncertain).toContain(`  ask   ${rule}  .prempti/rules/user/mine.yaml:13\n`);
    expect(stdout).not.toContain('To get');
    const data = JSON.parse(explain('1700', '--json').stdout);
    expect(data).toMatchObject({
      verdict: 'pass',
      worst: 'deny',
      change: null,
      recorded: { verdict: 'defer' },
    });
    expect(data.events[0].uncertain).toContainEqual(expect.objectContaining({ rule, matches: null }));
    expect(explain('1700', '--rule', rule).stdout).toContain('what is masked or cut decides');
    rmSync(join(home, '.prempti/log'), { recursive: true });
  });

  test('takes a mask that was written in a new call as it is', () => {
    expect(JSON.parse(explain('npm publish --access ****', '--json').stdout)).toMatchObject({
      verdict: 'ask',
      worst: 'ask',
    });
  });

  test('reads the log where the store cannot be read, and says so', () => {
    fileIn('.prempti/log/audit.db', 'no database at all, but long enough to be looked at'.repeat(20));
    const { status, stderr } = explain('42');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^cannot read .*audit\.db: .*\n.*has a call 42\n$/);
    rmSync(join(home, '.prempti/log'), { recursive: true });
  });

  test.each([
    [[], 'give a command'],
    [['42'], 'has a call 42'],
    [['{'], 'the call is not JSON'],
    [['{"hook_event_name": "PreToolUse"}'], 'sends no such payload'],
    [['{}', '--agent', 'nobody'], 'there is no agent "nobody"'],
    [['ls', '--rules', '.netrc'], '.netrc: rules and examples are in files named .yaml or .yml'],
  ])('refuses %j in one line', (args, problem) => {
    const run = explain(...args);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain(problem);
    expect(run.stderr.trimEnd()).not.toContain('\n');
  });

  test('shows nothing that acts on the terminal', () => {
    const { stdout } = explain("printf '\u001b[2J\u202e\r'", '--cwd', '/tmp');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
