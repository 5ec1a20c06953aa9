import { describe, expect, it } from 'vitest';
import { fakeCall, fakeJudgement } from '../../tests/support/fakes.ts';
import { toRecords } from './record.ts';
import { redactJudgement } from './redact-judgement.ts';

const TIME_MS = Date.UTC(2026, 10, 22, 7, 8, 9, 12) + 0.345678;

describe('toRecords', () => {
  it('gives one record per matching rule and then the seen record with all fields', () => {
    const judgement = fakeJudgement({ verdict: 'deny', command: 'rm', correlationId: 42, timeMs: TIME_MS });
    const [rule, seen, ...rest] = toRecords(judgement, 'box');
    expect(rest).toEqual([]);
    expect(rule).toEqual({
      hostname: 'box',
      output: expect.stringMatching(/^\d\d:\d\d:09\.012345\d{3}: Critical it runs rm$/),
      output_fields: { 'correlation.id': 42, 'tool.input_command': 'rm' },
      message: 'it runs rm',
      priority: 'Critical',
      rule: 'Rule deny',
      source: 'coding_agent',
      tags: ['coding_agent_deny'],
      time: expect.stringMatching(/^2026-11-22T07:08:09\.012345\d{3}Z$/),
    });
    expect(seen).toMatchObject({
      rule: 'Seen',
      priority: 'Debug',
      output_fields: {
        'agent.name': 'fake_agent',
        'agent.hook_event_name': 'Before',
        'tool.name': 'Run',
        'tool.input_command': 'rm',
        'correlation.id': 42,
        'prempti.verdict': 'deny',
        'prempti.enforced': 'deny',
        'prempti.mode': 'guardrails',
        'prempti.reason': 'Rule deny: it runs rm',
      },
    });
  });

  it('gives a seen record even where no rule looked at the call', () => {
    const event = { call: fakeCall('ls'), fields: {}, alerts: [] };
    const records = toRecords(fakeJudgement({ mode: 'passthrough', events: [event] }), 'box');
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      rule: 'Coding Agent Event Seen',
      priority: 'Debug',
      message: 'fake_agent Before Run',
      output_fields: { 'agent.name': 'fake_agent', 'tool.name': 'Run', 'prempti.mode': 'passthrough' },
    });
  });

  it.each<
    [command: string, fields: Record<string, readonly string[]>, recorded: Record<string, readonly string[]>]
  >([
    [
      'mysql --password hunter2',
      { 'exec.arg': ['--password', 'hunter2'], 'exec.canonical': ['mysql hunter2 --password'] },
      { 'exec.arg': ['--password', '****'], 'exec.canonical': ['mysql **** --password'] },
    ],
    ['curl -u me:abc x', { 'exec.arg': ['-u', 'me:abc', 'abc'] }, { 'exec.arg': ['-u', 'me:abc', '****'] }],
    ['curl -u me:hunter2 x', { 'exec.arg': ['-u', 'me:hunter2'] }, { 'exec.arg': ['-u', 'me:****'] }],
    [
      'PASSWORD=/etc/shadow cat /etc/shadow',
      { 'exec.name': ['cat'], 'fs.read': ['/etc/shadow'], 'exec.arg': ['/etc/shadow'] },
      { 'exec.name': ['cat'], 'fs.read': ['/etc/shadow'], 'exec.arg': ['****'] },
    ],
  ])(
    'masks the secret of %j among its words, too, and leaves files and programs',
    (command, fields, recorded) => {
      const call = fakeCall(command);
      const event = { call, fields: { 'tool.input_command': command, ...fields }, alerts: [] };
      const [record] = toRecords(redactJudgement(fakeJudgement({ events: [event] })), 'box');
      expect(record?.output_fields).toMatchObject(recorded);
    },
  );

  it('joins the events of one judgement by the correlation id', () => {
    const { events } = fakeJudgement();
    const records = toRecords(fakeJudgement({ correlationId: 7, events: [...events, ...events] }), 'box');
    expect(records.map(({ output_fields }) => output_fields['correlation.id'])).toEqual([7, 7]);
  });

  it('writes whole milliseconds with nine decimals', () => {
    const [record] = toRecords(fakeJudgement({ timeMs: Date.UTC(2026, 0, 1) }), 'box');
    expect(record?.time).toBe('2026-01-01T00:00:00.000000000Z');
  });
});
