import {
  type CallExample,
  countsOf,
  type ReplayGroup,
  type ReplayTally,
  unknownCalls,
} from '../replay/index.ts';
import { outcomeLabel } from './call-view.ts';
import { shownPath } from './rule-place.ts';
import { counted, oneLine, type Terminal } from './terminal.ts';

/** Sessions named for each group; the others are counted. */
const SHOWN_SESSIONS = 3;

/** The groups as they are told: what is known first, the largest first. */
function sortedGroups({ groups }: ReplayTally): readonly ReplayGroup[] {
  return [...groups.values()].sort(
    (a, b) => Number(b.isKnown) - Number(a.isKnown) || b.calls - a.calls || (a.rule < b.rule ? -1 : 1),
  );
}

/** What came of a replay, for people. */
export function formatReplay(tally: ReplayTally, terminal: Terminal): string {
  const groups = sortedGroups(tally);
  const known = groups.filter(({ isKnown }) => isKnown);
  const unknown = groups.filter(({ isKnown }) => !isKnown);
  return [
    formatCounts(tally, terminal),
    ...known.map((group) => formatGroup(group, terminal)),
    ...(unknown.length === 0
      ? []
      : ['Cannot be known, because what decides is masked, or was cut, in the record:']),
    ...unknown.map((group) => formatGroup(group, terminal)),
    ...notesOn(tally).map((note) => terminal.paint('dim', note)),
  ].join('\n\n');
}

function formatCounts(tally: ReplayTally, terminal: Terminal): string {
  const { newAsks, newDenies, lostAsks, lostDenies } = countsOf(tally);
  const counts = [
    [newDenies, 'new denies'],
    [newAsks, 'new asks'],
    [lostDenies, 'lost denies'],
    [lostAsks, 'lost asks'],
    [unknownCalls(tally), 'cannot be known'],
  ] as const;
  const told = counts.map(([number, what]) =>
    terminal.paint(number > 0 ? 'bold' : 'dim', `${number} ${what}`),
  );
  return `${counted(tally.calls, 'call')} replayed: ${told.join(', ')}`;
}

function formatGroup(group: ReplayGroup, terminal: Terminal): string {
  const { rule, from, to, isKnown, calls, approved, examples } = group;
  const change = `${outcomeLabel(from, terminal)} → ${outcomeLabel(to, terminal)}${isKnown ? '' : '?'}`;
  const approvals = approved > 0 ? `, ${approved} approved by a person` : '';
  const numbers = terminal.paint('dim', `${counted(calls, 'call')}${approvals}`);
  return [
    `${change} ${terminal.paint('bold', oneLine(rule, 120))}  ${numbers}`,
    ...examples.map((example) => `    ${formatExample(example, terminal)}`),
    terminal.paint('dim', `    ${sessionsText(group)}`),
  ].join('\n');
}

export function formatExample({ tool, subject, cwd, isApproved }: CallExample, terminal: Terminal): string {
  const width = Math.max(40, (terminal.columns ?? 160) - 40);
  const where = cwd === '' ? '' : ` in ${oneLine(shownPath(cwd), 60)}`;
  const note = terminal.paint('dim', `${where}${isApproved ? ' (approved)' : ''}`);
  return `${oneLine(tool, 40)}(${oneLine(subject, width)})${note}`;
}

function sessionsText({ sessions }: ReplayGroup): string {
  const sorted = [...sessions].sort(([, a], [, b]) => b.calls - a.calls);
  const named = sorted.slice(0, SHOWN_SESSIONS).map(([session, { agent, calls }]) => {
    const name = session === '' ? 'without a session' : oneLine(session.slice(0, 8), 8);
    return `${oneLine(agent, 20)} ${name}: ${calls}`;
  });
  const others = sorted.length - named.length;
  return `${counted(sorted.length, 'session')}: ${named.join(', ')}${others > 0 ? `, ${others} more` : ''}`;
}

function notesOn({ notJudged, otherVersion, calls }: ReplayTally): readonly string[] {
  return [
    ...(calls === 0 ? ['No recorded call is meant: look at --since, --session and --agent.'] : []),
    ...(notJudged > 0
      ? [`${counted(notJudged, 'call')} left out: no rule decided then (passthrough mode, or an error).`]
      : []),
    ...(otherVersion > 0
      ? [
          `${counted(otherVersion, 'call')} recorded by another version: fields that it did not have count as empty.`,
        ]
      : []),
  ];
}

/** What came of a replay, as JSON. */
export function replayData(tally: ReplayTally): object {
  const { calls, same, notJudged, otherVersion } = tally;
  return {
    calls,
    same,
    notJudged,
    otherVersion,
    unknown: unknownCalls(tally),
    ...countsOf(tally),
    groups: sortedGroups(tally).map(({ sessions, isKnown, ...group }) => ({
      ...group,
      known: isKnown,
      sessions: [...sessions].map(([session, { agent, calls: number }]) => ({
        session,
        agent,
        calls: number,
      })),
    })),
  };
}
