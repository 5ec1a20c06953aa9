import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CheckRecord, checkRecord, createDefaultGuard } from '../src/cli/check-records.ts';
import { readRecords } from '../tests/corpus/corpus-files.ts';
import { duration, median, percentile, processorTime } from './engine/statistics.ts';

const HOME = '/home/dev';
const CORPUS = fileURLToPath(new URL('../../shared/corpus', import.meta.url));
const WARM_ROUNDS = 3;
const ROUNDS = 9;

/**
 * `npm run bench:guard`: one decision, from the adapter through fields, shell analysis and default rules to the verdict, for
 * every call of the mixed corpus. Each call is decided in every round; its time is the median of its rounds, so that what else
 * the machine does in between does not count as the guard's.
 */
async function main(): Promise<void> {
  const records: CheckRecord[] = [];
  for await (const record of readRecords(CORPUS)) records.push(record);
  const guard = createDefaultGuard(HOME);
  const decide = (record: CheckRecord): void => void checkRecord(guard, record, { home: HOME });
  const replay = (): void => records.forEach(decide);

  for (let round = 0; round < WARM_ROUNDS; round++) replay();
  const rounds = Array.from({ length: ROUNDS }, () =>
    records.map((record) => duration(() => decide(record)) / 1e3),
  );
  const typical = records.map((_, i) => median(rounds.map((times) => times[i] as number)));
  const replays = Array.from({ length: 5 }, () => processorTime(replay));

  console.log(`Node ${process.version} on ${process.platform} ${process.arch}, ${records.length} calls\n`);
  console.log('one decision, median of the rounds of each call');
  for (const [name, value] of [
    ['median', median(typical)],
    ['p90', percentile(typical, 0.9)],
    ['p99', percentile(typical, 0.99)],
    ['max', Math.max(...typical)],
  ] as const)
    console.log(`  ${name.padEnd(8)}${value.toFixed(0).padStart(7)} us`);
  const perSecond = records.length / (median(replays) / 1e9);
  console.log(`replay: ${perSecond.toFixed(0)} decisions per second of processor time`);
  console.log('\nslowest');
  const slowest = typical.map((us, i) => ({ us, record: records[i] as CheckRecord }));
  for (const { us, record } of slowest.sort((a, b) => b.us - a.us).slice(0, 8))
    console.log(
      `${us.toFixed(0).padStart(7)} us  ${record.id}  ${JSON.stringify(record.input).slice(0, 90)}`,
    );
}

if (existsSync(CORPUS)) await main();
else console.log('skipped: the shared corpus is not beside this repository');
