import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CallEntry } from '../src/audit/entry.ts';
import { StoreWriter } from '../src/audit/store/store-writer.ts';
import { storeIn } from '../tests/support/audit-store.ts';
import { measureSearch } from './audit/search.ts';
import { CORPUS, corpusEntries, syntheticEntries } from './audit/synthetic-entries.ts';

/**
 * `npm run bench:audit [--records N,N...] [--store FILE]`: what the audit store costs. Fills stores of so many records with the
 * calls of the corpus and searches them; with `--store` only searches one that is there.
 */

const BATCH = 500;

const { values } = parseArgs({
  options: { records: { type: 'string', default: '10000,100000' }, store: { type: 'string' } },
});
if (values.store !== undefined) printSearch(values.store);
else if (existsSync(CORPUS)) await fillAndSearch(values.records.split(',').map(Number));
else console.log('skipped: the shared corpus is not beside this repository');

async function fillAndSearch(counts: readonly number[]): Promise<void> {
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
  const corpus = await corpusEntries();
  for (const count of counts) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-audit-'));
    try {
      const path = fill(folder, corpus, count);
      printSearch(path);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
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

function printSearch(path: string): void {
  for (const { name, found, firstMs, medianMs } of measureSearch(path)) {
    print(name, `${medianMs.toFixed(1)} ms (at first ${firstMs.toFixed(1)}), ${found} found`);
  }
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(42)} ${figure}`);
}
