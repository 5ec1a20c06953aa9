import type { CallEntry, Entry } from '../entry.ts';

/** The columns of `record` but `seq`, in the order in which `recordRow` gives their values. */
export const RECORD_COLUMNS = [
  'kind',
  'time_ms',
  'correlation',
  'agent',
  'session',
  'parent_session',
  'subagent',
  'cwd',
  'project',
  'tool',
  'use_id',
  'mode',
  'verdict',
  'enforced',
  'rules',
  'held_ms',
] as const;

type Value = string | number | null;

/** What an entry is found by. */
export function recordRow(entry: Entry): readonly Value[] {
  const call: Partial<CallEntry> = entry.kind === 'call' ? entry : {};
  return [
    entry.kind,
    Math.trunc(entry.timeMs),
    entry.correlationId ?? null,
    entry.agent,
    entry.session ?? null,
    call.parentSession ?? null,
    call.subagent ?? null,
    call.cwd ?? null,
    call.project ?? null,
    toolOf(entry),
    (entry.kind === 'outcome' ? entry.useId : call.useId) ?? null,
    call.mode ?? null,
    verdictOf(entry),
    call.enforced ?? null,
    call.events === undefined ? null : JSON.stringify(matchedRules(call.events)),
    call.heldMs === undefined ? null : Math.trunc(call.heldMs),
  ];
}

function toolOf(entry: Entry): Value {
  switch (entry.kind) {
    case 'call':
      return entry.events[0]?.tool ?? null;
    case 'outcome':
      return entry.tool;
    case 'approval':
    case 'trust':
    case 'store':
      return null;
  }
}

function verdictOf(entry: Entry): Value {
  switch (entry.kind) {
    case 'call':
      return entry.verdict;
    case 'approval':
      return entry.answer;
    case 'outcome':
      return entry.outcome;
    case 'trust':
      return entry.trust;
    case 'store':
      return null;
  }
}

/** Without the catch-all, which matches every call. */
function matchedRules(events: CallEntry['events']): readonly string[] {
  const alerts = events.flatMap((event) => event.alerts);
  return [...new Set(alerts.filter(({ verdict }) => verdict !== 'seen').map(({ rule }) => rule))];
}
