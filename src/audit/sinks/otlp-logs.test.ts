import { describe, expect, it } from 'vitest';
import { toOtlpLogs } from './otlp-logs.ts';
import { fakeRecord } from './testing/records.ts';

// biome-ignore lint/suspicious/noExplicitAny: a tree that is looked into
const only = (request: any) => request.resourceLogs[0].scopeLogs[0].logRecords[0];

describe('toOtlpLogs', () => {
  it('gives what is expected of a log record, and who says it', () => {
    const record = fakeRecord('no', {
      time: '2026-01-31T12:00:00.123456789Z',
      output_fields: { 'agent.name': 'claude_code', 'tool.name': 'Bash', 'tool.use_id': 'u1' },
    });
    expect(toOtlpLogs([record], '1.2.3', 1_769_860_800_500)).toEqual({
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: 'prempti' } },
              { key: 'service.version', value: { stringValue: '1.2.3' } },
              { key: 'host.name', value: { stringValue: 'box' } },
            ],
          },
          scopeLogs: [
            {
              scope: { name: 'prempti', version: '1.2.3' },
              logRecords: [
                {
                  timeUnixNano: '1769860800123456789',
                  observedTimeUnixNano: '1769860800500000000',
                  severityNumber: 13,
                  severityText: 'Warning',
                  body: { stringValue: 'no' },
                  attributes: [
                    { key: 'gen_ai.agent.name', value: { stringValue: 'claude_code' } },
                    { key: 'gen_ai.tool.name', value: { stringValue: 'Bash' } },
                    { key: 'gen_ai.tool.call.id', value: { stringValue: 'u1' } },
                    { key: 'security_rule.name', value: { stringValue: 'A rule' } },
                    { key: 'falco.source', value: { stringValue: 'coding_agent' } },
                    {
                      key: 'falco.tags',
                      value: { arrayValue: { values: [{ stringValue: 'coding_agent_deny' }] } },
                    },
                    { key: 'agent.name', value: { stringValue: 'claude_code' } },
                    { key: 'tool.name', value: { stringValue: 'Bash' } },
                    { key: 'tool.use_id', value: { stringValue: 'u1' } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['Emergency', 21],
    ['Alert', 19],
    ['Critical', 18],
    ['Error', 17],
    ['Warning', 13],
    ['Notice', 10],
    ['Informational', 9],
    ['Debug', 5],
    ['Strange', 5],
  ])('maps the priority %s to the severity number %i', (priority, severityNumber) => {
    expect(only(toOtlpLogs([fakeRecord('x', { priority })], '1', 0))).toMatchObject({ severityNumber });
  });

  it.each([
    ['text', 'a', { stringValue: 'a' }],
    ['a switch', false, { boolValue: false }],
    ['an integer', 2 ** 40, { intValue: '1099511627776' }],
    ['a fraction', 0.5, { doubleValue: 0.5 }],
    ['a number beyond exact ones', 2 ** 60, { doubleValue: 2 ** 60 }],
    ['a list', ['a', 1], { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } }],
    ['an empty list', [], { arrayValue: { values: [] } }],
    ['a map', { k: true }, { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } }],
  ])('gives an attribute of %s', (_what, value, expected) => {
    const { attributes } = only(toOtlpLogs([fakeRecord('x', { output_fields: { f: value } })], '1', 0));
    expect(attributes.at(-1)).toEqual({ key: 'f', value: expected });
  });

  it('leaves out what has no value', () => {
    const { attributes } = only(toOtlpLogs([fakeRecord('x', { output_fields: { f: null } })], '1', 0));
    expect(attributes.map(({ key }: { key: string }) => key)).not.toContain('f');
  });

  it.each([
    ['2026-01-31T12:00:00Z', '1769860800000000000'],
    ['2026-01-31T12:00:00.5Z', '1769860800500000000'],
    ['1969-12-31T23:59:59.9Z', '0'],
    ['no time', '0'],
  ])('gives the nanoseconds of %s', (time, timeUnixNano) => {
    expect(only(toOtlpLogs([fakeRecord('x', { time })], '1', 0))).toMatchObject({ timeUnixNano });
  });

  it('keeps the records of several hosts apart', () => {
    const records = ['a', 'b', 'a'].map((hostname) => fakeRecord('x', { hostname }));
    expect((toOtlpLogs(records, '1', 0) as { resourceLogs: object[] }).resourceLogs).toHaveLength(2);
  });
});
