import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from '../falco/index.ts';

/** After so long the next step waits for a turn of its own. */
const SLICE_MS = 4;

/** Does all that is left of some work, in slices between which the process does what else it has to do. */
export async function inSlices<Result>(steps: Steps<Result>): Promise<Result> {
  for (let end = performance.now() + SLICE_MS; ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + SLICE_MS;
  }
}
