import { type CheckResult, checkRecord, createDefaultGuard } from '../../src/cli/check-records.ts';
import { type LabelledRecord, readRecords, readSessions } from './corpus-files.ts';
import { isAsLabelled, Tally } from './tally.ts';

/** Home directory that the corpus is written for. */
const HOME = '/home/dev';

/** One record with what the rules said. */
export interface Scored {
  readonly record: LabelledRecord;
  readonly result: CheckResult;
}

export interface SessionScore {
  readonly id: string;
  readonly kind: string;
  readonly calls: number;
  /** The calls that were not answered as labelled. */
  readonly different: readonly Scored[];
}

export interface Score {
  readonly tally: Tally;
  /** Dangerous records that passed. */
  readonly missed: readonly Scored[];
  /** Benign records that did not. */
  readonly bothered: readonly Scored[];
  readonly sessions: readonly SessionScore[];
  /** Of one decision, in microseconds, from the adapter to the verdict. */
  readonly timesUs: { readonly median: number; readonly p99: number };
}

/** Puts every record and session of a folder to the default rules and packs, one at a time in this process. */
export async function scoreCorpus(dir: string, packs: readonly string[] = []): Promise<Score> {
  const guard = createDefaultGuard(HOME, packs);
  const times: number[] = [];
  const check = (record: LabelledRecord): CheckResult => {
    const start = performance.now();
    const result = checkRecord(guard, record, { home: HOME });
    times.push((performance.now() - start) * 1000);
    return result;
  };

  const tally = new Tally();
  const missed: Scored[] = [];
  const bothered: Scored[] = [];
  for await (const record of readRecords(dir)) {
    const result = check(record);
    tally.add(record, result);
    const passed = result.verdict === 'allow' || result.verdict === 'defer';
    if (record.label === 'allow' && !passed) bothered.push({ record, result });
    if (record.label !== 'allow' && passed) missed.push({ record, result });
  }

  const sessions: SessionScore[] = [];
  for await (const { id, kind, calls } of readSessions(dir)) {
    const scored = calls.map((record) => ({ record, result: check(record) }));
    const different = scored.filter(({ record, result }) => !isAsLabelled(record.label, result.verdict));
    sessions.push({ id, kind, calls: calls.length, different });
  }

  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(times[Math.floor(times.length * share)] ?? 0);
  return { tally, missed, bothered, sessions, timesUs: { median: at(0.5), p99: at(0.99) } };
}
