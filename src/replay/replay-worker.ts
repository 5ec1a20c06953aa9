import { parentPort, workerData } from 'node:worker_threads';
import { createGuard } from '../guard/index.ts';
import type { ReplayRules } from './re-evaluate.ts';
import type { SequenceRange } from './recorded-calls.ts';
import { type ReplayOptions, replayRange } from './replay-range.ts';
import type { ReplayTally } from './tally.ts';

/** What a thread is begun with; it is then sent ranges, and answers each with its tally. */
export interface ReplayTask {
  readonly storePath: string;
  readonly rules: ReplayRules;
  readonly options: ReplayOptions;
}

export type ReplayAnswer = ReplayTally;

const { storePath, rules, options } = workerData as ReplayTask;
const loaded = createGuard({ rules: rules.files });
if (!loaded.ok) throw new Error('the rules do not load in a thread, though they did before');
const policy = { ...rules, ruleSet: loaded.ruleSet };
parentPort?.on('message', (range: SequenceRange) => {
  parentPort?.postMessage(replayRange(storePath, range, policy, options) satisfies ReplayAnswer);
});
