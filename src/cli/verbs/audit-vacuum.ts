import { statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { maintainStore, renewStore, storeSummary } from '../../audit/index.ts';
import { type Prefix, readSettings, type Settings } from '../../guard/index.ts';
import { onStore } from '../audit-store.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { mebibytes } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface VacuumOptions {
  readonly prefix?: string;
  readonly shrink: boolean;
  readonly setAside?: boolean;
  readonly json?: boolean;
}

/** `audit vacuum`: deletes what is over the bounds and makes the file small. */
export function auditVacuumVerb(): Command {
  return prefixVerb('vacuum')
    .option('--no-shrink', 'leave free room in the file for new records')
    .addOption(
      new Option('--set-aside', 'move a damaged store to another name and begin a new one').conflicts(
        'shrink',
      ),
    )
    .option('--json', 'print JSON')
    .description(
      'Delete what is older or more than the settings keep, and make the file as small as it can be',
    )
    .addHelpText('after', examples('audit vacuum', 'audit vacuum --set-aside'))
    .action((options: VacuumOptions) => vacuum(options));
}

async function vacuum(options: VacuumOptions): Promise<void> {
  const prefix = prefixOf(options);
  const sizeBytes = (): number => statSync(prefix.auditStore, { throwIfNoEntry: false })?.size ?? 0;
  const before = sizeBytes();
  if (before === 0) throw new CliFailure(`there is no store at ${prefix.auditStore} yet`, 2);
  const { settings } = readSettings(prefix);
  if (options.setAside === true) {
    const setAside = moveAside(prefix, settings);
    const data = { deleted: 0, bytesBefore: before, bytesAfter: sizeBytes(), setAside };
    const told = `the store is now ${setAside}, and a new one has begun; "premptictl audit verify --store" looks at the old one`;
    console.log(options.json === true ? jsonLine(data) : told);
    return;
  }
  const deleted = await onStore(prefix.auditStore, () => maintainStore(prefix, settings, options.shrink));
  const after = sizeBytes();
  const text = `${deleted} records deleted; ${mebibytes(before)} before, ${mebibytes(after)} now`;
  console.log(options.json === true ? jsonLine({ deleted, bytesBefore: before, bytesAfter: after }) : text);
}

/** As long as it may take to look at every record. */
const CHECK_MS = 60_000;

/** Gives where the damaged store is then. */
function moveAside(prefix: Prefix, settings: Settings): string {
  const { damage, checked, records } = storeSummary(prefix.auditStore, CHECK_MS);
  if (damage === undefined) {
    throw new CliFailure(`no damage was found in ${prefix.auditStore} (${checked} of ${records} records)`, 2);
  }
  renewStore(prefix, settings, damage);
  return storeSummary(prefix.auditStore, 0).setAside.at(-1) ?? '';
}
