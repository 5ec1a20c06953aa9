import { describe, expect, test } from 'vitest';
import type { Entry } from '../audit/entry.ts';
import type { CallSelection } from './recorded-calls.ts';
import { replayStore } from './replay-store.ts';
import { countsOf, type ReplayTally, unknownCalls } from './tally.ts';
import { policyOf, recordedCall, storeOf, TWO_RULES } from './testing/recorded.ts';

const POLICY = policyOf(TWO_RULES);

const HISTORY: readonly Entry[] = [
  recordedCall('ls', {}, { timeMs: 1000, session: 'one' }),
  recordedCall('git push', {}, { timeMs: 2000, session: 'one', cwd: '/work' }),
  recordedCall('git push', {}, { timeMs: 3000, session: 'two', agent: 'codex' }),
  recordedCall('git push --tags', {}, { timeMs: 3500, session: 'two', agent: 'codex' }),
  recordedCall('make', { 'Deny making': 'deny' }, { timeMs: 4000, session: 'two' }),
  recordedCall(
    'make x',
    { 'Deny making': 'deny' },
    { timeMs: 5000, session: 'two', approval: { code: 'K7QM2P', state: 'approved' } },
  ),
  recordedCall('curl -u ****', {}, { timeMs: 6000, session: 'two' }),
  { kind: 'outcome', timeMs: 7000, agent: 'codex', tool: 'Bash', outcome: 'ran' },
];

function replay(
  selection: CallSelection = {},
  division?: { chunk: number; minForThreads: number },
): Promise<ReplayTally> {
  return replayStore(
    storeOf(HISTORY),
    POLICY,
    { selection, maxExamples: 5, version: '1' },
    undefined,
    division,
  );
}

describe('a replayed history', () => {
  test('is told by rule and change, with sessions and examples', async () => {
    const tally = await replay();
    expect(tally).toMatchObject({ calls: 7, same: 1, notJudged: 0, otherVersion: 0 });
    expect(countsOf(tally)).toEqual({ newAsks: 0, newDenies: 3, lostAsks: 0, lostDenies: 2 });
    expect(unknownCalls(tally)).toBe(1);
    const [pushes, makes, masked] = tally.groups.values();
    expect(pushes).toMatchObject({ rule: 'Deny pushing', from: 'pass', to: 'deny', calls: 3, approved: 0 });
    expect(pushes?.sessions).toEqual(
      new Map([
        ['one', { agent: 'claude_code', calls: 1 }],
        ['two', { agent: 'codex', calls: 2 }],
      ]),
    );
    expect(pushes?.examples.map(({ subject }) => subject)).toEqual(['git push', 'git push --tags']);
    expect(pushes?.examples[0]).toMatchObject({ cwd: '/work', tool: 'Bash', timeMs: 2000 });
    expect(makes).toMatchObject({ rule: 'Deny making', from: 'deny', to: 'pass', calls: 2, approved: 1 });
    expect(masked).toMatchObject({ rule: 'Ask before uploads', to: 'ask', isKnown: false, calls: 1 });
  });

  test.each<[what: string, selection: CallSelection, calls: number]>([
    ['since', { sinceMs: 3000 }, 5],
    ['until', { untilMs: 2000 }, 2],
    ['of a session', { session: 'tw' }, 5],
    ['of an agent', { agent: 'codex' }, 2],
    ['after the last', { sinceMs: 9000 }, 0],
  ])('can be of calls %s', async (_what, selection, calls) => {
    expect((await replay(selection)).calls).toBe(calls);
  });

  test('comes out the same when threads share the work', async () => {
    const told = ({ groups, ...numbers }: ReplayTally): unknown => [
      numbers,
      [...groups].map(([key, { calls, approved, sessions }]) => [key, calls, approved, sessions]).sort(),
    ];
    const shared = await replay({}, { chunk: 2, minForThreads: 0 });
    expect(told(shared)).toEqual(told(await replay()));
  });

  test('ends with what a thread says when one fails', async () => {
    const broken = { ...POLICY, files: [{ name: 'r.yaml', text: '- rule: x' }] };
    const options = { selection: {}, maxExamples: 1, version: '1' };
    const replayed = replayStore(storeOf(HISTORY), broken, options, undefined, {
      chunk: 1,
      minForThreads: 0,
    });
    await expect(replayed).rejects.toThrow('do not load');
  });

  test('is empty where there is no store', async () => {
    const tally = await replayStore('/nowhere/audit.db', POLICY, {
      selection: {},
      maxExamples: 1,
      version: '1',
    });
    expect(tally.calls).toBe(0);
  });

  test('tells how far it is', async () => {
    const told: (readonly number[])[] = [];
    const options = { selection: {}, maxExamples: 1, version: '1' };
    const division = { chunk: 3, minForThreads: 100 };
    await replayStore(storeOf(HISTORY), POLICY, options, (done, total) => told.push([done, total]), division);
    expect(told).toEqual([
      [3, 8],
      [6, 8],
      [8, 8],
    ]);
  });
});
