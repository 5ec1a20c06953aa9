import { existsSync, statfsSync } from 'node:fs';
import { type AuditStatus, storeSummary } from '../audit/index.ts';
import type { Prefix } from '../guard/index.ts';
import { existingPlace, type Found, note, problem, unwritablePlace } from './finding.ts';

/** Below this, records are soon lost. */
const MIN_FREE_BYTES = 16 * 1024 * 1024;

/** What is wrong with the records of calls; `audit`: what the service says of it, where one runs. */
export function auditFindings(
  { auditLog, auditStore, logDir }: Prefix,
  audit?: AuditStatus,
): readonly Found[] {
  const file = existsSync(auditLog) ? auditLog : logDir;
  const unwritable = unwritablePlace(file);
  const told = [audit?.problem, audit?.store?.problem].flatMap((text) => text ?? []);
  return [
    ...(unwritable === undefined
      ? []
      : [
          problem(
            `${unwritable} cannot be written to: calls leave no record`,
            `run "chmod u+rwX ${unwritable}"`,
          ),
        ]),
    ...told.map((text) => problem(text, 'free the disk or correct the permissions')),
    ...storeFindings(auditStore),
    ...((audit?.lost ?? 0) > 0 ? [note(`${audit?.lost} records were lost since the service started`)] : []),
    ...(freeBytes(logDir) < MIN_FREE_BYTES
      ? [problem(`the disk of ${logDir} is full: calls leave no record`, 'free some space')]
      : []),
  ];
}

/** How long records of the store are looked at. */
const CHECK_MS = 2_000;

function storeFindings(path: string): readonly Found[] {
  const { problem: flaw, setAside, left, checked, records } = storeSummary(path, CHECK_MS);
  const isPart = flaw === undefined && checked < records;
  return [
    ...(flaw === undefined ? [] : [problem(flaw)]),
    ...(isPart
      ? [
          note(
            `${checked} of the ${records} records in ${path} were looked at, and are as they were written`,
            'run "premptictl audit verify" to look at all',
          ),
        ]
      : []),
    ...(left > 0
      ? [
          note(
            `${left} calls that hooks recorded by themselves are not in ${path} yet, and not found there`,
            `run "premptictl audit vacuum"; what then stays in ${path}-left can be read by nobody`,
          ),
        ]
      : []),
    ...setAside.map((aside) =>
      note(
        `a damaged store was moved to ${aside}: its records are not found any more`,
        `run "premptictl audit verify --store ${aside}" to see what is wrong with it, and delete it when you need it no more`,
      ),
    ),
  ];
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(existingPlace(path));
  return bavail * bsize;
}
