import { type Command, Option } from 'commander';
import { followEntries, newestEntries, outcomeOf } from '../../audit/index.ts';
import {
  nothingFound,
  openAuditStore,
  type QueryOptions,
  readCount,
  readQuery,
  withQueryOptions,
} from '../audit-options.ts';
import { EntryPrinter } from '../entry-printer.ts';
import { terminalFor } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface SearchOptions extends QueryOptions {
  readonly prefix?: string;
  readonly limit: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly follow?: boolean;
  readonly color: boolean;
}

const MAX_LIMIT = 10_000;

const HELP = `
Each TEXT is found as it is, words as whole words, in commands, paths, programs, hosts, rules and what tools were given.
A * stands for any characters, in texts and in options. An option that is given twice asks for one or the other.

Examples:
  premptictl audit search 'git push'
  premptictl audit search deploy* --since 7d
  premptictl audit search --file ~/.ssh --verdict deny,ask
  premptictl audit search --host '*.example' --field 'fs.read=*.env' --json
  premptictl audit search --rule 'force push' --csv > pushes.csv
  premptictl audit search --verdict deny --follow

Exit status: 0 when something was found, 1 when nothing was, 2 on an error.`;

/** `audit search`: the calls that fit, newest last. */
export function auditSearchVerb(): Command {
  return withQueryOptions(
    prefixVerb('search').argument('[text...]', 'what has to stand in the call; all of it'),
  )
    .option('--limit <n>', `how many of the newest to show, up to ${MAX_LIMIT}`, '100')
    .option('--json', 'a JSON line for each')
    .addOption(new Option('--csv', 'a table for spreadsheets, as RFC 4180 has it').conflicts('json'))
    .option('-f, --follow', 'go on with new ones')
    .option('--no-color', 'no colours')
    .description(
      'Find calls in the audit store by text, file, program, host, rule, verdict, session and time',
    )
    .addHelpText('after', HELP)
    .action((texts: string[], options: SearchOptions) => search(texts, options));
}

async function search(texts: readonly string[], options: SearchOptions): Promise<void> {
  const query = await readQuery(texts, options, ['call']);
  const limit = readCount('--limit', options.limit, MAX_LIMIT);
  const prefix = prefixOf(options);
  const format = options.json === true ? 'json' : options.csv === true ? 'csv' : 'text';
  const printer = new EntryPrinter(format, terminalFor(process.stdout, options));
  if (options.follow === true) {
    const end = new AbortController();
    process.once('SIGINT', () => end.abort());
    const found = followEntries(prefix.auditStore, query, { tail: limit, signal: end.signal });
    for await (const stored of found) printer.print(stored);
    return;
  }
  const reader = openAuditStore(prefix);
  try {
    const found = newestEntries(reader, query, limit);
    for (const stored of found) printer.print({ ...stored, outcome: outcomeOf(reader, stored.entry) });
    if (found.length === 0) nothingFound();
  } finally {
    reader.close();
  }
}
