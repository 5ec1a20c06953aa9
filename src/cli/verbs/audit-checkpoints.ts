import type { Command } from 'commander';
import { type Checkpoint, readCheckpoints } from '../../audit/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface CheckpointsOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

/** `audit checkpoints`: what was signed, to be kept elsewhere. */
export function auditCheckpointsVerb(): Command {
  return prefixVerb('checkpoints')
    .option('--json', 'print a line of JSON each, as "audit verify --checkpoints" takes them')
    .description('Show the signed checkpoints of the audit store; a copy elsewhere proves what was there')
    .addHelpText(
      'after',
      examples('audit checkpoints', 'audit checkpoints --json > /mnt/backup/audit-checkpoints.jsonl'),
    )
    .action((options: CheckpointsOptions) => showCheckpoints(options));
}

function showCheckpoints(options: CheckpointsOptions): void {
  const checkpoints = readCheckpoints(prefixOf(options).auditCheckpoints);
  const [last] = checkpoints.slice(-1);
  if (last === undefined) throw new CliFailure('nothing was signed yet', 1);
  if (options.json === true) {
    for (const checkpoint of checkpoints) console.log(jsonLine(checkpoint));
    return;
  }
  const terminal = terminalFor(process.stdout);
  console.log(`${terminal.paint('bold', 'Key')} ${last.key}`);
  for (const checkpoint of checkpoints) console.log(format(checkpoint));
}

function format({ timeMs, seq, reason, hash, store }: Checkpoint): string {
  const time = new Date(timeMs).toISOString().slice(0, 19);
  return `${time}Z  record ${String(seq).padStart(9)}  ${reason.padEnd(9)}  ${hash.slice(0, 16)}  store ${store.slice(0, 8)}`;
}
