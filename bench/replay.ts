import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StoreWriter } from '../src/audit/store/store-writer.ts';
import { guardOf } from '../src/cli/rule-policy.ts';
import {
  DEFAULT_SETTINGS,
  packageRoot,
  packageVersion,
  prefixAt,
  readPolicy,
  ruleFiles,
} from '../src/guard/index.ts';
import { countsOf, replayStore, unknownCalls } from '../src/replay/index.ts';
import { storeIn } from '../tests/support/audit-store.ts';
import { CORPUS, corpusEntries, syntheticEntries } from './audit/synthetic-entries.ts';

/**
 * `npm run bench:replay [-- --records N]`: records made from the calls of the shared corpus are written to a store and put to the
 * default rules and three packs, in a process of its own. With `--store PATH` a store that is there is taken.
 */

const BATCH = 2_000;

const { values } = parseArgs({
  options: { records: { type: 'string', default: '500000' }, store: { type: 'string' } },
});

if (values.store !== undefined) await measure(values.store);
else if (existsSync(CORPUS)) await measureNewStore(Number(values.records));
else console.log('skipped: the shared corpus is not beside this repository');

async function measureNewStore(records: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-replay-'));
  try {
    const files = storeIn(folder);
    const writer = new StoreWriter(files);
    const corpus = await corpusEntries();
    for (let from = 0; from < records; from += BATCH) {
      const entries = syntheticEntries(corpus, Math.min(BATCH, records - from), from);
      writer.write(Array.from(entries, (entry) => JSON.stringify(entry)));
    }
    writer.close();
    spawnSync(process.execPath, [import.meta.filename, '--store', files.store], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(store: string): Promise<void> {
  const files = readPolicy(prefixAt(join(packageRoot(), 'no-prefix')), ['git-strict', 'cloud', 'kubernetes']);
  const { ruleSet } = guardOf(files, DEFAULT_SETTINGS);
  const policy = { ...DEFAULT_SETTINGS, ruleSet, files: ruleFiles(files) };
  const options = { selection: {}, maxExamples: 3, version: packageVersion() };
  const start = performance.now();
  const tally = await replayStore(store, policy, options);
  const seconds = (performance.now() - start) / 1e3;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const { newAsks, newDenies, lostAsks, lostDenies } = countsOf(tally);
  console.log(
    `Node ${process.version} on ${process.platform} ${process.arch}, ${availableParallelism()} processors`,
  );
  console.log(`${tally.calls} calls in ${seconds.toFixed(1)} s`);
  console.log(
    `${((userCPUTime + systemCPUTime) / tally.calls).toFixed(0)} us of processor time each, loading included`,
  );
  console.log(`${(maxRSS / 1024).toFixed(0)} MiB at most`);
  console.log(
    `new denies ${newDenies}, new asks ${newAsks}, lost denies ${lostDenies}, lost asks ${lostAsks}, unknown ${unknownCalls(tally)}`,
  );
}
