import { CliFailure } from './failure.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The time that an option names, in milliseconds since the epoch: a span before now, or a time as ISO 8601 has it.
 *
 * @throws CliFailure for what is neither
 */
export function readTime(option: string, text: string, nowMs: number): number {
  const [, number, unit] = /^([0-9]+)([smhd])$/.exec(text) ?? [];
  if (number !== undefined && unit !== undefined) return nowMs - Number(number) * (UNIT_MS[unit] as number);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new CliFailure(
    `${option} takes a span such as 30m, 2h or 7d, or a time such as 2026-01-31T12:00, not "${text}"`,
    2,
  );
}
