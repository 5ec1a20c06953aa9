import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentWithVerbs, jsonTypeOf, verbHelps } from '../../scripts/verb-document.ts';
import { findAgent } from '../../src/agents/index.ts';
import { hookCommand } from '../../src/cli/hook-command.ts';
import { prefixAt } from '../../src/guard/index.ts';
import { runProgram } from '../support/hook.ts';
import { asPerson, hasPerson } from '../support/person.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TYPES = join(ROOT, 'schema', 'cli.d.ts');
const FAKE_CLAUDE = join(ROOT, 'tests', 'support', 'fake-claude.ts');

const verbs = await verbHelps();

test('docs/cli.md has the help of every verb as it is; "npm run docs:cli" writes it', () => {
  const page = readFileSync(join(ROOT, 'docs', 'cli.md'), 'utf8');
  expect(page).toBe(documentWithVerbs(page, verbs, readFileSync(TYPES, 'utf8')));
});

describe.each(verbs)('$path', ({ path, help, hasJson }) => {
  test('shows examples, takes --json, and has a type for it in schema/cli.d.ts', () => {
    expect(help).toMatch(new RegExp(`\nExamples:\n(?:  .*\n)*.*premptictl ${path}`));
    expect(hasJson).toBe(true);
    expect(readFileSync(TYPES, 'utf8')).toMatch(
      new RegExp(`^export (interface|type) ${jsonTypeOf(path)}\\b`, 'm'),
    );
  });
});

/** What verbs print, by the verb. */
const printed = new Map<string, unknown[]>();
let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'prempti-docs-'));
  mkdirSync(join(home, 'bin'));
  const fakeClaude = `exec ${process.execPath} ${FAKE_CLAUDE} "$@"`;
  for (const [name, line] of Object.entries({
    claude: fakeClaude,
    systemctl: 'exit 0',
    launchctl: 'exit 0',
  })) {
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  }
});

afterAll(() => {
  premptictl('stop');
  rmSync(home, { recursive: true, force: true });
});

function premptictl(...args: readonly string[]) {
  return runPremptictl(home, args, { PATH: `${join(home, 'bin')}:/usr/bin:/bin` });
}

function file(path: string, text: string): string {
  mkdirSync(join(home, path, '..'), { recursive: true });
  writeFileSync(join(home, path), text);
  return join(home, path);
}

/** Runs a verb with --json, and keeps the lines of its output under the verb's path. */
function run(path: string, ...args: readonly string[]): void {
  const { stdout, stderr } = premptictl(...path.split(' '), ...args, '--json');
  expect(stdout, stderr).not.toBe('');
  keep(path, stdout);
}

function keep(path: string, lines: string): void {
  const values = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  printed.set(path, [...(printed.get(path) ?? []), ...values]);
}

const RULE = `- rule: Ask about deploys
  desc: d
  condition: tool.input contains "make deploy"
  output: Falco asks about a deploy
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;
const EXAMPLES = `- rule: Ask about deploys
  match: [{command: make deploy}]
  no_match: [{command: ls}]
`;

describe('what every verb prints with --json', () => {
  test('is of the type that schema/cli.d.ts declares', { timeout: 120_000 }, async () => {
    const rules = file('.prempti/rules/user/mine.yaml', RULE);
    const wrong = file('wrong.yaml', RULE.replace('tool.input', 'tool.inptu'));
    const examples = file('examples.yaml', EXAMPLES);
    const events = file('events.jsonl', '{"tool.input": "make deploy"}\n');
    const calls = file('calls.jsonl', '{"id": "a", "tool": "Read", "input": {"file_path": "/etc/shadow"}}\n');
    run('health');
    run('start');
    run('start');
    run('restart');
    run('mode');
    run('mode', 'guardrails');
    run('default-action');
    run('default-action', 'defer');
    run('hook add', 'claude', '--dry-run');
    run('hook add', 'claude');
    run('hook status');
    run('status');
    run('trust', '--list');
    run('health');
    run('doctor', '--fix');
    run('rules list');
    for (const name of ['Ask about deploys', 'sensitive_paths', 'is_bash']) run('rules show', name);
    run('rules fields');
    run('rules schema');
    run('rules validate', rules, wrong);
    run('rules test', examples);
    run('test', 'cat ~/.ssh/id_rsa');
    run('explain', 'cat ~/.ssh/id_rsa');
    run('explain', 'make build');
    run('eval', '--rules', rules, '--events', events);
    run('check', '--jsonl', calls);
    run('completion');
    run('demo');
    run('install', 'claude', '--dry-run');
    run('install', 'claude', '--yes');
    run('prove', 'claude');
    await approvals();
    run('approvals');
    run('logs');
    for (const verb of ['search', 'sessions', 'session', 'stats', 'export', 'verify', 'vacuum'])
      run(`audit ${verb}`, ...(verb === 'session' ? ['s'] : []));
    premptictl('stop');
    run('audit checkpoints');
    premptictl('start');
    run('replay');
    run('suggest');
    sinks();
    run('hook remove', 'claude');
    run('stop');
    run('enable');
    run('disable');
    run('uninstall', '--purge');
    await daemon();
    const withoutPerson = hasPerson ? [] : ['approve', 'deny'];
    expect([...printed.keys(), ...withoutPerson].sort()).toEqual(verbs.map(({ path }) => path).sort());
    expect(typeErrors(usesOf(printed))).toBe('');
    const unlike = new Map([['stop', [{ stopped: true, registered: [], more: 1 }]]]);
    expect(typeErrors(usesOf(unlike))).toContain("does not exist in type 'StopJson'");
  });
});

/** A module that claims of every value to be of its verb's type. */
function usesOf(values: ReadonlyMap<string, readonly unknown[]>): string {
  const claims = [...values].flatMap(([path, all]) => {
    const type = jsonTypeOf(path);
    return all.map((value, at) => `export const ${type}${at}: cli.${type} = ${JSON.stringify(value)};`);
  });
  const from = JSON.stringify(TYPES.replace(/\.d\.ts$/, '.js'));
  return file('uses.ts', `import type * as cli from ${from};\n${claims.join('\n')}\n`);
}

/** A sink that takes records and one that does not. */
function sinks(): void {
  const path = JSON.stringify(join(home, 'sink.jsonl'));
  const two = `{kept: {type: file, path: ${path}}, gone: {type: http, url: "http://127.0.0.1:1"}}`;
  appendFileSync(join(home, '.prempti', 'config', 'prempti.yaml'), `sinks: ${two}\n`);
  run('sinks test');
  run('restart');
  run('status');
}

/** A call that a person approves, and one that a person refuses. */
async function approvals(): Promise<void> {
  const codex = findAgent('codex') ?? expect.fail();
  const { command, args } = hookCommand(codex, prefixAt(join(home, '.prempti')));
  for (const verb of ['approve', 'deny']) {
    const call = {
      session_id: 's',
      cwd: home,
      hook_event_name: 'PreToolUse',
      tool_name: 'Bash',
      tool_input: { command: `make deploy # ${verb}` },
    };
    const { stderr } = await runProgram(command, args, JSON.stringify(call), { HOME: home });
    const code = /premptictl approve (\w{6})"/.exec(stderr)?.[1] ?? expect.fail(stderr);
    if (!hasPerson) continue;
    const { text } = await asPerson(home, [verb, code, '--json']);
    keep(verb, text);
  }
}

async function daemon(): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, 'daemon', '--json', '--prefix', join(home, 'd')], {
    env: { HOME: home },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const ended = once(child, 'exit');
  const [first] = (await once(child.stderr, 'data')) as [Buffer];
  child.kill('SIGTERM');
  await ended;
  keep('daemon', first.toString());
}

/** What the compiler has against a file. */
function typeErrors(path: string): string {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--lib',
    'es2022',
    '--module',
    'nodenext',
    '--moduleDetection',
    'force',
  ];
  try {
    execFileSync(process.execPath, [compiler, ...options, path], {
      cwd: home,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return '';
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}
