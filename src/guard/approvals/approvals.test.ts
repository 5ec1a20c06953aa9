import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import type { ToolCall } from '../../agents/index.ts';
import { createGuard, type GuardOptions } from '../create-guard.ts';
import type { Judgement } from '../judgement.ts';
import { prefixAt } from '../prefix.ts';
import { type ApprovalScope, type ApprovalSpan, expiryOf } from './approval.ts';
import { ApprovalStore } from './approval-store.ts';
import { openApprovals } from './approvals.ts';

const rule = (word: string, tags: string): string => `
- rule: On ${word}
  desc: d
  condition: tool.input contains "${word}"
  output: Falco stops ${word}
  priority: WARNING
  source: coding_agent
  tags: [${tags}]
`;

const RULES = [
  rule('ask-a', 'coding_agent_ask'),
  rule('ask-b', 'coding_agent_ask'),
  rule('deny-soft', 'coding_agent_deny, approvable'),
  rule('deny-hard', 'coding_agent_deny'),
].join('');

const CODE = /^[2-9A-HJ-NP-Y]{6}$/;

function call(command: string, more: Partial<ToolCall> = {}): ToolCall {
  const input = { command, description: 'does it', ...more.input };
  const head = {
    agent: 'codex',
    event: 'PreToolUse',
    tool: 'Bash',
    sessionId: 's1',
    cwd: '/home/dev/project',
  };
  return { ...head, command, ...more, input };
}

/** Approvals in a folder of their own, and what they make of calls. */
function world(options: Partial<GuardOptions> = {}) {
  const prefix = prefixAt(tempDir());
  const approvals = openApprovals(prefix, () => (text) => text.replaceAll('hunter2', '****'));
  const store = new ApprovalStore(prefix.approvalsDir);
  const result = createGuard({ rules: [{ name: 'r', text: RULES }], home: '/home/dev', ...options });
  if (!result.ok) throw new Error('the rules do not load');
  const { guard } = result;
  return {
    prefix,
    store,
    approvals,
    settle: (...calls: readonly ToolCall[]): Judgement =>
      approvals.settle(guard.judge(calls, { timeMs: Date.now() })),
    approve: (code: string, span: ApprovalSpan = 'once', scope: ApprovalScope = 'exact'): void => {
      const approval = store.find(code, Date.now());
      if (approval === undefined) throw new Error(`${code} does not wait`);
      const atMs = Date.now();
      store.answer(approval, {
        atMs,
        expiresMs: expiryOf(span, atMs),
        by: 'dev',
        decision: 'approved',
        span,
        scope,
      });
    },
    deny: (code: string): void => {
      const approval = store.find(code, Date.now());
      if (approval === undefined) throw new Error(`${code} does not wait`);
      const atMs = Date.now();
      store.answer(approval, { atMs, expiresMs: expiryOf('10m', atMs), by: 'dev', decision: 'denied' });
    },
  };
}

const codeOf = ({ approval }: Judgement): string => approval?.code ?? 'none';

describe('a call that a rule stops', () => {
  test.each([
    ['asks', 'x ask-a', {}, 'ask', 'asked'],
    ['denies, and lets a person approve', 'x deny-soft', {}, 'deny', 'asked'],
    ['denies', 'x deny-hard', {}, 'deny', undefined],
    ['denies, beside one that asks', 'x ask-a deny-hard', {}, 'deny', undefined],
    ['denies, beside one that can be approved', 'x deny-soft deny-hard', {}, 'deny', undefined],
    ['asks in monitor mode', 'x ask-a', { mode: 'monitor' }, 'defer', undefined],
    ['does not stop', 'x', {}, 'defer', undefined],
  ] as const)('by one that %s: %s', (_what, command, options, enforced, state) => {
    const judgement = world(options).settle(call(command));
    expect(judgement.enforced).toBe(enforced);
    expect(judgement.approval?.state).toBe(state);
    const isTold = /the user can run "premptictl approve --prefix '[^']+' \w{6}"/.test(judgement.reason);
    expect(isTold).toBe(state === 'asked');
  });

  test('waits in a file that only the user can read, under a short code, with its secrets masked', () => {
    const { settle, prefix } = world();
    const code = codeOf(settle(call('x ask-a --password hunter2')));
    expect(code).toMatch(CODE);
    expect(readdirSync(prefix.approvalsDir)).toEqual([`${code}.json`]);
    const file = join(prefix.approvalsDir, `${code}.json`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(prefix.approvalsDir).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      text: 'Bash(x ask-a --password ****)',
      call: { agent: 'codex', session: 's1', rules: ['On ask-a'] },
    });
  });

  test('keeps its code when it comes again', () => {
    const { settle } = world();
    expect(codeOf(settle(call('x ask-a')))).toBe(codeOf(settle(call('x ask-a'))));
  });

  test('comes down to the floor once a person has approved it, and says so', () => {
    for (const defaultAction of ['defer', 'allow'] as const) {
      const { settle, approve } = world({ defaultAction });
      const code = codeOf(settle(call('x ask-a')));
      approve(code);
      expect(settle(call('x ask-a'))).toMatchObject({
        verdict: 'ask',
        enforced: defaultAction,
        approval: { code, state: 'approved' },
      });
    }
  });

  test('is refused once a person has denied it, also where they had approved it', () => {
    const { settle, approve, deny } = world();
    const code = codeOf(settle(call('x ask-a')));
    approve(code, '10m');
    deny(code);
    const judgement = settle(call('x ask-a'));
    expect(judgement).toMatchObject({ enforced: 'deny', approval: { code, state: 'denied' } });
    expect(judgement.reason).toContain('the user has looked at this call and denied it');
    expect(settle(call('y ask-a')).approval?.state).toBe('asked');
  });
});

describe('an approval', () => {
  const OTHER_FOLDER = { cwd: '/home/dev/other' };
  const OTHER_SESSION = { sessionId: 's2' };
  const WRITES = 'echo ask-a > out.txt';

  test.each<
    [ApprovalSpan, ApprovalScope, approved: string, next: string, more: Partial<ToolCall>, isCovered: boolean]
  >([
    ['once', 'exact', 'x ask-a', 'x ask-a', {}, true],
    ['once', 'exact', 'x ask-a', 'x ask-a', { input: { description: 'other words' } }, true],
    ['once', 'exact', 'x ask-a', 'x ask-a', { ...OTHER_SESSION }, true],
    ['once', 'exact', 'x ask-a', 'x  ask-a', {}, false],
    ['once', 'exact', 'x ask-a', 'x ask-a; y', {}, false],
    ['once', 'exact', 'x ask-a', 'x ask-a', { input: { run_in_background: true } }, false],
    ['once', 'exact', 'x ask-a', 'x ask-a', { tool: 'Monitor' }, false],
    ['once', 'exact', 'x ask-a', 'x ask-a', { agent: 'claude_code' }, false],
    ['once', 'exact', 'x ask-a', 'x ask-a', OTHER_FOLDER, false],
    ['10m', 'exact', 'x ask-a', 'x ask-a', OTHER_SESSION, true],
    ['session', 'exact', 'x ask-a', 'x ask-a', OTHER_SESSION, false],
    ['session', 'rule', 'x ask-a', 'y ask-a', {}, true],
    ['session', 'rule', 'x ask-a', 'y ask-a', OTHER_FOLDER, true],
    ['session', 'rule', 'x ask-a', 'y ask-a', OTHER_SESSION, false],
    ['10m', 'rule', 'x ask-a', 'y ask-a', OTHER_SESSION, true],
    ['10m', 'rule', 'x ask-a', 'y ask-a', OTHER_FOLDER, false],
    ['10m', 'rule', 'x ask-a', 'y ask-b', {}, false],
    ['10m', 'rule', 'x ask-a', 'y ask-a ask-b', {}, false],
    ['10m', 'rule', 'x ask-a ask-b', 'y ask-b', {}, true],
    ['10m', 'path', WRITES, 'printf ask-a >> out.txt', {}, true],
    ['10m', 'path', WRITES, 'printf ask-a > other.txt', {}, false],
    ['10m', 'path', WRITES, 'printf ask-a | tee out.txt other.txt', {}, false],
    ['10m', 'path', WRITES, 'printf ask-b > out.txt', {}, false],
    ['10m', 'path', WRITES, 'echo ask-a', {}, false],
    ['10m', 'path', WRITES, 'printf ask-a > out.txt; eval "$x"', {}, false],
  ])('for %s (%s) of "%s", then "%s" %j: covered %s', (span, scope, approved, next, more, isCovered) => {
    const { settle, approve } = world();
    approve(codeOf(settle(call(approved))), span, scope);
    expect(settle(call(next, more)).approval?.state).toBe(isCovered ? 'approved' : 'asked');
  });

  test('is asked for anew when a new rule stops the call, too; a denial holds', () => {
    const { settle, approve, deny, approvals } = world();
    const approved = call('x ask-a new');
    const denied = call('y ask-a new');
    approve(codeOf(settle(approved)), '10m');
    deny(codeOf(settle(denied)));
    const changed = createGuard({ rules: [{ name: 'r', text: RULES + rule('new', 'coding_agent_ask') }] });
    if (!changed.ok) throw new Error('the rules do not load');
    const states = [approved, denied].map(
      (next) => approvals.settle(changed.guard.judge([next], { timeMs: Date.now() })).approval?.state,
    );
    expect(states).toEqual(['asked', 'denied']);
  });

  test('never covers what a rule denies for good', () => {
    const { settle, approve } = world();
    approve(codeOf(settle(call('x ask-a'))), 'session', 'rule');
    expect(settle(call('x ask-a deny-hard'))).toMatchObject({ enforced: 'deny' });
  });

  test('covers a tool other than a shell by all of its input, whatever the order of its keys', () => {
    const { settle, approve } = world();
    const mcp = (input: ToolCall['input']): ToolCall => ({
      agent: 'codex',
      event: 'E',
      tool: 'mcp__a__b',
      input,
    });
    approve(codeOf(settle(mcp({ a: 'ask-a', b: { c: 1, d: 2 }, description: 'x' }))), '10m');
    expect(settle(mcp({ description: 'x', b: { d: 2, c: 1 }, a: 'ask-a' })).approval?.state).toBe('approved');
    expect(settle(mcp({ a: 'ask-a', b: { c: 1, d: 2 }, description: 'y' })).approval?.state).toBe('asked');
    expect(settle(mcp({ a: 'ask-a', b: { c: 2, d: 1 }, description: 'x' })).approval?.state).toBe('asked');
  });

  test('for once is used up by one call, each of whose events may use it', () => {
    const { settle, approve } = world();
    const first = codeOf(settle(call('x ask-a')));
    approve(first);
    const states = ['PreToolUse', 'PermissionRequest', 'PreToolUse'].map(
      (event) => settle(call('x ask-a', { event })).approval?.state,
    );
    expect(states).toEqual(['approved', 'approved', 'asked']);
    expect(codeOf(settle(call('x ask-a')))).not.toBe(first);
  });

  test.each<[ApprovalSpan, minutes: number, isInForce: boolean]>([
    ['once', 9, true],
    ['once', 10, false],
    ['10m', 9, true],
    ['10m', 10, false],
    ['session', 11 * 60, true],
    ['session', 12 * 60, false],
  ])('for %s is in force after %i minutes: %s', (span, minutes, isInForce) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { settle, approve } = world();
      approve(codeOf(settle(call('x ask-a'))), span);
      vi.setSystemTime(Date.now() + minutes * 60_000);
      expect(settle(call('x ask-a')).approval?.state).toBe(isInForce ? 'approved' : 'asked');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the store', () => {
  test('finds a code as people write it, and nothing by another name', () => {
    const { settle, store } = world();
    const code = codeOf(settle(call('x ask-a')));
    expect(store.find(` ${code.toLowerCase()} `, Date.now())?.code).toBe(code);
    for (const other of ['', '../x', 'AAAAAA', `${code}.json`, 'constructor', `../approvals/${code}`]) {
      expect(store.find(other, Date.now())).toBeUndefined();
    }
  });

  test('forgets what nobody has answered in time', () => {
    const { settle, store, prefix } = world();
    const code = codeOf(settle(call('x ask-a')));
    const later = Date.now() + 10 * 60_000;
    expect(store.find(code, later)).toBeUndefined();
    expect(store.list(later)).toEqual([]);
    expect(readdirSync(prefix.approvalsDir)).toEqual([]);
  });

  test('holds a bounded number of calls, and keeps those that were answered', () => {
    const { settle, approve, store } = world();
    const answered = codeOf(settle(call('first ask-a')));
    approve(answered, '10m');
    const codes = Array.from({ length: 300 }, (_, n) => codeOf(settle(call(`x${n} ask-a`))));
    const kept = store.list(Date.now()).map(({ code }) => code);
    expect(kept).toHaveLength(256);
    expect(kept).toContain(answered);
    expect(kept).toContain(codes.at(-1));
    expect(new Set(codes).size).toBe(300);
  });

  test('leaves out files that are no approvals', () => {
    const { settle, prefix, store } = world();
    mkdirSync(prefix.approvalsDir);
    writeFileSync(join(prefix.approvalsDir, 'AAAAAA.json'), '{"code":"AAAAAA"}');
    writeFileSync(join(prefix.approvalsDir, 'BBBBBB.json'), '{');
    writeFileSync(join(prefix.approvalsDir, 'notes.json'), '{}');
    expect(store.list(Date.now())).toEqual([]);
    expect(settle(call('x ask-a')).approval?.state).toBe('asked');
  });

  test.skipIf(process.getuid?.() === 0)('that cannot be written leaves the verdict as it is', () => {
    const { settle, prefix } = world();
    mkdirSync(prefix.approvalsDir);
    chmodSync(prefix.approvalsDir, 0o500);
    expect(settle(call('x ask-a'))).toMatchObject({ enforced: 'ask' });
  });

  test('that is no folder leaves the verdict as it is', () => {
    const { settle, prefix } = world();
    writeFileSync(prefix.approvalsDir, '');
    const judgement = settle(call('x ask-a'));
    expect(judgement).toMatchObject({ enforced: 'ask' });
    expect(judgement.approval).toBeUndefined();
  });
});

describe('waiting', () => {
  test('ends when a person answers', async () => {
    const { settle, approve, approvals } = world();
    const code = codeOf(settle(call('x ask-a')));
    const answered = approvals.answered(code, 30_000, new AbortController().signal);
    approve(code);
    expect(await answered).toBe(true);
  });

  test.each([
    ['when its time is over', 300, false],
    ['when the agent is gone', 30_000, true],
  ])('ends without an answer %s', async (_when, forMs, isGone) => {
    const { settle, approvals } = world();
    const code = codeOf(settle(call('x ask-a')));
    const gone = new AbortController();
    const answered = approvals.answered(code, forMs, gone.signal);
    if (isGone) gone.abort();
    expect(await answered).toBe(false);
  });
});
