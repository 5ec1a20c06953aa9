import { type CallEntry, callSubject } from '../audit/index.ts';
import type { Replayed, ReplayVerdict } from './re-evaluate.ts';

/** A recorded call, as people know it. */
export interface CallExample {
  readonly timeMs: number;
  readonly correlationId: string;
  readonly agent: string;
  readonly session: string;
  readonly cwd: string;
  readonly tool: string;
  /** The command, path, URL or arguments. */
  readonly subject: string;
  /** Whether a person had approved it. */
  readonly isApproved: boolean;
}

/** Calls of which the same rule makes the same of the same. */
export interface ReplayGroup {
  readonly rule: string;
  readonly from: ReplayVerdict;
  /** In a group of calls of which it cannot be known: the strictest that it may be. */
  readonly to: ReplayVerdict;
  readonly isKnown: boolean;
  calls: number;
  /** Of these, those that a person had approved. */
  approved: number;
  /** By session: its agent, and how many of the calls it made. The first `MAX_SESSIONS`. */
  readonly sessions: Map<string, { readonly agent: string; calls: number }>;
  /** The first that differ from each other. */
  readonly examples: CallExample[];
}

/** What came of replaying calls; can be sent to another thread. */
export interface ReplayTally {
  calls: number;
  same: number;
  /** Calls that no rule decided: passthrough mode, and what could not be evaluated. */
  notJudged: number;
  /** Calls that another version of Prempti had judged: fields that it did not have count as empty. */
  otherVersion: number;
  readonly groups: Map<string, ReplayGroup>;
}

/** How the verdicts of calls change; a call that was denied and is asked about now is in two of them. */
export interface ReplayCounts {
  readonly newAsks: number;
  readonly newDenies: number;
  readonly lostAsks: number;
  readonly lostDenies: number;
}

/** Beyond it sessions of a group are not told apart. */
const MAX_SESSIONS = 1000;

export function emptyTally(): ReplayTally {
  return { calls: 0, same: 0, notJudged: 0, otherVersion: 0, groups: new Map() };
}

/** Counts a replayed call; keeps at most `maxExamples` for each group. */
export function count(tally: ReplayTally, entry: CallEntry, replayed: Replayed, maxExamples: number): void {
  tally.calls++;
  switch (replayed.kind) {
    case 'same':
      tally.same++;
      return;
    case 'not-judged':
      tally.notJudged++;
      return;
    case 'changed':
      addTo(groupFor(tally, { ...replayed, isKnown: true }), entry, maxExamples);
      return;
    case 'unknown':
      addTo(groupFor(tally, { ...replayed, to: replayed.worst, isKnown: false }), entry, maxExamples);
      return;
  }
}

/** Adds what another thread has counted. */
export function merge(into: ReplayTally, tally: ReplayTally, maxExamples: number): void {
  for (const name of ['calls', 'same', 'notJudged', 'otherVersion'] as const) into[name] += tally[name];
  for (const group of tally.groups.values()) {
    const known = groupFor(into, group);
    known.calls += group.calls;
    known.approved += group.approved;
    for (const [session, { agent, calls }] of group.sessions) addSession(known, session, agent, calls);
    for (const example of group.examples) addExample(known.examples, example, maxExamples);
  }
}

export function countsOf({ groups }: ReplayTally): ReplayCounts {
  const known = [...groups.values()].filter(({ isKnown }) => isKnown);
  const sum = (isMeant: (group: ReplayGroup) => boolean): number =>
    known.filter(isMeant).reduce((total, { calls }) => total + calls, 0);
  return {
    newAsks: sum(({ to }) => to === 'ask'),
    newDenies: sum(({ to }) => to === 'deny'),
    lostAsks: sum(({ from }) => from === 'ask'),
    lostDenies: sum(({ from }) => from === 'deny'),
  };
}

/** How many calls there are whose verdict cannot be known. */
export function unknownCalls({ groups }: ReplayTally): number {
  return [...groups.values()].reduce((total, { calls, isKnown }) => total + (isKnown ? 0 : calls), 0);
}

type GroupKey = Pick<ReplayGroup, 'rule' | 'from' | 'to' | 'isKnown'>;

function groupFor(tally: ReplayTally, { rule, from, to, isKnown }: GroupKey): ReplayGroup {
  const key = `${isKnown} ${from} ${to} ${rule}`;
  const known = tally.groups.get(key);
  if (known !== undefined) return known;
  const group = { rule, from, to, isKnown, calls: 0, approved: 0, sessions: new Map(), examples: [] };
  tally.groups.set(key, group);
  return group;
}

function addTo(group: ReplayGroup, entry: CallEntry, maxExamples: number): void {
  const example = exampleOf(entry);
  group.calls++;
  if (example.isApproved) group.approved++;
  addSession(group, example.session, example.agent, 1);
  addExample(group.examples, example, maxExamples);
}

function addSession({ sessions }: ReplayGroup, session: string, agent: string, calls: number): void {
  const known = sessions.get(session);
  if (known !== undefined) known.calls += calls;
  else if (sessions.size < MAX_SESSIONS) sessions.set(session, { agent, calls });
}

/** Keeps an example, where it is another call than those before it and there is room. */
export function addExample(examples: CallExample[], example: CallExample, maxExamples: number): void {
  if (examples.length >= maxExamples) return;
  if (!examples.some(({ subject }) => subject === example.subject)) examples.push(example);
}

/** Only what a person is shown is kept of a call. */
export function exampleOf(entry: CallEntry): CallExample {
  const { timeMs, correlationId = '', agent, session = '', cwd = '', approval, events } = entry;
  const [first] = events;
  const subject = callSubject((name) => {
    const value = first?.fields[name];
    return typeof value === 'string' ? value : '';
  });
  return {
    timeMs,
    correlationId,
    agent,
    session,
    cwd,
    tool: first?.tool ?? '',
    subject: subject.slice(0, MAX_SUBJECT_LENGTH),
    isApproved: approval?.state === 'approved',
  };
}

const MAX_SUBJECT_LENGTH = 1000;
