import { describe, expect, it } from 'vitest';
import { type CallFilterOptions, callFilter, isFiltering } from './call-filter.ts';
import type { CallView } from './call-view.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const CALL: CallView = {
  time: '2026-11-22T11:30:00.000000000Z',
  correlationId: '7',
  agent: 'claude_code',
  sessionId: 'abcdef01',
  tool: 'Bash',
  subject: 'git push --force',
  outcome: 'deny',
  notEnforced: false,
  approval: '',
  alerts: [
    {
      rule: 'Deny force pushes',
      priority: 'Critical',
      message: 'Falco blocked it because of shared history',
    },
  ],
};

describe('callFilter', () => {
  it.each<[options: CallFilterOptions, isWanted: boolean]>([
    [{}, true],
    [{ agent: 'claude' }, true],
    [{ agent: 'codex' }, false],
    [{ session: 'ABC' }, true],
    [{ session: 'bcd' }, false],
    [{ verdict: 'ask, deny' }, true],
    [{ verdict: 'pass' }, false],
    [{ rule: 'force' }, true],
    [{ rule: 'mail' }, false],
    [{ tool: 'bash' }, true],
    [{ tool: 'Write' }, false],
    [{ grep: 'PUSH' }, true],
    [{ grep: 'shared history' }, true],
    [{ grep: '.*' }, false],
    [{ since: '30m' }, true],
    [{ since: '29m' }, false],
    [{ since: '1d' }, true],
    [{ since: '2026-11-22T11:30:00Z' }, true],
    [{ since: '2026-11-22T11:31Z' }, false],
    [{ verdict: 'deny', tool: 'Write' }, false],
  ])('with %j says %j of a call', (options, isWanted) => {
    expect(callFilter(options, NOW)(CALL)).toBe(isWanted);
  });

  it.each([{ verdict: 'denied' }, { verdict: '' }, { since: '2 h' }, { since: 'today' }, { since: '12' }])(
    'refuses %j',
    (options) => expect(() => callFilter(options, NOW)).toThrow(/^--(verdict|since) takes /),
  );
});

describe('isFiltering', () => {
  it.each<[options: CallFilterOptions, expected: boolean]>([
    [{}, false],
    [{ grep: '' }, true],
  ])('of %j is %j', (options, expected) => {
    expect(isFiltering(options)).toBe(expected);
  });
});
