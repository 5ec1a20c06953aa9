export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that a share of all values is not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** How long something takes, in nanoseconds. */
export function duration(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start);
}

/** The clock of processor time moves in steps of some milliseconds; what it measures must take many of them. */
const MIN_MEASURED_NS = 300e6;

/**
 * The processor time that something takes of this thread, in nanoseconds: what others compute does not count. It
 * is run as often as the clock needs.
 */
export function processorTime(run: () => void): number {
  const times = Math.max(1, Math.ceil(MIN_MEASURED_NS / duration(run)));
  const start = process.threadCpuUsage();
  for (let time = 0; time < times; time++) run();
  const { user, system } = process.threadCpuUsage(start);
  return ((user + system) * 1000) / times;
}
