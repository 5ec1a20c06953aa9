import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainText } from '../../src/guard/index.ts';
import { runHook } from '../support/hook.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';

/** What an agent sent, or what stands in files that it may write, and every verb that shows it. */

const CLIENT = join(PROGRAM, '..', '..', 'dist', 'hook-client.cjs');

/** A title of a window, a cleared screen, colours in seven and eight bits, a turned direction, and lone control characters. */
const HOSTILE = '\u001b]0;x\u0007\u001b[2J\u001b[31m\u009b31m\u202e\u0008\u007f\r\u2028';

/** What of it would reach a terminal; line ends are ours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
const DRIVES_TERMINAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/;

const RULE = `
- rule: Ask about making
  desc: d
  condition: exec.name = make
  output: Falco asks about %tool.input_command in %agent.cwd
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;

let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'prempti-'));
  const prefix = join(home, '.prempti');
  for (const folder of ['config', 'rules/user']) mkdirSync(join(prefix, folder), { recursive: true });
  writeFileSync(join(prefix, 'config', 'prempti.yaml'), 'service.start: manual\n"\\e[31m": 1\n');
  writeFileSync(join(prefix, 'rules', 'user', 'mine.yaml'), RULE);
  const payload = {
    session_id: `s${HOSTILE}`,
    cwd: `/tmp/${HOSTILE}`,
    model: HOSTILE,
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command: `make ${HOSTILE} ${'x'.repeat(100_000)}`, description: HOSTILE },
    tool_use_id: HOSTILE,
  };
  const { exitCode } = await runHook(CLIENT, ['codex'], JSON.stringify(payload), { HOME: home });
  expect(exitCode).toBe(2);
});

afterAll(() => rmSync(home, { recursive: true }));

describe('nothing that an agent sent drives the terminal, or fills it unasked', () => {
  const invocations: readonly (readonly string[])[] = [
    ['logs'],
    ['audit', 'search', 'make'],
    ['audit', 'search', 'make', '--json'],
    ['audit', 'session', 's'],
    ['audit', 'sessions'],
    ['audit', 'stats'],
    ['approvals'],
    ['approvals', '--json'],
    ['replay'],
    ['status'],
    ['status', '--json'],
    ['explain', `make ${HOSTILE}`],
    ['explain', `make ${HOSTILE}`, '--json'],
    ['test', `make ${HOSTILE} ${'x'.repeat(100_000)}`],
    ['rules', 'show', HOSTILE],
    ['mode', HOSTILE],
    [HOSTILE],
  ];
  const titled = invocations.map((args) => ({ args, title: plainText(args.join(' ')).slice(0, 40) }));

  test.each(titled)('premptictl $title', ({ args }) => {
    const { stdout, stderr } = runPremptictl(home, args);
    expect(stdout + stderr).not.toMatch(DRIVES_TERMINAL);
    if (args.includes('--json')) return;
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(3_000);
  });
});
