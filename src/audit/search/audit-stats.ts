import type { OutcomeEntry } from '../entry.ts';
import type { AuditStoreReader, EntryRange } from '../store/read-store.ts';

/** How often something was judged, and how often it was stopped. */
export interface Tally {
  readonly name: string;
  readonly calls: number;
  readonly denied: number;
  readonly asked: number;
}

/** What the calls of a time came to. Tallies are in the order of how many were denied or asked about, then of calls. */
export interface AuditStats {
  readonly calls: number;
  /** By what the rules said. */
  readonly denied: number;
  readonly asked: number;
  /** Calls that the rules deny or ask about and that were answered otherwise: in monitor mode, or approved. */
  readonly notEnforced: number;
  readonly rules: readonly Tally[];
  readonly agents: readonly Tally[];
  readonly tools: readonly Tally[];
  /** Calls that were held until a person answered, and how long in all. */
  readonly held: { readonly calls: number; readonly totalMs: number };
  /** What people said, and how long after the call, the median. */
  readonly answers: { readonly approved: number; readonly denied: number; readonly medianMs?: number };
  /** What became of calls, as far as agents tell. */
  readonly outcomes: Readonly<Record<OutcomeEntry['outcome'], number>>;
}

/** Counts the calls of a time. Reads every record of it once, without their bodies. */
export function auditStats(
  reader: AuditStoreReader,
  range: Pick<EntryRange, 'sinceMs' | 'untilMs'>,
): AuditStats {
  const groups = groupsOf(reader, range);
  const calls = groups.filter(({ kind }) => kind === 'call');
  const count = (kind: string, verdict: string): number =>
    sum(groups.filter((group) => group.kind === kind && group.verdict === verdict));
  return {
    calls: sum(calls),
    denied: count('call', 'deny'),
    asked: count('call', 'ask'),
    notEnforced: sum(calls.filter(({ verdict, enforced }) => isStopped(verdict) && verdict !== enforced)),
    rules: tallies(calls, ({ rules }) => rules),
    agents: tallies(calls, ({ agent }) => [agent]),
    tools: tallies(calls, ({ tool }) => [tool]),
    held: {
      calls: calls.reduce((total, { held }) => total + held, 0),
      totalMs: calls.reduce((total, { heldMs }) => total + heldMs, 0),
    },
    answers: {
      approved: count('approval', 'approved'),
      denied: count('approval', 'denied'),
      ...medianOf(waits(reader, range)),
    },
    outcomes: {
      ran: count('outcome', 'ran'),
      failed: count('outcome', 'failed'),
      refused: count('outcome', 'refused'),
      unknown: count('outcome', 'unknown'),
    },
  };
}

/** Records that are alike in what is counted. */
interface Group {
  readonly kind: string;
  readonly agent: string;
  readonly tool: string;
  readonly verdict: string;
  readonly enforced: string;
  readonly rules: readonly string[];
  readonly count: number;
  readonly held: number;
  readonly heldMs: number;
}

/** Bounds of the numbers, and of the times. */
const IN_RANGE = 'seq BETWEEN ? AND ? AND time_ms BETWEEN ? AND ?';

function groupsOf(
  reader: AuditStoreReader,
  range: Pick<EntryRange, 'sinceMs' | 'untilMs'>,
): readonly Group[] {
  const rows = reader.database.prepare(
    `SELECT kind, agent, tool, verdict, enforced, rules, count(*) AS count, count(held_ms) AS held,
       total(held_ms) AS held_ms
     FROM record WHERE ${IN_RANGE} GROUP BY kind, agent, tool, verdict, enforced, rules`,
  );
  return rows.all(...bounds(reader, range)).map((row) => ({
    kind: String(row.kind),
    agent: String(row.agent),
    tool: String(row.tool ?? ''),
    verdict: String(row.verdict ?? ''),
    enforced: String(row.enforced ?? ''),
    rules: JSON.parse(String(row.rules ?? '[]')),
    count: Number(row.count),
    held: Number(row.held),
    heldMs: Number(row.held_ms),
  }));
}

/** How long after its call each answer came. */
function waits(reader: AuditStoreReader, range: Pick<EntryRange, 'sinceMs' | 'untilMs'>): readonly number[] {
  const rows = reader.database.prepare(
    `SELECT answer.time_ms - min(call.time_ms) AS wait_ms FROM record AS answer JOIN record AS call USING (correlation)
     WHERE answer.seq IN (SELECT rowid FROM search WHERE search MATCH 'kind : approval' AND rowid BETWEEN ? AND ?)
       AND answer.time_ms BETWEEN ? AND ? AND call.kind = 'call' GROUP BY answer.seq`,
  );
  return rows.all(...bounds(reader, range)).map(({ wait_ms }) => Number(wait_ms));
}

function bounds(
  reader: AuditStoreReader,
  { sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER }: Pick<EntryRange, 'sinceMs' | 'untilMs'>,
): readonly number[] {
  const { first, last } = reader.seqs({ sinceMs, untilMs });
  return [first, last, sinceMs, untilMs];
}

function tallies(groups: readonly Group[], namesOf: (group: Group) => readonly string[]): readonly Tally[] {
  const named = groups.flatMap((group) => namesOf(group).map((name) => ({ name, group })));
  return [...Map.groupBy(named, ({ name }) => name)]
    .map(([name, members]) => ({ name, ...tally(members.map(({ group }) => group)) }))
    .sort((a, b) => b.denied + b.asked - a.denied - a.asked || b.calls - a.calls);
}

function tally(groups: readonly Group[]): Omit<Tally, 'name'> {
  const of = (verdict: string): number => sum(groups.filter((group) => group.verdict === verdict));
  return { calls: sum(groups), denied: of('deny'), asked: of('ask') };
}

function isStopped(verdict: string): boolean {
  return verdict === 'deny' || verdict === 'ask';
}

function sum(groups: readonly Group[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}

function medianOf(values: readonly number[]): { readonly medianMs?: number } {
  const medianMs = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return medianMs === undefined ? {} : { medianMs };
}
