import { type Command, Option } from 'commander';
import {
  followEntries,
  newestEntries,
  outcomeOf,
  type SearchQuery,
  type StoredEntry,
} from '../../audit/index.ts';
import { type QueryOptions, readCount, readQuery, withQueryOptions } from '../audit-options.ts';
import { EXIT_STATUS, nothingFound, storeFailure, warnOfUnreadable, withAuditStore } from '../audit-store.ts';
import { EntryPrinter } from '../entry-printer.ts';
import { terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface SearchOptions extends QueryOptions {
  readonly prefix?: string;
  readonly limit: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly follow?: boolean;
  readonly ids?: boolean;
  readonly color: boolean;
}

const MAX_LIMIT = 10_000;

const PATTERNS = `
Each TEXT is found as it is, words as whole words, in commands, paths, programs, hosts, rules and what tools were given.
A * stands for any characters, in texts and in options. An option that is given twice asks for one or the other.
`;

const EXAMPLES = examples(
  "audit search 'git push'",
  "audit search 'deploy*' --since 7d",
  'audit search --file ~/.ssh --verdict deny,ask',
  "audit search --host '*.example' --field 'fs.read=*.env' --json",
  "audit search --rule 'force push' --csv > pushes.csv",
  'audit search --verdict deny --follow',
  'audit search --since 2h -- --force',
  'audit search --verdict deny --since 1h --ids',
);

/** `audit search`: the calls that fit, newest last. */
export function auditSearchVerb(): Command {
  return withQueryOptions(
    prefixVerb('search').argument('[text...]', 'what has to stand in the call; all of it'),
  )
    .option('--limit <n>', `how many of the newest to show, up to ${MAX_LIMIT}`, '100')
    .option('--json', 'a JSON line for each')
    .addOption(new Option('--csv', 'a table for spreadsheets, as RFC 4180 has it').conflicts('json'))
    .option('--ids', 'below each call the id that "premptictl explain" takes')
    .option('-f, --follow', 'go on with new ones')
    .option('--no-color', 'no colours')
    .description(
      'Find calls in the audit store by text, file, program, host, rule, verdict, session and time',
    )
    .addHelpText('after', PATTERNS + EXAMPLES + EXIT_STATUS)
    .action((texts: string[], options: SearchOptions) => search(texts, options));
}

async function search(texts: readonly string[], options: SearchOptions): Promise<void> {
  const query = await readQuery(texts, options, ['call']);
  const limit = readCount('--limit', options.limit, MAX_LIMIT);
  const prefix = prefixOf(options);
  const format = options.json === true ? 'json' : options.csv === true ? 'csv' : 'text';
  const withId = options.ids === true;
  const printer = new EntryPrinter(format, terminalFor(process.stdout, options));
  if (options.follow === true) {
    await follow(prefix.auditStore, query, limit, (stored) => printer.print({ ...stored, withId }));
    return;
  }
  await withAuditStore(prefix, (reader) => {
    const found = newestEntries(reader, query, limit + 1, warnOfUnreadable);
    for (const stored of found.slice(-limit)) {
      printer.print({ ...stored, outcome: outcomeOf(reader, stored.entry), withId });
    }
    if (found.length === 0) nothingFound();
    if (found.length > limit) console.error(`these are the newest ${limit}; --limit shows more`);
  });
}

async function follow(
  path: string,
  query: SearchQuery,
  tail: number,
  print: (stored: StoredEntry) => void,
): Promise<void> {
  const end = new AbortController();
  process.once('SIGINT', () => end.abort());
  const options = { tail, signal: end.signal, onUnreadable: warnOfUnreadable };
  try {
    for await (const stored of followEntries(path, query, options)) print(stored);
  } catch (error) {
    throw storeFailure(error, path);
  }
}
