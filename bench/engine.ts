import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readCorpus } from './engine/corpus.ts';
import type { Costs } from './engine/measure.ts';
import { RULE_SETS, type RuleSetName } from './engine/rule-sets.ts';
import { median } from './engine/statistics.ts';

const PROCESSES = 5;
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
];

/** `npm run bench:engine`: what loading rules costs, and what they cost per event. */
function main(events: number): void {
  console.log(`Node ${process.version} on ${process.platform} ${process.arch}, ${events} events;`);
  console.log(`medians of ${PROCESSES} processes for each set of rules\n`);
  const name = 'rule set'.padEnd(33);
  console.log(`| ${name} | ${COLUMNS.map(([, title]) => title).join(' | ')} |`);
  console.log(
    `| ${'-'.repeat(33)} | ${COLUMNS.map(([, title]) => `${'-'.repeat(title.length - 1)}:`).join(' | ')} |`,
  );
  for (const set of RULE_SETS) {
    const runs = Array.from({ length: PROCESSES }, () => run(set));
    const cells = COLUMNS.map(([key, title, digits]) =>
      median(runs.map((costs) => costs[key]))
        .toFixed(digits)
        .padStart(title.length),
    );
    console.log(`| ${set.padEnd(33)} | ${cells.join(' | ')} |`);
  }
}

function run(set: RuleSetName): Costs {
  const output = execFileSync(process.execPath, ['--expose-gc', MEASURE, set], { encoding: 'utf8' });
  return JSON.parse(output) as Costs;
}

const corpus = readCorpus();
if (corpus === undefined) console.log('skipped: the shared corpus is not beside this repository');
else main(corpus.events.length);
