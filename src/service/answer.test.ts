import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAKE_AGENT, fakeGuard, fakeJudgement, fakePayload } from '../../tests/support/fakes.ts';
import { findAgent, type JsonObject } from '../agents/index.ts';
import type { Guard, Judgement, Mode } from '../guard/index.ts';
import { answerPayload, unknownDialect } from './answer.ts';
import { CallsUnderway } from './calls-underway.ts';

const NO_AUDIT = { append: () => undefined, appendOutcome: () => undefined };

function answer(payload: JsonObject, mode: Mode = 'guardrails', guard = fakeGuard({ mode })) {
  const recorded: Judgement[] = [];
  const bench = {
    guard,
    mode,
    audit: { ...NO_AUDIT, append: (judgement: Judgement) => void recorded.push(judgement) },
  };
  return { ...answerPayload(FAKE_AGENT, payload, 42, bench), recorded };
}

describe('answerPayload', () => {
  it.each(['deny', 'ask', 'allow', 'defer'] as const)('gives and records the verdict %s', (verdict) => {
    const { answer: given, recorded, event } = answer(fakePayload(`${verdict} it`));
    expect(event).toBe('Before');
    expect(given).toEqual({
      decision: verdict,
      reason: verdict === 'defer' ? '' : `Rule ${verdict}: it runs ${verdict} it`,
    });
    expect(recorded).toMatchObject([{ verdict, enforced: verdict }]);
  });

  it('makes no decision and no record about an event that asks for none', () => {
    const { answer: given, recorded, judgement } = answer({ event: 'Started' });
    expect([given, recorded, judgement]).toEqual([{ decision: 'defer', reason: '' }, [], undefined]);
  });

  it.each<[string, JsonObject, string]>([
    [
      'a payload that is not understood',
      { event: 'Before' },
      'the payload is not one of Fake Agent: the payload has no command',
    ],
    ['a parser that breaks', { event: 'Crash' }, 'an internal error: the parser broke'],
    ['a guard that breaks', fakePayload('crash'), 'an internal error: the guard broke'],
  ])('refuses and records %s', (_what, payload, problem) => {
    const { answer: given, recorded } = answer(payload);
    expect(given).toEqual({
      decision: 'deny',
      reason: `Prempti cannot check this call, so it is blocked (${problem})`,
    });
    expect(recorded).toMatchObject([{ verdict: 'deny', enforced: 'deny', reason: given.reason }]);
  });

  it('records every refusal under an id of its own', () => {
    const ids = Array.from({ length: 100 }, () => answer({ event: 'Before' }).judgement?.correlationId);
    expect(new Set(ids).size).toBe(100);
  });

  it('tells only the beginning of a long problem', () => {
    const judge = (): never => {
      throw new Error(`the policy does not load:\n${'diagnostic\n'.repeat(1_000)}`);
    };
    const { reason } = answer(fakePayload('x'), 'guardrails', { judge }).answer;
    expect(reason).toMatch(/an internal error: the policy does not load: diagnostic diagnostic .*…\)$/);
    expect(reason.length).toBeLessThan(500);
  });

  it.each([
    ['guardrails', 'deny'],
    ['monitor', 'defer'],
  ] as const)('in %s mode answers settings that would drop the hook with %s', (mode, decision) => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    const path = join(folder, 'settings.json');
    const agent = findAgent('claude');
    const change = { hook_event_name: 'ConfigChange', source: 'project_settings', file_path: path };
    const records: Judgement[] = [];
    const bench = {
      guard: fakeGuard(),
      mode,
      audit: { ...NO_AUDIT, append: (one: Judgement) => void records.push(one) },
    };
    try {
      expect(agent && answerPayload(agent, change, undefined, bench).answer.decision).toBe('defer');
      writeFileSync(path, '{"disableAllHooks": true}');
      const { answer: given } = (agent && answerPayload(agent, change, undefined, bench)) ?? {};
      expect(given?.decision).toBe(decision);
      expect(records).toMatchObject([{ verdict: 'deny', reason: expect.stringContaining(path) }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('tells the person at the start of a session which files of the project switch hooks off', () => {
    const folder = mkdtempSync(join(tmpdir(), 'project-'));
    const agent = findAgent('claude');
    const starts = (at: string): string | undefined => {
      const payload = { hook_event_name: 'SessionStart', source: 'startup', cwd: at };
      const bench = { guard: fakeGuard(), mode: 'guardrails', audit: NO_AUDIT } as const;
      const answered = agent && answerPayload(agent, payload, undefined, bench);
      return answered && agent?.render(answered.event, answered.answer).stdout;
    };
    try {
      for (const name of ['.git', 'src', '.gemini', '.claude']) mkdirSync(join(folder, name));
      expect(starts(folder)).toBe('');
      const path = join(folder, '.gemini', 'settings.json');
      writeFileSync(path, '{"hooksConfig": {"enabled": false}}');
      // Nobody writes to it: whoever reads it as a file waits.
      execFileSync('mkfifo', [join(folder, '.claude', 'settings.json')]);
      const { systemMessage } = JSON.parse(starts(join(folder, 'src')) ?? '') as { systemMessage: string };
      expect(systemMessage).toMatch(
        /^Prempti does not check the calls of Gemini CLI in this project: .*settings\.json: "hooksConfig.enabled" is false, [^;]+; remove it$/,
      );
      expect(systemMessage).toContain(path);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses a payload without calls', () => {
    const agent = { ...FAKE_AGENT, parse: () => ({ kind: 'calls', event: 'Before', calls: [] }) as const };
    const bench = { guard: fakeGuard(), mode: 'guardrails', audit: NO_AUDIT } as const;
    expect(answerPayload(agent, {}, undefined, bench).answer.decision).toBe('deny');
  });

  it.each(['monitor', 'passthrough'] as const)(
    'lets everything through in %s mode, and records the refusal',
    (mode) => {
      for (const payload of [fakePayload('deny it'), { event: 'Before' }, { event: 'Crash' }]) {
        const { answer: given, recorded } = answer(payload, mode);
        expect(given).toEqual({ decision: 'defer', reason: '' });
        expect(recorded).toMatchObject([{ verdict: 'deny', enforced: 'defer', mode }]);
      }
    },
  );

  it('records what became of a call, without what its tool gave back, and joins it to the record of the call', () => {
    const agent = findAgent('claude');
    if (agent === undefined) throw new Error('no agent');
    const outcomes: unknown[] = [];
    const guard: Guard = {
      judge: (calls) => fakeJudgement({ events: calls.map((call) => ({ call, fields: {}, alerts: [] })) }),
    };
    const bench = {
      guard,
      mode: 'guardrails',
      audit: { ...NO_AUDIT, appendOutcome: (...given: readonly unknown[]) => void outcomes.push(given) },
      calls: new CallsUnderway(),
    } as const;
    const call = { session_id: 's', tool_name: 'Bash', tool_use_id: 'u', tool_input: { command: 'ls' } };
    const { judgement } = answerPayload(agent, { ...call, hook_event_name: 'PreToolUse' }, undefined, bench);
    const after = { ...call, hook_event_name: 'PostToolUse', tool_response: { stdout: 'secret' } };
    expect(answerPayload(agent, after, undefined, bench)).toEqual({
      event: 'PostToolUse',
      answer: { decision: 'defer', reason: '' },
    });
    expect(outcomes).toMatchObject([
      [{ tool: 'Bash', useId: 'u', result: 'ran' }, { correlationId: String(judgement?.correlationId) }],
    ]);
    expect(JSON.stringify(outcomes)).not.toContain('secret');
  });

  it('cuts a reason that clients could not take', () => {
    const guard = { judge: () => fakeJudgement({ verdict: 'deny', reason: '😀'.repeat(30_000) }) };
    const { reason } = answer(fakePayload('x'), 'guardrails', guard).answer;
    expect(Buffer.byteLength(JSON.stringify(reason))).toBeLessThan(64 * 1024);
    expect(reason).toMatch(/… \[51808 more characters\]$/);
  });
});

describe('unknownDialect', () => {
  it('blocks in the way that every agent understands', () => {
    const bench = { guard: fakeGuard(), mode: 'guardrails', audit: NO_AUDIT } as const;
    const dialect = unknownDialect('nobody');
    const { event, answer: given } = answerPayload(dialect, fakePayload('allow'), undefined, bench);
    expect(dialect.render(event, given)).toEqual({
      stdout: '',
      stderr: expect.stringContaining('the agent "nobody": this version of Prempti does not know that agent'),
      exitCode: 2,
    });
  });
});
