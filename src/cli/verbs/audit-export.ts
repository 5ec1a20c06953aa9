import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { outcomeOf, searchEntries } from '../../audit/index.ts';
import {
  EXIT_STATUS,
  nothingFound,
  openAuditStore,
  type QueryOptions,
  readQuery,
  withQueryOptions,
} from '../audit-options.ts';
import { EntryPrinter } from '../entry-printer.ts';
import { terminalFor } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface ExportOptions extends QueryOptions {
  readonly prefix?: string;
  readonly format: 'jsonl' | 'csv';
}

const HELP = `
Examples:
  premptictl audit export > audit.jsonl
  premptictl audit export --format csv --since 30d --kind call > calls.csv
  premptictl audit export --verdict deny | jq .reason

${EXIT_STATUS}`;

/** `audit export`: records of the store, oldest first, however many there are. */
export function auditExportVerb(): Command {
  return withQueryOptions(prefixVerb('export'))
    .addOption(
      new Option('--format <name>', 'JSON lines, or a table for spreadsheets')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .addOption(new Option('--json', 'as without it: JSON lines').conflicts('format'))
    .description('Write all records, or those that the options pick out, oldest first')
    .addHelpText('after', HELP)
    .action((options: ExportOptions) => exportEntries(options));
}

async function exportEntries(options: ExportOptions): Promise<void> {
  const query = await readQuery([], options, ['all']);
  const isCsv = options.format === 'csv';
  const reader = openAuditStore(prefixOf(options));
  try {
    const printer = new EntryPrinter(isCsv ? 'csv' : 'json', terminalFor(process.stdout));
    let count = 0;
    for (const stored of searchEntries(reader, query, 'oldest')) {
      const outcome = isCsv ? outcomeOf(reader, stored.entry) : undefined;
      if (!printer.print({ ...stored, outcome })) await once(process.stdout, 'drain');
      count++;
    }
    if (count === 0) nothingFound();
  } finally {
    reader.close();
  }
}
