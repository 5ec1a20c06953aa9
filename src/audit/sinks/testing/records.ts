import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SinkSettings } from '../../../guard/index.ts';
import type { AuditRecord } from '../../record.ts';
import type { SinkRecord } from '../sink.ts';

/** A record of a rule that matched, or, with a verdict, of a call. */
export function fakeRecord(message: string, more: Partial<AuditRecord> = {}): AuditRecord {
  const time = `${new Date().toISOString().slice(0, -1)}000000Z`;
  return {
    hostname: 'box',
    output: `10:00:00.000000000: Warning ${message}`,
    output_fields: { 'correlation.id': 7, 'tool.name': 'Bash' },
    message,
    priority: 'Warning',
    rule: 'A rule',
    source: 'coding_agent',
    tags: ['coding_agent_deny'],
    time,
    ...more,
  };
}

export function fakeSinkRecord(message: string, more: Partial<AuditRecord> = {}): SinkRecord {
  const record = fakeRecord(message, more);
  return { record, line: JSON.stringify(record) };
}

export function writeRecords(path: string, records: readonly AuditRecord[]): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** What every sink's settings have. */
export const COMMON = {
  name: 's',
  records: 'all',
  minPriority: 'debug',
  maxAgeHours: 168,
} as const satisfies Partial<SinkSettings>;

/** Until it holds, for at most 5 s. */
export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 5))) {
    if (Date.now() > end) throw new Error(`never: ${holds}`);
  }
}
