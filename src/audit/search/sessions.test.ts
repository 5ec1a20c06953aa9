import { describe, expect, it } from 'vitest';
import { callEntry, START_MS, storeOf } from '../../../tests/support/audit-entries.ts';
import type { Entry } from '../entry.ts';
import { listSessions, type SessionFilter, sessionStory, sessionsStartingWith } from './sessions.ts';

const at = (minute: number): number => START_MS + minute * 60_000;

const ENTRIES: readonly Entry[] = [
  callEntry('ls', { session: 'abc-1', timeMs: at(0), project: '/home/dev/app' }),
  callEntry('rm -rf /', {
    session: 'abc-1',
    timeMs: at(1),
    verdict: 'deny',
    rules: ['Deny'],
    project: '/home/dev/app',
  }),
  callEntry('ls', { session: 'abd-2', timeMs: at(2), agent: 'codex', cwd: '/srv/site' }),
  callEntry('git push', {
    session: 'abc-1',
    timeMs: at(3),
    verdict: 'ask',
    rules: ['Ask'],
    subagent: 'helper',
  }),
  {
    kind: 'approval',
    timeMs: at(4),
    agent: 'claude_code',
    session: 'abc-1',
    code: 'A',
    answer: 'denied',
    by: 'dev',
    expiresMs: 0,
    text: 'x',
  },
  callEntry('cat a', { session: 'child', parentSession: 'abc-1', timeMs: at(5) }),
  callEntry('cat b', { session: 'grandchild', parentSession: 'child', timeMs: at(6) }),
  callEntry('loop', { session: 'round', parentSession: 'round', timeMs: at(7) }),
];

describe('listSessions', () => {
  it('sums up what the calls of each came to, the latest session first', () => {
    const { reader } = storeOf(ENTRIES);
    const sessions = listSessions(reader, { limit: 10 });
    expect(sessions.map(({ session }) => session)).toEqual([
      'round',
      'grandchild',
      'child',
      'abc-1',
      'abd-2',
    ]);
    expect(sessions[3]).toEqual({
      session: 'abc-1',
      agent: 'claude_code',
      project: '/home/dev/app',
      firstMs: at(0),
      lastMs: at(3),
      calls: 3,
      denied: 1,
      asked: 1,
    });
    expect(sessions[2]).toMatchObject({ session: 'child', parent: 'abc-1' });
  });

  it.each<[SessionFilter, string[]]>([
    [{ limit: 2 }, ['round', 'grandchild']],
    [{ limit: 9, agent: 'codex' }, ['abd-2']],
    [{ limit: 9, project: 'site' }, ['abd-2']],
    [{ limit: 9, project: '/home/dev/app', sinceMs: at(3) }, ['round', 'grandchild', 'child', 'abc-1']],
    [{ limit: 9, sinceMs: at(6) }, ['round', 'grandchild']],
    [{ limit: 9, agent: 'gemini' }, []],
  ])('for %j gives %j', (filter, sessions) => {
    const { reader } = storeOf(ENTRIES);
    expect(listSessions(reader, filter).map(({ session }) => session)).toEqual(sessions);
  });
});

describe('sessionsStartingWith', () => {
  it.each([
    ['ab', 9, ['abc-1', 'abd-2']],
    ['ab', 1, ['abc-1']],
    ['abc-1', 9, ['abc-1']],
    ['x', 9, []],
  ])('for "%s", up to %i, gives %j', (beginning, limit, sessions) => {
    const { reader } = storeOf(ENTRIES);
    expect(sessionsStartingWith(reader, beginning, limit)).toEqual(sessions);
  });
});

describe('sessionStory', () => {
  it('tells all that happened, subagents and sessions that were started included, in order', () => {
    const { reader } = storeOf(ENTRIES);
    const story = [...sessionStory(reader, 'abc-1')].map(({ seq, depth }) => [seq, depth]);
    expect(story).toEqual([
      [1, 0],
      [2, 0],
      [4, 1],
      [5, 0],
      [6, 1],
      [7, 2],
    ]);
  });

  it('ends where a session says that it has started itself', () => {
    const { reader } = storeOf(ENTRIES);
    expect([...sessionStory(reader, 'round')].map(({ seq }) => seq)).toEqual([8]);
  });
});
