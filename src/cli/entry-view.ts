import {
  type CallEntry,
  callSubject,
  type Entry,
  type OutcomeEntry,
  type StoredEntry,
  shownVerdict,
  trustText,
} from '../audit/index.ts';
import type { Ending } from './call-ending.ts';
import { type CallView, formatCall } from './call-view.ts';
import { csvLine } from './csv.ts';
import { localTime } from './local-time.ts';
import { oneLine, type Terminal } from './terminal.ts';

/** What is shown of an entry. */
export interface EntryView extends StoredEntry {
  /** Of a call: what became of it, where that is known. */
  readonly outcome?: OutcomeEntry | undefined;
  /** How far it is set in, in a story. */
  readonly depth?: number;
  /** Whether the id that `explain` takes stands below a call. */
  readonly withId?: boolean;
}

/** The entry as JSON has it: as it is stored, with its number, its time as text and, in a story, its depth. */
export function entryData({ seq, entry, depth }: EntryView): object {
  const time = new Date(entry.timeMs).toISOString();
  return { seq, time, ...entry, ...(depth !== undefined && { depth }) };
}

/** A line for what happened and, below that of a call, one for each matching rule, one for its id if that is wanted, and one for what became of it. */
export function formatEntry(view: EntryView, terminal: Terminal): string {
  const { entry, outcome, depth = 0, withId = false } = view;
  const lines = entryLines(entry, terminal);
  if (withId && entry.kind === 'call' && entry.correlationId !== undefined) {
    lines.push(terminal.paint('dim', `         ╰ id ${entry.correlationId}`));
  }
  if (outcome !== undefined) lines.push(terminal.paint('dim', `         ╰ ${outcomeText(outcome)}`));
  return lines.map((line) => '  '.repeat(depth) + line).join('\n');
}

function entryLines(entry: Entry, terminal: Terminal): string[] {
  if (entry.kind === 'call') return formatCall(callView(entry), terminal).split('\n');
  const time = terminal.paint('dim', localTime(entry.timeMs).slice(11));
  return [`${time} ${oneLine(eventText(entry), terminal.columns ?? 160)}`];
}

function eventText(entry: Exclude<Entry, CallEntry>): string {
  switch (entry.kind) {
    case 'approval':
      return `${entry.by} ${entry.answer} ${entry.text} (${entry.code})`;
    case 'outcome':
      return `${entry.tool} ${outcomeText(entry)}`;
    case 'trust':
      return trustText(entry);
    case 'store':
      return entry.text;
  }
}

/** The columns of `entryCsv`. */
export const CSV_HEADER = csvLine([
  'seq',
  'time',
  'kind',
  'agent',
  'session',
  'project',
  'tool',
  'subject',
  'verdict',
  'enforced',
  'mode',
  'rules',
  'outcome',
  'exit_status',
  'duration_ms',
  'correlation_id',
]);

/** The entry as a line of CSV. */
export function entryCsv({ seq, entry, outcome }: EntryView): string {
  const call: Partial<CallEntry> = entry.kind === 'call' ? entry : {};
  const ended = entry.kind === 'outcome' ? entry : outcome;
  return csvLine([
    seq,
    new Date(entry.timeMs).toISOString(),
    entry.kind,
    entry.agent,
    entry.session,
    call.project ?? call.cwd,
    call.events?.[0]?.tool ?? ended?.tool,
    subjectOf(entry),
    call.verdict ?? answerOf(entry),
    call.enforced,
    call.mode,
    rulesOf(call).join('; '),
    ended?.outcome,
    ended?.exitStatus,
    ended?.durationMs,
    entry.correlationId,
  ]);
}

/** A span for people: the two largest units of it. */
export function formatSpan(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function callView(entry: CallEntry): CallView {
  const { timeMs, correlationId = '', agent, session = '', verdict, enforced, approval, events } = entry;
  return {
    time: new Date(timeMs).toISOString(),
    correlationId,
    agent,
    sessionId: session,
    tool: events[0]?.tool ?? '',
    subject: subjectOf(entry),
    outcome: shownVerdict(entry),
    notEnforced: verdict !== enforced,
    approval: approval === undefined ? '' : `${approval.state}: ${approval.code}`,
    alerts: matchesOf(entry).map(({ rule, priority, output }) => ({ rule, priority, message: output })),
  };
}

function subjectOf(entry: Entry): string {
  switch (entry.kind) {
    case 'call': {
      const texts = entry.events.map(({ fields }) => callSubject((name) => String(fields[name] ?? '')));
      return [...new Set(texts)].join(', ');
    }
    case 'approval':
    case 'store':
      return entry.text;
    case 'trust':
      return entry.path;
    case 'outcome':
      return '';
  }
}

function answerOf(entry: Entry): string | undefined {
  if (entry.kind === 'approval') return entry.answer;
  return entry.kind === 'trust' ? entry.trust : undefined;
}

function matchesOf({ events = [] }: Partial<CallEntry>): CallEntry['events'][number]['alerts'] {
  return events.flatMap(({ alerts }) => alerts.filter(({ verdict }) => verdict !== 'seen'));
}

function rulesOf(call: Partial<CallEntry>): readonly string[] {
  return [...new Set(matchesOf(call).map(({ rule }) => rule))];
}

/** What became of a call, in words. */
export function outcomeText({ outcome, exitStatus, durationMs }: Ending): string {
  const status = exitStatus === undefined ? '' : `, exit status ${exitStatus}`;
  const span = durationMs === undefined ? '' : `, ${formatSpan(durationMs)}`;
  return `${outcome === 'unknown' ? 'ended' : outcome}${status}${span}`;
}
