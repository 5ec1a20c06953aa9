import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CallEntry } from '../src/audit/entry.ts';
import { StoreWriter } from '../src/audit/store/store-writer.ts';
import { verifyStore } from '../src/audit/store/verify-store.ts';
import { storeIn } from '../tests/support/audit-store.ts';
import { measureSearch } from './audit/search.ts';
import { CORPUS, corpusEntries, syntheticEntries } from './audit/synthetic-entries.ts';
import { measureVerdicts } from './audit/verdicts.ts';
import { median, percentile } from './engine/statistics.ts';

/**
 * `npm run bench:audit [--records N,N...] [--store FILE]`: what the audit store costs. Fills stores of so many records with the
 * calls of the corpus, writes to them as the service does, proves and searches them; with `--store` only proves and searches
 * one that is there. Then what an agent waits for the built service with its store, and without.
 */

const BATCH = 500;

/** As many go into one transaction of the service. */
const SLICE = 8;
const ROUNDS = 500;

const { values } = parseArgs({
  options: { records: { type: 'string', default: '10000,100000' }, store: { type: 'string' } },
});
if (values.store !== undefined) printReading(values.store);
else if (existsSync(CORPUS)) await fillAndSearch(values.records.split(',').map(Number));
else console.log('skipped: the shared corpus is not beside this repository');

async function fillAndSearch(counts: readonly number[]): Promise<void> {
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
  const corpus = await corpusEntries();
  for (const count of counts) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-audit-'));
    try {
      const path = fill(folder, corpus, count);
      printWriting(folder, corpus);
      printReading(path);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  await printVerdicts(corpus);
}

/** Makes a store; what the entries themselves take to make does not count. */
function fill(folder: string, corpus: readonly CallEntry[], count: number): string {
  const options = storeIn(folder);
  const writer = new StoreWriter(options);
  let writingMs = 0;
  let batch: string[] = [];
  const write = (): void => {
    const start = performance.now();
    writer.write(batch);
    writingMs += performance.now() - start;
    batch = [];
  };
  for (const entry of syntheticEntries(corpus, count)) {
    if (batch.push(JSON.stringify(entry)) === BATCH) write();
  }
  write();
  writer.close();
  console.log(`\n${count} records`);
  print('written per second, 500 at a time', (count / (writingMs / 1000)).toFixed(0));
  print('bytes per record, its indexes included', (statSync(options.store).size / count).toFixed(0));
  return options.store;
}

/** As the service writes, and as a hook that evaluates by itself does: opens the store, writes one, closes it. */
function printWriting(folder: string, corpus: readonly CallEntry[]): void {
  const texts = [...syntheticEntries(corpus, ROUNDS * SLICE)].map((entry) => JSON.stringify(entry));
  const slice = (round: number, size: number): readonly string[] =>
    texts.slice(round * size, (round + 1) * size);
  const writer = new StoreWriter(storeIn(folder));
  writer.write(slice(0, 1));
  printTimes(
    `written ${SLICE} at a time, ms`,
    timesOf((round) => writer.write(slice(round, SLICE))),
  );
  writer.close();
  const once = (round: number): void => {
    const own = new StoreWriter(storeIn(folder));
    own.write(slice(round, 1));
    own.close();
  };
  printTimes('opened, written one, closed, ms', timesOf(once));
}

function timesOf(work: (round: number) => void): readonly number[] {
  return Array.from({ length: ROUNDS }, (_, round) => {
    const start = performance.now();
    work(round);
    return performance.now() - start;
  });
}

async function printVerdicts(corpus: readonly CallEntry[]): Promise<void> {
  const commands = corpus.flatMap(({ events }) => String(events[0]?.fields['tool.input_command'] ?? ''));
  const asked = commands.filter((command) => command !== '').slice(0, 1_000);
  console.log('\nverdicts of the service');
  for (const hasStore of [false, true, false, true]) {
    const { median: one, p99, medianAtOnce } = await measureVerdicts(asked, hasStore);
    const times = `median ${one.toFixed(2)}  p99 ${p99.toFixed(2)}  100 at once ${medianAtOnce.toFixed(1)}`;
    print(hasStore ? 'with the store, ms' : 'without, ms', times);
  }
}

/** Of a store whose checkpoints lie beside it under their usual name. */
function printReading(path: string): void {
  const start = performance.now();
  const found = verifyStore({ store: path, checkpoints: [join(dirname(path), 'audit-checkpoints.jsonl')] });
  const { first = 0, last = 0, flaw } = found ?? {};
  const seconds = (performance.now() - start) / 1000;
  print(
    'proved',
    `${((last - first + 1) / seconds).toFixed(0)} per second${flaw === undefined ? '' : `: ${flaw.problem}`}`,
  );
  for (const { name, found, firstMs, medianMs } of measureSearch(path)) {
    print(name, `${medianMs.toFixed(1)} ms (at first ${firstMs.toFixed(1)}), ${found} found`);
  }
}

function printTimes(what: string, ms: readonly number[]): void {
  const figures = { median: median(ms), p99: percentile(ms, 0.99), max: Math.max(...ms) };
  const texts = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  print(what, texts.join('  '));
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(42)} ${figure}`);
}
