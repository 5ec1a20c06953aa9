import type { Command } from 'commander';
import {
  type AuditStoreReader,
  outcomeOf,
  type StoryEntry,
  sessionStory,
  sessionsStartingWith,
} from '../../audit/index.ts';
import { EXIT_STATUS, warnOfUnreadable, withAuditStore } from '../audit-store.ts';
import { EntryPrinter } from '../entry-printer.ts';
import { CliFailure } from '../failure.ts';
import { oneLine, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface SessionOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

const EXAMPLES = examples(
  'audit session 0198b2c4',
  `audit session 0198b2c4 --json | jq 'select(.verdict == "deny")'`,
);

/** `audit session ID`: all that happened in a session, in order. */
export function auditSessionVerb(): Command {
  return prefixVerb('session')
    .argument('<id>', 'the session; the beginning of its id is enough')
    .option('--json', 'a JSON line for each record')
    .description('Tell the story of a session: its calls, what became of them, answers, and its subagents')
    .addHelpText('after', EXAMPLES + EXIT_STATUS)
    .action((id: string, options: SessionOptions) => showSession(id, options));
}

async function showSession(id: string, options: SessionOptions): Promise<void> {
  const isJson = options.json === true;
  await withAuditStore(prefixOf(options), (reader) => {
    const story = sessionStory(reader, findSession(reader, id), warnOfUnreadable);
    const terminal = terminalFor(process.stdout);
    const printer = new EntryPrinter(isJson ? 'json' : 'text', terminal);
    let isHeaded = isJson;
    for (const told of story) {
      if (!isHeaded) console.log(terminal.paint('bold', headLine(told)));
      isHeaded = true;
      if (isJson) printer.print(told);
      else if (!isToldWithItsCall(told)) printer.print({ ...told, outcome: outcomeOf(reader, told.entry) });
    }
  });
}

const MAX_CHOICES = 10;

function findSession(reader: AuditStoreReader, id: string): string {
  const [session, ...more] = sessionsStartingWith(reader, id, MAX_CHOICES);
  if (session === undefined)
    throw new CliFailure(`no session begins with "${id}"; see "premptictl audit sessions"`);
  if (session === id || more.length === 0) return session;
  const all = [session, ...more].map((one) => `\n  ${oneLine(one, 80)}`).join('');
  throw new CliFailure(`several sessions begin with "${id}":${all}`, 2);
}

/** The session and its agent, with the version that it began with where that is known. */
function headLine({ entry }: StoryEntry): string {
  const version = entry.kind === 'call' && entry.agentVersion;
  return oneLine(`${entry.session}  ${entry.agent}${version ? ` ${version}` : ''}`, 160);
}

function isToldWithItsCall({ entry }: StoryEntry): boolean {
  return entry.kind === 'outcome' && (entry.correlationId ?? entry.useId) !== undefined;
}
