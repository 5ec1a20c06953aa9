import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Corpus, readCorpus } from './engine/corpus.ts';
import type { Costs } from './engine/measure.ts';
import { RULE_SETS, type RuleSetName } from './engine/rule-sets.ts';
import { median } from './engine/statistics.ts';
import { workOutFields } from './engine/work-out-fields.ts';

const PROCESSES = 5;
const NAME_WIDTH = 33;
const MEASURE = fileURLToPath(new URL('engine/measure.ts', import.meta.url));

/** How each column is shown. */
const COLUMNS: readonly (readonly [key: keyof Costs, title: string, digits: number])[] = [
  ['rules', 'rules', 0],
  ['loadMs', 'load ms', 0],
  ['firstEventMs', 'first event ms', 1],
  ['heapMb', 'heap MB', 1],
  ['matches', 'matches', 0],
  ['calibrationPerSecond', 'loop/s', 0],
  ['eventsPerSecond', 'events/s', 0],
  ['ratio', 'ratio', 2],
  ['meanNs', 'mean ns', 0],
  ['p50Ns', 'p50 ns', 0],
  ['p99Ns', 'p99 ns', 0],
  ['bytesPerEvent', 'bytes/event', 0],
];

/** `npm run bench:engine`: what loading rules costs, and what they cost per event. */
function main(corpus: Corpus): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-engine-'));
  try {
    const records = join(folder, 'records.jsonl');
    writeFileSync(records, corpus.records.map((record) => JSON.stringify(workOutFields(record))).join('\n'));
    console.log(
      `Node ${process.version} on ${process.platform} ${process.arch}, ${corpus.records.length} events;`,
    );
    console.log(`medians of ${PROCESSES} processes for each set of rules\n`);
    console.log(row('rule set', (_, title) => title));
    console.log(row('-'.repeat(NAME_WIDTH), (_, title) => `${'-'.repeat(title.length - 1)}:`));
    for (const set of RULE_SETS) {
      const runs = Array.from({ length: PROCESSES }, () => run(set, records));
      console.log(row(set, (key, _, digits) => median(runs.map((costs) => costs[key])).toFixed(digits)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The upstream rules see the fields that they were written for, ours all that we have. */
function run(set: RuleSetName, records: string): Costs {
  const args = set.startsWith('upstream') ? [set] : [set, records];
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', MEASURE, ...args], { encoding: 'utf8' }));
}

function row(name: string, cell: (key: keyof Costs, title: string, digits: number) => string): string {
  const cells = COLUMNS.map(([key, title, digits]) => cell(key, title, digits).padStart(title.length));
  return `| ${[name.padEnd(NAME_WIDTH), ...cells].join(' | ')} |`;
}

const corpus = readCorpus();
if (corpus === undefined) console.log('skipped: the shared corpus is not beside this repository');
else main(corpus);
