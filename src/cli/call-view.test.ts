import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../audit/index.ts';
import { CallCollector, clockTime, formatCall } from './call-view.ts';
import { terminalFor } from './terminal.ts';

const PLAIN = terminalFor({});

/** What times are shown as where this runs. */
const AT = clockTime('2026-11-22T09:10:11.000000000Z');

function record(rule: string, fields: Record<string, unknown>): AuditRecord {
  const output_fields = { 'correlation.id': 1, ...fields };
  const time = '2026-11-22T09:10:11.000000000Z';
  return {
    hostname: 'box',
    output: '',
    output_fields,
    message: '',
    priority: 'Critical',
    rule,
    source: 'coding_agent',
    tags: [],
    time,
  };
}

const SEEN = {
  'tool.name': 'Bash',
  'tool.input_command': 'ls',
  'prempti.verdict': 'deny',
  'prempti.enforced': 'deny',
};

/** What is shown of a call whose seen record has these fields, after the records of these rules. */
function shown(fields: Record<string, unknown>, rules: readonly string[] = []): string {
  const calls = new CallCollector();
  for (const rule of rules) calls.add(record(rule, {}));
  const call = calls.add(record('Seen', { ...SEEN, ...fields }));
  return call === undefined ? '' : formatCall(call, PLAIN);
}

describe('a call', () => {
  it('is shown with its rules when its last record has come', () => {
    expect(shown({}, ['Deny lists', 'Notice lists'])).toBe(
      ['09:10:11 ⊘ deny  Bash(ls)', '         ╰ Critical  Deny lists', '         ╰ Critical  Notice lists']
        .join('\n')
        .replace('09:10:11', AT),
    );
  });

  it.each<[what: string, fields: Record<string, unknown>, line: string]>([
    ['ask', { 'prempti.verdict': 'ask', 'prempti.enforced': 'ask' }, '09:10:11 ⊙ ask   Bash(ls)'],
    ['pass', { 'prempti.verdict': 'defer', 'prempti.enforced': 'defer' }, '09:10:11 ● pass  Bash(ls)'],
    ['not enforced', { 'prempti.enforced': 'defer' }, '09:10:11 ⊘ deny  Bash(ls) (recorded, not enforced)'],
    [
      'without a command',
      { 'tool.input_command': '', 'tool.real_file_path': '/a' },
      '09:10:11 ⊘ deny  Bash(/a)',
    ],
    [
      'with a hostile command',
      { 'tool.input_command': 'a\n\u001b[2J\u202eb' },
      '09:10:11 ⊘ deny  Bash(a ⏎ ·[2J·b)',
    ],
    ['of a hostile tool', { 'tool.name': 'Ba\u001b[31m\nsh' }, '09:10:11 ⊘ deny  Ba·[31m ⏎ sh(ls)'],
    ['with odd fields', { 'tool.name': { toString: 1 }, 'tool.input_command': [1] }, '09:10:11 ⊘ deny  ()'],
  ])('is shown: %s', (_what, fields, line) => {
    expect(shown(fields)).toBe(line.replace('09:10:11', AT));
  });
});
