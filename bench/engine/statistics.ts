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

/** The processor time that something takes of this thread, in nanoseconds: what others compute does not count. */
export function processorTime(run: () => void): number {
  const start = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) * 1000;
}
