import type { SinkRecord } from './sink.ts';

/** Hosts and rules have no longer names, unless somebody means harm. */
const MAX_NAME_LENGTH = 64;

/**
 * The record as JSON of at most `maxBytes` (300 and more), where a protocol has a bound. A longer one loses its largest fields,
 * then its tags and the end of its output, and has `prempti.truncated`: it is valid JSON at any size.
 */
export function fitRecord({ record, line }: SinkRecord, maxBytes: number): string {
  if (Buffer.byteLength(line) <= maxBytes) return line;
  const { message: _, ...rest } = record;
  const kept: Record<string, unknown> = { 'prempti.truncated': true };
  const core = { ...rest, output_fields: kept };
  if (bytesOf(core) > maxBytes) return fitOutput(core, maxBytes);
  let left = maxBytes - bytesOf(core);
  const bySize = Object.entries(record.output_fields)
    // A comma instead of the braces.
    .map(([name, value]) => ({ name, value, bytes: bytesOf({ [name]: value }) - 1 }))
    .sort((a, b) => a.bytes - b.bytes);
  for (const { name, value, bytes } of bySize) {
    left -= bytes;
    if (left < 0) break;
    kept[name] = value;
  }
  return JSON.stringify(core);
}

function fitOutput(core: Omit<SinkRecord['record'], 'message'>, maxBytes: number): string {
  const short = {
    ...core,
    hostname: clip(core.hostname, MAX_NAME_LENGTH),
    rule: clip(core.rule, MAX_NAME_LENGTH),
    tags: [],
  };
  for (let length = core.output.length; length > 0; length = Math.floor(length * 0.75)) {
    const text = JSON.stringify({ ...short, output: `${clip(core.output, length)}…` });
    if (Buffer.byteLength(text) <= maxBytes) return text;
  }
  const { rule, priority, time } = core;
  return JSON.stringify({ rule: clip(rule, 16), priority: clip(priority, 16), time: clip(time, 32) });
}

function clip(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
