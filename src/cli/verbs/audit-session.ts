import type { Command } from 'commander';
import {
  type AuditStoreReader,
  outcomeOf,
  type StoryEntry,
  sessionStory,
  sessionsStartingWith,
} from '../../audit/index.ts';
import { EXIT_STATUS, openAuditStore } from '../audit-options.ts';
import { entryData, formatEntry } from '../entry-view.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { oneLine, type Terminal, terminalFor } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface SessionOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

const HELP = `
Examples:
  premptictl audit session 0198b2c4
  premptictl audit session 0198b2c4 --json | jq 'select(.verdict == "deny")'

${EXIT_STATUS}`;

/** `audit session ID`: all that happened in a session, in order. */
export function auditSessionVerb(): Command {
  return prefixVerb('session')
    .argument('<id>', 'the session; the beginning of its id is enough')
    .option('--json', 'a JSON line for each record')
    .description('Tell the story of a session: its calls, what became of them, answers, and its subagents')
    .addHelpText('after', HELP)
    .action((id: string, options: SessionOptions) => showSession(id, options));
}

function showSession(id: string, options: SessionOptions): void {
  const reader = openAuditStore(prefixOf(options));
  try {
    const story = sessionStory(reader, findSession(reader, id));
    const terminal = terminalFor(process.stdout);
    for (const told of story) {
      if (options.json === true) console.log(jsonLine({ ...entryData(told), depth: told.depth }));
      else if (!isToldWithItsCall(told)) console.log(format(told, reader, terminal));
    }
  } finally {
    reader.close();
  }
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

function isToldWithItsCall({ entry }: StoryEntry): boolean {
  return entry.kind === 'outcome' && entry.useId !== undefined;
}

function format({ depth, ...stored }: StoryEntry, reader: AuditStoreReader, terminal: Terminal): string {
  const text = formatEntry({ ...stored, outcome: outcomeOf(reader, stored.entry) }, terminal);
  const indent = '  '.repeat(depth);
  return text
    .split('\n')
    .map((line) => indent + line)
    .join('\n');
}
