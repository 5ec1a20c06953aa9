import {
  auditStats,
  listSessions,
  newestEntries,
  readAuditStore,
  type SearchQuery,
  sessionStory,
} from '../../src/audit/index.ts';
import { median } from '../engine/statistics.ts';

const LIMIT = 100;
const ROUNDS = 7;

/** How long it took to find something in a store. */
export interface SearchTime {
  readonly name: string;
  /** How many of at most 100 were found. */
  readonly found: number;
  /** Milliseconds, with the store opened anew; the first is of a file that this process has not read. */
  readonly firstMs: number;
  readonly medianMs: number;
}

/** Looks for things that are rare, frequent and in a session in the middle, among entries as `syntheticEntries` gives them. */
export function measureSearch(path: string): readonly SearchTime[] {
  const { session, sinceMs } = placesIn(path);
  const queries: readonly (readonly [string, SearchQuery])[] = [
    ['rare word', { texts: ['mod1234'] }],
    ['frequent word', { texts: ['home'] }],
    ['word that is nowhere', { texts: ['zzzyq'] }],
    ['beginning of a word', { texts: ['deplo*'] }],
    ['phrase', { texts: ['git push origin main'] }],
    ['three frequent words', { texts: ['git', 'home', 'commit'] }],
    ['option', { texts: ['--force'] }],
    ['file', { columns: { file: ['/home/dev/.ssh/id_rsa'] } }],
    ['files by pattern', { columns: { file: ['*.pem'] } }],
    ['host', { columns: { host: ['evil.com'] } }],
    ['rule, last tenth of the time', { columns: { rule: ['Ask before rewriting'] }, sinceMs }],
    ['verdict, agent and word', { texts: ['curl'], columns: { verdict: ['deny'], agent: ['codex'] } }],
    ['field', { fields: [{ name: 'net.upload', pattern: 'evil.com' }] }],
    ['session', { columns: { session: [session] } }],
    ['session and frequent word', { texts: ['home'], columns: { session: [session] } }],
  ];
  return [
    ...queries.map(([name, query]) =>
      measure(name, path, (reader) => newestEntries(reader, query, LIMIT).length),
    ),
    measure('story of a session', path, (reader) => [...sessionStory(reader, session)].length),
    measure('list of sessions', path, (reader) => listSessions(reader, { limit: 20 }).length),
    measure('statistics of all', path, (reader) => auditStats(reader, {}).calls),
  ];
}

function measure(
  name: string,
  path: string,
  find: (reader: NonNullable<ReturnType<typeof readAuditStore>>) => number,
): SearchTime {
  let found = 0;
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    const reader = open(path);
    found = find(reader);
    reader.close();
    return performance.now() - start;
  });
  return { name, found, firstMs: times[0] ?? Number.NaN, medianMs: median(times) };
}

/** A session in the middle of a store, and when its last tenth began. */
function placesIn(path: string): { readonly session: string; readonly sinceMs: number } {
  const reader = open(path);
  const at = reader.database.prepare(
    'SELECT session, time_ms FROM record WHERE seq = (SELECT CAST(max(seq) * ? AS INTEGER) FROM record)',
  );
  const session = String(at.get(0.5)?.session);
  const sinceMs = Number(at.get(0.9)?.time_ms);
  reader.close();
  return { session, sinceMs };
}

function open(path: string): NonNullable<ReturnType<typeof readAuditStore>> {
  const reader = readAuditStore(path);
  if (reader === undefined) throw new Error(`there is no store at ${path}`);
  return reader;
}
