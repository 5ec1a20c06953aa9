import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { clockTime, type LoggedCall } from './call-view.ts';
import { LogView } from './log-view.ts';
import { terminalFor } from './terminal.ts';

const TIME = '2026-11-22T09:10:11.000000000Z';
const AT = clockTime(TIME);

const CALL: LoggedCall = {
  time: TIME,
  correlationId: '7',
  agent: 'claude_code',
  sessionId: '0198b2c4-1111-2222',
  cwd: '/srv/app',
  transcriptPath: '',
  useId: '',
  tool: 'Bash',
  subject: 'ls',
  outcome: 'pass',
  notEnforced: false,
  approval: '',
  alerts: [],
};

/** What is shown of these calls, one after the other, in so many columns. */
function shown(calls: readonly Partial<LoggedCall>[], columns = 60, titles: readonly string[] = []): string {
  const left = [...titles];
  const terminal = terminalFor({ isTTY: true, columns }, { env: { NO_COLOR: '1' } });
  const view = new LogView(terminal, Date.parse(TIME), () => left.shift() ?? '');
  return calls.map((call) => view.format({ ...CALL, ...call })).join('\n');
}

const DENIED: Partial<LoggedCall> = {
  outcome: 'deny',
  alerts: [{ rule: 'Deny keys', priority: 'Critical', message: 'm' }],
};

describe('a call in the log', () => {
  it('stands below the banner and the folder of its session, which come once', () => {
    expect(shown([{}, {}])).toBe(
      [
        `── 0198b2c4 ${'─'.repeat(48)}`,
        `${AT} [0198b2c4] ❯ /srv/app`,
        `${AT} [0198b2c4] ● pass  Bash(ls)`,
        `${AT} [0198b2c4] ● pass  Bash(ls)`,
      ].join('\n'),
    );
  });

  it('gets a banner again for a new title, and a folder line for a new folder', () => {
    const text = shown([{}, { cwd: '/srv' }, {}], 60, ['one', 'one', 'two']);
    expect(text.match(/^──.*/gm)).toEqual([
      `── 0198b2c4  one ${'─'.repeat(43)}`,
      `── 0198b2c4  two ${'─'.repeat(43)}`,
    ]);
    expect(text.match(/❯.*/g)).toEqual(['❯ /srv/app', '❯ /srv', '❯ /srv/app']);
  });

  it('has its title in wide terminals, in columns that stay the same', () => {
    const [, , first, second] = shown([{}, { subject: 'pwd' }], 120, ['日本語', '日本語']).split('\n');
    expect(first).toBe(`${AT} [0198b2c4] 日本語${' '.repeat(19)} ● pass  Bash(ls)`);
    expect(second).toBe(`${AT} [0198b2c4] 日本語${' '.repeat(19)} ● pass  Bash(pwd)`);
  });

  it('is shown whole when it was stopped, with its rules', () => {
    expect(
      shown([{ ...DENIED, subject: 'cat <<X\n\tkey\nX' }])
        .split('\n')
        .slice(2),
    ).toEqual([
      `${AT} [0198b2c4] ⊘ deny  Bash`,
      '         │ cat <<X',
      '         │     key',
      '         │ X',
      '         ╰ Critical  Deny keys',
    ]);
  });

  it.each<[what: string, call: Partial<LoggedCall>, lines: readonly string[]]>([
    ['long lines are broken', { ...DENIED, subject: 'a'.repeat(60) }, ['a'.repeat(49), 'a'.repeat(11)]],
    [
      'wide characters count twice',
      { ...DENIED, subject: '語'.repeat(30) },
      ['語'.repeat(24), '語'.repeat(6)],
    ],
    ['what drives a terminal is not', { ...DENIED, subject: 'a\u001b[2J\u202eb' }, ['a·[2J·b']],
    ['a home is short', { ...DENIED, subject: `${homedir()}/.ssh/id_rsa` }, ['~/.ssh/id_rsa']],
  ])('%s', (_what, call, lines) => {
    expect(shown([call]).match(/(?<=│ ).*/g)).toEqual(lines);
  });

  it('is bounded, however long', () => {
    const text = shown([{ ...DENIED, subject: 'x\n'.repeat(1_000_000) }]);
    expect(text.split('\n').length).toBeLessThan(110);
    expect(text).toContain('│ …');
  });

  it.each<[sessionId: string, id: string]>([
    ['', '[?]'],
    ['codex-123456', '[codex-123456]'],
    ['0198b2c4-1111', '[0198b2c4]'],
    ['\u001b[31m', '[·[31m]'],
  ])('of session %j is of %s', (sessionId, id) => {
    expect(shown([{ sessionId }])).toContain(` ${id} ● pass`);
  });

  it('of another day has that day above it', () => {
    const other = '2026-11-20T09:10:11.000000000Z';
    expect(shown([{ time: other }, { time: other }]).match(/^2026-11-\d\d$/gm)).toHaveLength(1);
  });

  it('fits into its terminal, whatever it is', () => {
    const path = `/srv/${'deep/'.repeat(40)}file.ts`;
    for (const line of shown([{ subject: path, tool: 'Read' }], 70).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(70);
    }
    expect(shown([{ subject: path, tool: 'Read' }], 70)).toMatch(/….*file\.ts\)$/);
  });
});
