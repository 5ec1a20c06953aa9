import type { AuditStoreReader, StoredEntry } from '../store/read-store.ts';
import { type OnUnreadable, readableEntry } from './readable-entry.ts';
import { columnPattern } from './search-query.ts';

/** A session of an agent, from its calls. */
export interface SessionSummary {
  readonly session: string;
  readonly agent: string;
  /** The repository, or where none is known the folder, of the last call. */
  readonly project?: string;
  /** The session that started this one. */
  readonly parent?: string;
  /** Of the first and the last record, milliseconds since the epoch. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly calls: number;
  /** Of the calls, by what the rules said. */
  readonly denied: number;
  readonly asked: number;
}

export interface SessionFilter {
  /** The beginning of a word of the agent's name. */
  readonly agent?: string | undefined;
  /** A part of the path. */
  readonly project?: string | undefined;
  /** With a record from then on. */
  readonly sinceMs?: number;
  readonly limit: number;
}

/** An entry in the story of a session. */
export interface StoryEntry extends StoredEntry {
  /** 0 in the session itself, 1 in subagents and sessions that it has started, and so on. */
  readonly depth: number;
}

/** Sessions start sessions only so deep; ends a circle that a broken record makes. */
const MAX_DEPTH = 8;

/** The sessions that were active last, the latest first. Costs as much as the records of these sessions. */
export function listSessions(reader: AuditStoreReader, filter: SessionFilter): readonly SessionSummary[] {
  const { database } = reader;
  const isWanted = rowFilter(filter);
  const { first, last } = reader.seqs(filter);
  const rows = database
    .prepare(
      `SELECT session, agent, coalesce(project, cwd) AS project, time_ms FROM record
       WHERE seq BETWEEN ? AND ? AND session IS NOT NULL AND kind = 'call' ORDER BY seq DESC`,
    )
    .iterate(first, last);
  const latest = new Map<string, Readonly<Record<string, unknown>>>();
  for (const row of rows) {
    const session = String(row.session);
    if (!latest.has(session) && isWanted(row)) latest.set(session, row);
    if (latest.size === filter.limit) break;
  }
  const summary = database.prepare(
    `SELECT min(time_ms) AS first_ms, max(time_ms) AS last_ms, count(*) AS calls, max(parent_session) AS parent,
       count(*) FILTER (WHERE verdict = 'deny') AS denied, count(*) FILTER (WHERE verdict = 'ask') AS asked
     FROM record WHERE session = ? AND kind = 'call'`,
  );
  return [...latest].map(([session, { agent, project }]): SessionSummary => {
    const { parent = null, ...row } = summary.get(session) ?? {};
    return {
      session,
      agent: String(agent),
      ...(project !== null && { project: String(project) }),
      ...(parent !== null && { parent: String(parent) }),
      firstMs: Number(row.first_ms),
      lastMs: Number(row.last_ms),
      calls: Number(row.calls),
      denied: Number(row.denied),
      asked: Number(row.asked),
    };
  });
}

/** The sessions whose ids begin so, at most `limit` of them. */
export function sessionsStartingWith(
  { database }: AuditStoreReader,
  beginning: string,
  limit: number,
): readonly string[] {
  const next = database.prepare(
    'SELECT min(session) AS session FROM record WHERE session >= ? AND session <> ?',
  );
  const found: string[] = [];
  for (let from = beginning, before = ''; found.length < limit; ) {
    const session = next.get(from, before)?.session;
    if (typeof session !== 'string' || !session.startsWith(beginning)) break;
    found.push(session);
    from = before = session;
  }
  return found;
}

/** All records of a session and of those that it has started, in the order in which they were written. */
export function* sessionStory(
  reader: AuditStoreReader,
  session: string,
  onUnreadable: OnUnreadable = () => undefined,
): Generator<StoryEntry, void> {
  const rows = reader.database
    .prepare(
      `WITH RECURSIVE tree (session, depth) AS (
         VALUES (:session, 0)
         UNION
         SELECT child.session, depth + 1 FROM tree JOIN record AS child ON child.parent_session = tree.session
         WHERE depth < ${MAX_DEPTH} AND child.session <> :session
       ), depths AS (SELECT session, min(depth) AS depth FROM tree GROUP BY session)
       SELECT seq, depth, subagent, data FROM depths JOIN record USING (session) JOIN body USING (seq) ORDER BY seq`,
    )
    .iterate({ session });
  for (const { depth, subagent, data, ...row } of rows) {
    const seq = Number(row.seq);
    const entry = readableEntry(reader, seq, data, onUnreadable);
    if (entry !== undefined) yield { seq, entry, depth: Number(depth) + (subagent === null ? 0 : 1) };
  }
}

function rowFilter({ agent, project, sinceMs = 0 }: SessionFilter) {
  const ofAgent = agent === undefined ? undefined : columnPattern('agent', agent);
  const ofProject = project === undefined ? undefined : columnPattern('project', project);
  return (row: Readonly<Record<string, unknown>>): boolean =>
    Number(row.time_ms) >= sinceMs &&
    (ofAgent?.matches(String(row.agent)) ?? true) &&
    (ofProject?.matches(String(row.project ?? '')) ?? true);
}
