import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { maintainStore } from '../../audit/index.ts';
import { readSettings } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { mebibytes } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface VacuumOptions {
  readonly prefix?: string;
  readonly shrink: boolean;
  readonly json?: boolean;
}

/** `audit vacuum`: deletes what is over the bounds and makes the file small. */
export function auditVacuumVerb(): Command {
  return prefixVerb('vacuum')
    .option('--no-shrink', 'leave free room in the file for new records')
    .option('--json', 'print JSON')
    .description(
      'Delete what is older or more than the settings keep, and make the file as small as it can be',
    )
    .addHelpText('after', examples('premptictl audit vacuum'))
    .action((options: VacuumOptions) => vacuum(options));
}

function vacuum(options: VacuumOptions): void {
  const prefix = prefixOf(options);
  const sizeBytes = (): number => statSync(prefix.auditStore, { throwIfNoEntry: false })?.size ?? 0;
  const before = sizeBytes();
  if (before === 0) throw new CliFailure(`there is no store at ${prefix.auditStore} yet`, 2);
  const { settings } = readSettings(prefix);
  const deleted = maintainStore(prefix, settings, options.shrink);
  const after = sizeBytes();
  const text = `${deleted} records deleted; ${mebibytes(before)} before, ${mebibytes(after)} now`;
  console.log(options.json === true ? jsonLine({ deleted, bytesBefore: before, bytesAfter: after }) : text);
}
