import type { Command } from 'commander';
import { type AuditStats, auditStats, type Tally } from '../../audit/index.ts';
import { readRange } from '../audit-options.ts';
import { EXIT_STATUS, nothingFound, withAuditStore } from '../audit-store.ts';
import { formatSpan } from '../entry-view.ts';
import { jsonLine } from '../json-line.ts';
import { counted, oneLine, type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface StatsOptions {
  readonly prefix?: string;
  readonly since?: string;
  readonly until?: string;
  readonly json?: boolean;
}

const EXAMPLES = examples('audit stats --since 7d', "audit stats --json | jq '.rules[0]'");

/** `audit stats`: what was asked and denied, by which rules, and how long people were waited for. */
export function auditStatsVerb(): Command {
  return prefixVerb('stats')
    .option('--since <time>', 'from then on: 30m, 2h, 7d, or 2026-01-31T12:00')
    .option('--until <time>', 'up to then')
    .option('--json', 'print JSON')
    .description(
      'Count what was asked and denied, the rules and agents behind it, and the time spent waiting',
    )
    .addHelpText('after', EXAMPLES + EXIT_STATUS)
    .action((options: StatsOptions) => showStats(options));
}

async function showStats(options: StatsOptions): Promise<void> {
  const range = readRange(options, Date.now());
  await withAuditStore(prefixOf(options), (reader) => {
    const stats = auditStats(reader, range);
    if (options.json === true) console.log(jsonLine(stats));
    else if (stats.calls > 0) console.log(format(stats, terminalFor(process.stdout)));
    if (stats.calls === 0) nothingFound();
  });
}

function format(stats: AuditStats, terminal: Terminal): string {
  const { calls, denied, asked, notEnforced, held, answers } = stats;
  const { ran, failed, refused } = stats.outcomes;
  const stopped = notEnforced === 0 ? '' : ` (${notEnforced} of these only recorded, or approved)`;
  const answered = answers.approved + answers.denied;
  const lines = [
    `${counted(calls, 'call')}, ${denied} denied, ${asked} asked about${stopped}`,
    ...(answered === 0
      ? []
      : [
          `${counted(answered, 'answer')} by people: ${answers.approved} approved, ${answers.denied} denied; half of them within ${formatSpan(answers.medianMs ?? 0)}`,
        ]),
    ...(held.calls === 0
      ? []
      : [`${counted(held.calls, 'call')} held for an answer, ${formatSpan(held.totalMs)} in all`]),
    ...(ran + failed + refused === 0
      ? []
      : [
          `${ran} ran, ${failed} failed${refused === 0 ? '' : `, ${refused} refused by the agent`}, as far as agents tell`,
        ]),
  ];
  return [
    lines.join('\n'),
    table('Rules', stats.rules, terminal),
    table('Agents', stats.agents, terminal),
    table('Tools', stats.tools, terminal),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const MAX_ROWS = 10;

function table(title: string, tallies: readonly Tally[], terminal: Terminal): string {
  if (tallies.length === 0) return '';
  const width = 50;
  const row = (name: string, numbers: readonly (string | number)[]): string =>
    `${name.padEnd(width)}${numbers.map((number) => String(number).padStart(9)).join('')}`;
  const rows = tallies
    .slice(0, MAX_ROWS)
    .map(({ name, calls, denied, asked }) => row(`  ${oneLine(name, width - 3)}`, [calls, denied, asked]));
  const rest =
    tallies.length > MAX_ROWS ? [terminal.paint('dim', `  and ${tallies.length - MAX_ROWS} more`)] : [];
  return [terminal.paint('bold', row(title, ['calls', 'denied', 'asked'])), ...rows, ...rest].join('\n');
}
