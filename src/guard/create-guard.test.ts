import { describe, expect, test } from 'vitest';
import type { Json, ToolCall } from '../agents/index.ts';
import { createGuard, type GuardOptions } from './create-guard.ts';
import type { Guard } from './judgement.ts';

const RULES = `
- rule: Deny keys
  desc: d
  condition: tool.real_file_path contains "/.ssh/"
  output: Falco blocked %tool.name of %tool.real_file_path
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny]

- rule: Ask about scripts
  desc: d
  condition: tool.file_path endswith .sh
  output: Falco asks about %tool.file_path
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]

- rule: Notice Bash
  desc: d
  condition: tool.name = Bash
  output: Falco noticed %tool.input_command
  priority: NOTICE
  source: coding_agent

- rule: Seen
  desc: d
  condition: correlation.id exists
  output: Falco saw %tool.name
  priority: DEBUG
  source: coding_agent
  tags: [coding_agent_seen]
`;

function guardWith(options: Partial<GuardOptions> = {}): Guard {
  const result = createGuard({ rules: [{ name: 'rules.yaml', text: RULES }], home: '/home/dev', ...options });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.guard;
}

function write(path: string): ToolCall {
  return {
    agent: 'claude_code',
    event: 'PreToolUse',
    tool: 'Write',
    input: { file_path: path, content: '' },
    cwd: '/home/dev/project',
    file: { path, access: 'write' },
  };
}

const bash: ToolCall = {
  agent: 'claude_code',
  event: 'PreToolUse',
  tool: 'Bash',
  input: { command: 'ls' },
  cwd: '/home/dev/project',
  command: 'ls',
};

const at = { timeMs: 1_700_000_000_000 };

describe('the verdict', () => {
  const key = '/home/dev/.ssh/id_rsa';
  const script = '/home/dev/project/run.sh';
  const both = '/home/dev/.ssh/run.sh';
  const cases: readonly (readonly [string, Partial<GuardOptions>, string, string, string])[] = [
    ['denies when a deny rule matches', {}, key, 'deny', 'deny'],
    ['asks when an ask rule matches', {}, script, 'ask', 'ask'],
    ['prefers deny over ask', {}, both, 'deny', 'deny'],
    ['defers when no verdict rule matches', {}, '/home/dev/project/a.ts', 'defer', 'defer'],
    [
      'allows at the floor when told to',
      { defaultAction: 'allow' },
      '/home/dev/project/a.ts',
      'allow',
      'allow',
    ],
    ['keeps deny above the allow floor', { defaultAction: 'allow' }, key, 'deny', 'deny'],
    ['only records in monitor mode', { mode: 'monitor' }, key, 'deny', 'defer'],
    ['never allows in monitor mode', { mode: 'monitor', defaultAction: 'allow' }, '/a', 'defer', 'defer'],
    ['defers at once in passthrough mode', { mode: 'passthrough' }, key, 'defer', 'defer'],
    [
      'goes by the configured tags',
      { denyTags: ['other'], askTags: ['coding_agent_deny'] },
      key,
      'ask',
      'ask',
    ],
  ];
  test.each(cases)('%s', (_title, options, path, verdict, enforced) => {
    expect(guardWith(options).judge([write(path)], at)).toMatchObject({ verdict, enforced });
  });

  test('is one for all files of a patch, and the strictest', () => {
    const judgement = guardWith().judge([write('/home/dev/project/a.ts'), write(script), write(key)], at);
    expect(judgement).toMatchObject({ verdict: 'deny', events: [{}, {}, {}] });
    const ids = judgement.events.map((event) => event.fields['correlation.id']);
    expect(new Set(ids)).toEqual(new Set([judgement.correlationId]));
  });
});

describe('the reason', () => {
  test('names the rule, its output, what an agent should do, and the correlation id', () => {
    const judgement = guardWith().judge([write('/home/dev/.ssh/id_rsa')], at);
    expect(judgement.reason).toBe(
      'Deny keys: Falco blocked Write of /home/dev/.ssh/id_rsa | For AI agents: tell the user that a Falco rule ' +
        `flagged this and do not work around it | correlation=${judgement.correlationId}`,
    );
  });

  test('ends with what an agent should do however long the message is', () => {
    const { reason } = guardWith().judge([write(`/home/dev/.ssh/${'x'.repeat(20_000)}`)], at);
    expect(reason).toMatch(/x… \[\d+ more characters\] \| For AI agents: [^|]* \| correlation=\d+$/);
    expect(reason.length).toBeLessThan(5_000);
  });

  test('hides nothing of what the agent sent', () => {
    const { reason } = guardWith().judge([write('/home/dev/.ssh/a\n\u001b[2K\u202eb')], at);
    expect(reason).toContain('Falco blocked Write of /home/dev/.ssh/a ⏎ ·[2K·b | For AI agents');
  });

  test('is that of the first deny rule when ask rules match before it', () => {
    expect(guardWith().judge([write('/p/x.sh'), write('/home/dev/.ssh/x.sh')], at).reason).toMatch(
      /^Deny keys: /,
    );
  });

  test('says when an input is too long for all that it names, which is denied', () => {
    const input = { paths: ['a', 'b'], text: 'x'.repeat(20 * 1024 * 1024) };
    const call = { ...write('/home/dev/project/a.ts'), input };
    const { verdict, reason, events } = guardWith().judge([call, call], at);
    expect([verdict, events.length]).toEqual(['deny', 2]);
    expect(reason).toMatch(/^Prempti could not evaluate this call \(it names 2 files, .* so it is blocked/);
    expect(guardWith().judge([call], at).verdict).toBe('defer');
  });

  test('is empty when no verdict rule matched', () => {
    expect(guardWith().judge([bash], at).reason).toBe('');
  });
});

describe('the record of a call', () => {
  test('holds every match in rule order and every field that says something', () => {
    const [event] = guardWith().judge([bash], { ...at, agentPid: 7 }).events;
    expect(event?.alerts.map((alert) => [alert.rule, alert.priority, alert.verdict])).toEqual([
      ['Notice Bash', 'Notice', 'none'],
      ['Seen', 'Debug', 'seen'],
    ]);
    expect(event?.fields).toMatchObject({
      'agent.name': 'claude_code',
      'agent.pid': 7,
      'agent.real_cwd': '/home/dev/project',
      'agent.real_cwd_prefix': '/home/dev/project/',
      'tool.input': '{"command":"ls"}',
      'tool.input_command': 'ls',
    });
    expect(event?.fields).not.toHaveProperty('tool.file_path');
  });

  test('says of a field that cannot be worked out why it cannot', () => {
    let nested: Json = 'x';
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    const [event] = guardWith().judge([{ ...bash, input: { command: 'ls', nested } }], at).events;
    expect(event?.fields).toMatchObject({
      'tool.name': 'Bash',
      'tool.input_command': 'ls',
      'tool.input': '[cannot be worked out: Maximum call stack size exceeded]',
    });
  });

  test('has a correlation id that no other call of the process has', () => {
    const guard = guardWith();
    const ids = Array.from({ length: 1000 }, () => guard.judge([bash], at).correlationId);
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every(Number.isSafeInteger)).toBe(true);
  });
});

describe('fields', () => {
  const cases: readonly (readonly [condition: string, call: ToolCall, matches: boolean])[] = [
    ['tool.file_path = ""', bash, true],
    ['agent.pid = 0', bash, true],
    ['tool.arg[command] = ls', bash, true],
    ['tool.arg[timeout] exists', bash, false],
    ['tool.arg[timeout] = 5', { ...bash, input: { command: 'ls', timeout: 5 } }, true],
    ['tool.arg[edits] contains "\\"a\\""', { ...bash, input: { edits: ['a'] } }, true],
    ['tool.arg[constructor] exists', bash, false],
    ['mcp.server exists', bash, false],
    ['mcp.server = demo and mcp.tool = echo', { ...bash, mcp: { server: 'demo', tool: 'echo' } }, true],
    ['tool.real_file_path = /home/dev/x', write('~/y/../x'), true],
    ['tool.file_name = x', write('a/b/x'), true],
    ['not tool.real_file_path startswith val(agent.real_cwd_prefix)', write('/home/dev/projectx/a'), true],
    ['tool.input contains "é"', { ...bash, input: { command: 'echo é' } }, true],
  ];
  test.each(cases)('%s', (condition, call, matches) => {
    const text = `- rule: R\n  desc: d\n  condition: ${JSON.stringify(condition)}\n  output: o\n  priority: INFO\n  source: coding_agent\n`;
    const judgement = guardWith({ rules: [{ name: 'r.yaml', text }] }).judge([call], at);
    expect(judgement.events[0]?.alerts.length).toBe(matches ? 1 : 0);
  });
});

describe('createGuard', () => {
  test('refuses rules that do not load and says why', () => {
    const result = createGuard({ rules: [{ name: 'r.yaml', text: '- rule: R\n' }] });
    expect(result).toMatchObject({ ok: false, diagnostics: [{ severity: 'error', file: 'r.yaml' }] });
  });
});
