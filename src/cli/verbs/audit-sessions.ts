import type { Command } from 'commander';
import { listSessions, type SessionSummary } from '../../audit/index.ts';
import { inHome, readCount, readRange } from '../audit-options.ts';
import { EXIT_STATUS, nothingFound, withAuditStore } from '../audit-store.ts';
import { formatSpan } from '../entry-view.ts';
import { jsonLine } from '../json-line.ts';
import { localTime } from '../local-time.ts';
import { counted, oneLine, type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface SessionsOptions {
  readonly prefix?: string;
  readonly agent?: string;
  readonly project?: string;
  readonly since?: string;
  readonly limit: string;
  readonly json?: boolean;
}

const EXAMPLES = examples(
  'audit sessions',
  'audit sessions --agent codex --since 7d',
  'audit sessions --project ~/src/app --json',
);

/** `audit sessions`: the sessions of agents, the latest last. */
export function auditSessionsVerb(): Command {
  return prefixVerb('sessions')
    .option('--agent <name>', 'only of this agent')
    .option('--project <path>', 'only in this repository or folder')
    .option('--since <time>', 'only those with a call from then on: 30m, 2h, 7d, or 2026-01-31T12:00')
    .option('--limit <n>', 'how many of the latest to show', '20')
    .option('--json', 'a JSON line for each')
    .description('List the sessions of agents: when, where, how many calls, how many denied and asked about')
    .addHelpText('after', EXAMPLES + EXIT_STATUS)
    .action((options: SessionsOptions) => showSessions(options));
}

async function showSessions(options: SessionsOptions): Promise<void> {
  const { agent, project, json } = options;
  const limit = readCount('--limit', options.limit, 10_000);
  const filter = { agent, project: project && inHome(project), limit, ...readRange(options, Date.now()) };
  await withAuditStore(prefixOf(options), (reader) => {
    const sessions = listSessions(reader, filter).toReversed();
    if (sessions.length === 0) nothingFound();
    const terminal = terminalFor(process.stdout);
    const ids = shortIds(sessions.map(({ session }) => session));
    for (const session of sessions) {
      console.log(json === true ? jsonLine(session) : format(session, ids, terminal));
    }
  });
}

function format(summary: SessionSummary, ids: ReadonlyMap<string, string>, terminal: Terminal): string {
  const { session, agent, project = '', firstMs, lastMs, calls, denied, asked } = summary;
  const facts = [
    counted(calls, 'call'),
    ...(denied > 0 ? [terminal.paint('red', `${denied} denied`)] : []),
    ...(asked > 0 ? [terminal.paint('yellow', `${asked} asked`)] : []),
  ];
  return [
    terminal.paint('dim', localTime(firstMs).slice(0, 16)),
    formatSpan(lastMs - firstMs).padStart(9),
    terminal.paint('bold', oneLine(ids.get(session) ?? session, 40)),
    oneLine(agent, 20).padEnd(12),
    oneLine(project, 60),
    terminal.paint('dim', '·'),
    facts.join(', '),
  ].join('  ');
}

/** The shortest beginnings, of eight characters or more, that tell the sessions apart. */
function shortIds(sessions: readonly string[]): ReadonlyMap<string, string> {
  const beginnings = (length: number): readonly string[] =>
    sessions.map((session) => session.slice(0, length));
  let length = 8;
  const longest = Math.max(0, ...sessions.map((session) => session.length));
  while (length < longest && new Set(beginnings(length)).size < sessions.length) length++;
  return new Map(sessions.map((session) => [session, session.slice(0, length)]));
}
