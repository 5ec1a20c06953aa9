import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { readAuditStore } from '../audit/index.ts';
import { packageRoot } from '../guard/index.ts';
import type { ReplayPolicy, ReplayRules } from './re-evaluate.ts';
import type { SequenceRange } from './recorded-calls.ts';
import { type ReplayOptions, replayRange } from './replay-range.ts';
import type { ReplayAnswer, ReplayTask } from './replay-worker.ts';
import { emptyTally, merge, type ReplayTally } from './tally.ts';

/** How the work is divided. */
export interface Division {
  /** Records that are replayed at once: about a second of work. */
  readonly chunk: number;
  /** With fewer records the rules are not loaded once more for other threads. */
  readonly minForThreads: number;
}

const DIVISION: Division = { chunk: 10_000, minForThreads: 30_000 };

/** Told after each chunk: how many records are done, and of how many. */
export type OnProgress = (done: number, total: number) => void;

/**
 * Puts the recorded calls of a store to rules, on all processors where there are many. Takes memory for what is reported, not
 * for the history.
 *
 * @throws what SQLite or a thread says
 */
export async function replayStore(
  storePath: string,
  policy: ReplayPolicy & ReplayRules,
  options: ReplayOptions,
  onProgress: OnProgress = () => undefined,
  { chunk, minForThreads }: Division = DIVISION,
): Promise<ReplayTally> {
  const whole = rangeSince(storePath, options.selection.sinceMs ?? 0);
  const tally = emptyTally();
  if (whole === undefined) return tally;
  const total = whole.to - whole.from + 1;
  let done = 0;
  const take = (counted: ReplayTally, { from, to }: SequenceRange): void => {
    merge(tally, counted, options.maxExamples);
    done += to - from + 1;
    onProgress(done, total);
  };
  const ranges = chunksOf(whole, chunk);
  const threads = total < minForThreads ? 0 : availableParallelism();
  if (threads < 2) {
    for (const range of ranges) take(replayRange(storePath, range, policy, options), range);
  } else {
    const { ruleSet: _, ...rules } = policy;
    const task: ReplayTask = { storePath, rules, options };
    const workers = Array.from({ length: threads }, () => newWorker(task));
    try {
      await Promise.all(workers.map((worker) => workOff(ranges, worker, take)));
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  }
  return tally;
}

/** Left to itself a thread takes twice the memory before it collects anything; rules and a page of records are far below. */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

function newWorker(task: ReplayTask): Worker {
  return new Worker(workerFile(), { workerData: task, resourceLimits: LIMITS });
}

/** Has a thread do ranges until none is left. */
function workOff(
  ranges: Iterator<SequenceRange, undefined>,
  worker: Worker,
  take: (tally: ReplayTally, range: SequenceRange) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let current: SequenceRange | undefined;
    const next = (): void => {
      current = ranges.next().value;
      if (current === undefined) resolve();
      else worker.postMessage(current);
    };
    worker.on('error', reject);
    worker.on('message', (tally: ReplayAnswer) => {
      if (current !== undefined) take(tally, current);
      next();
    });
    next();
  });
}

function workerFile(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return join(packageRoot(), isSource ? 'src/replay/replay-worker.ts' : 'dist/replay-worker.js');
}

/** The records from the first one of that time or later; `undefined` where there is none. */
function rangeSince(storePath: string, sinceMs: number): SequenceRange | undefined {
  const reader = readAuditStore(storePath);
  try {
    const row = reader?.database
      .prepare('SELECT min(seq) AS first, max(seq) AS last FROM record WHERE time_ms >= ?')
      .get(sinceMs);
    if (row === undefined || row.first === null) return undefined;
    return { from: Number(row.first), to: Number(row.last) };
  } finally {
    reader?.close();
  }
}

function* chunksOf({ from, to }: SequenceRange, size: number): Generator<SequenceRange, undefined> {
  for (let start = from; start <= to; start += size) {
    yield { from: start, to: Math.min(to, start + size - 1) };
  }
  return undefined;
}
