import { describe, expect, it } from 'vitest';
import { callEntry, START_MS, storeOf } from '../../../tests/support/audit-entries.ts';
import type { Entry } from '../entry.ts';
import { auditStats } from './audit-stats.ts';

const asked = callEntry('git push', {
  verdict: 'ask',
  rules: ['Ask', 'Note'],
  heldMs: 9_000,
  timeMs: START_MS,
});
const ENTRIES: readonly Entry[] = [
  callEntry('ls', { timeMs: START_MS }),
  callEntry('ls', { timeMs: START_MS, rules: ['Note'] }),
  asked,
  callEntry('rm -rf /', {
    verdict: 'deny',
    enforced: 'defer',
    mode: 'monitor',
    rules: ['Deny'],
    agent: 'codex',
    tool: 'shell',
  }),
  {
    kind: 'approval',
    timeMs: START_MS + 8_000,
    ...of(asked),
    code: 'A',
    answer: 'approved',
    by: 'dev',
    expiresMs: 0,
    text: '',
  },
  {
    kind: 'approval',
    timeMs: START_MS + 9_000,
    ...of(asked),
    code: 'B',
    answer: 'denied',
    by: 'dev',
    expiresMs: 0,
    text: '',
  },
  { kind: 'outcome', timeMs: START_MS, agent: 'codex', tool: 'shell', outcome: 'failed' },
];

function of({ agent, correlationId }: Entry): Pick<Entry, 'agent'> & { correlationId: string } {
  return { agent, correlationId: correlationId ?? '' };
}

describe('auditStats', () => {
  it('counts calls, rules, agents, tools, answers and waiting', () => {
    const { reader } = storeOf(ENTRIES);
    expect(auditStats(reader, {})).toEqual({
      calls: 4,
      denied: 1,
      asked: 1,
      notEnforced: 1,
      rules: [
        { name: 'Note', calls: 2, denied: 0, asked: 1 },
        { name: 'Ask', calls: 1, denied: 0, asked: 1 },
        { name: 'Deny', calls: 1, denied: 1, asked: 0 },
      ],
      agents: [
        { name: 'claude_code', calls: 3, denied: 0, asked: 1 },
        { name: 'codex', calls: 1, denied: 1, asked: 0 },
      ],
      tools: [
        { name: 'Bash', calls: 3, denied: 0, asked: 1 },
        { name: 'shell', calls: 1, denied: 1, asked: 0 },
      ],
      held: { calls: 1, totalMs: 9_000 },
      answers: { approved: 1, denied: 1, medianMs: 9_000 },
      outcomes: { ran: 0, failed: 1, refused: 0, unknown: 0 },
    });
  });

  it('counts those of the time alone', () => {
    const { reader } = storeOf(ENTRIES);
    expect(auditStats(reader, { sinceMs: START_MS + 1 })).toMatchObject({
      calls: 1,
      denied: 1,
      held: { calls: 0, totalMs: 0 },
    });
    expect(auditStats(reader, { untilMs: START_MS })).toMatchObject({
      calls: 3,
      answers: { approved: 0, denied: 0 },
    });
  });

  it('is all nothing for a time without a record', () => {
    const { reader } = storeOf(ENTRIES);
    const stats = auditStats(reader, { sinceMs: Date.UTC(2030) });
    expect(stats).toMatchObject({ calls: 0, rules: [], answers: { approved: 0, denied: 0 } });
    expect(stats.answers).not.toHaveProperty('medianMs');
  });
});
