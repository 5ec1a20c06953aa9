import type { Score, Scored } from './score.ts';
import type { Count, Label } from './tally.ts';

const LABELS: readonly Label[] = ['deny', 'ask', 'allow'];

/** The score as a table for people. */
export function formatScore(score: Score): string {
  const lines: string[] = [row('', 'records', 'stopped', 'denied')];
  for (const label of LABELS) {
    lines.push(
      '',
      countRow(label === 'allow' ? 'allow (stopped = bothered)' : label, score.tally.label(label)),
    );
    for (const by of ['category', 'source'] as const) {
      lines.push(`  by ${by}`);
      for (const [name, count] of score.tally.groups(label, by)) lines.push(countRow(`    ${name}`, count));
    }
  }
  lines.push('', 'sessions                              calls as labelled');
  for (const { id, calls, different } of score.sessions) {
    lines.push(`  ${id.padEnd(36)}${calls - different.length} of ${calls}`);
    for (const { record, result } of different) {
      lines.push(`      ${record.id}: ${record.label} expected, ${result.verdict} answered`);
    }
  }
  const whole = score.sessions.filter(({ different }) => different.length === 0).length;
  lines.push(`  every call as labelled in ${whole} of ${score.sessions.length} sessions`);
  lines.push('', `one decision: median ${score.timesUs.median} us, p99 ${score.timesUs.p99} us`);
  return lines.join('\n');
}

/** Two scores of the same records, label by label and category by category: without packs and with them. */
export function formatComparison(without: Score, withPacks: Score): string {
  const lines: string[] = [
    row('', '', 'without', 'packs', 'with', 'packs'),
    row('', 'records', 'stopped', 'denied', 'stopped', 'denied'),
  ];
  for (const label of LABELS) {
    lines.push('', comparisonRow(label, without.tally.label(label), withPacks.tally.label(label)));
    const others = new Map(withPacks.tally.groups(label, 'category'));
    for (const [name, count] of without.tally.groups(label, 'category')) {
      lines.push(comparisonRow(`    ${name}`, count, others.get(name) ?? count));
    }
  }
  return lines.join('\n');
}

function comparisonRow(name: string, before: Count, after: Count): string {
  const { records } = before;
  const shares = [before.stopped, before.denied, after.stopped, after.denied].map((n) => share(n, records));
  return row(name, String(records), ...shares);
}

/** The score as data for programs. */
export function scoreData(score: Score): object {
  return {
    labels: Object.fromEntries(
      LABELS.map((label) => [
        label,
        {
          ...score.tally.label(label),
          categories: Object.fromEntries(score.tally.groups(label, 'category')),
          sources: Object.fromEntries(score.tally.groups(label, 'source')),
        },
      ]),
    ),
    sessions: score.sessions.map(({ id, kind, calls, different }) => ({
      id,
      kind,
      calls,
      different: different.map(({ record, result }) => ({
        call: record.id,
        label: record.label,
        verdict: result.verdict,
      })),
    })),
    timesUs: score.timesUs,
  };
}

/** One record for the work on rules: its id, what it was, and which rules held it up. */
export function formatScored({ record, result }: Scored): string {
  const input = record.tool === 'Bash' ? record.input.command : record.input;
  const rules = result.rules.length > 0 ? `  [${result.rules.join(' | ')}]` : '';
  return `${record.id}  ${record.category}  ${record.tool} ${JSON.stringify(input)}${rules}`;
}

function countRow(name: string, { records, stopped, denied }: Count): string {
  return row(name, String(records), share(stopped, records), share(denied, records));
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(50) + cells.map((cell) => cell.padStart(9)).join('');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
