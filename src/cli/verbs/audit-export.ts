import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { outcomeOf, searchEntries } from '../../audit/index.ts';
import { type QueryOptions, readQuery, withQueryOptions } from '../audit-options.ts';
import { EXIT_STATUS, nothingFound, warnOfUnreadable, withAuditStore } from '../audit-store.ts';
import { EntryPrinter } from '../entry-printer.ts';
import { terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface ExportOptions extends QueryOptions {
  readonly prefix?: string;
  readonly csv?: boolean;
}

const EXAMPLES = examples(
  'audit export > audit.jsonl',
  'audit export --csv --since 30d --kind call > calls.csv',
  'audit export --verdict deny | jq .reason',
);

/** `audit export`: records of the store, oldest first, however many there are. */
export function auditExportVerb(): Command {
  return withQueryOptions(prefixVerb('export'))
    .option('--json', 'a JSON line for each, as without it')
    .addOption(new Option('--csv', 'a table for spreadsheets, as RFC 4180 has it').conflicts('json'))
    .description('Write all records, or those that the options pick out, oldest first')
    .addHelpText('after', EXAMPLES + EXIT_STATUS)
    .action((options: ExportOptions) => exportEntries(options));
}

async function exportEntries(options: ExportOptions): Promise<void> {
  const query = await readQuery([], options, ['all']);
  const isCsv = options.csv === true;
  await withAuditStore(prefixOf(options), async (reader) => {
    const printer = new EntryPrinter(isCsv ? 'csv' : 'json', terminalFor(process.stdout));
    let count = 0;
    const found = searchEntries(reader, query, { order: 'oldest', onUnreadable: warnOfUnreadable });
    for (const stored of found) {
      const outcome = isCsv ? outcomeOf(reader, stored.entry) : undefined;
      if (!printer.print({ ...stored, outcome })) await once(process.stdout, 'drain');
      count++;
    }
    if (count === 0) nothingFound();
  });
}
