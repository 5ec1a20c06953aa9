import { hostname } from 'node:os';
import type { SinkSettings } from '../../guard/index.ts';
import type { AuditRecord } from '../record.ts';
import { openSink } from './open-sink.ts';
import { DeliveryError, problemOf, sendInTime } from './sink.ts';

/** What became of a test record. */
export type SinkTest =
  | { readonly isTaken: true; readonly elapsedMs: number }
  | { readonly isTaken: false; readonly problem: string };

/** Sends a record of its own to a sink, whatever that takes otherwise. Never rejects. */
export async function testSink(settings: SinkSettings, logPath: string): Promise<SinkTest> {
  const started = performance.now();
  const record = testRecord(new Date());
  try {
    const sink = await openSink(settings, logPath);
    try {
      const batch = [{ record, line: JSON.stringify(record) }];
      const { rejected } = await sendInTime(sink, batch, new AbortController().signal);
      if (rejected > 0) throw new DeliveryError('it does not take the record');
      return { isTaken: true, elapsedMs: Math.round(performance.now() - started) };
    } finally {
      sink.close();
    }
  } catch (error) {
    return { isTaken: false, problem: problemOf(error) };
  }
}

/** Under the name by which falcosidekick knows a test, which it passes on whatever the priority. */
function testRecord(date: Date): AuditRecord {
  const message = 'This is a test of "premptictl sinks test"';
  return {
    hostname: hostname(),
    output: `${date.toTimeString().slice(0, 8)}.000000000: Debug ${message}`,
    output_fields: { 'agent.name': 'premptictl', 'correlation.id': 0 },
    message,
    priority: 'Debug',
    rule: 'Test rule',
    source: 'coding_agent',
    tags: ['test'],
    time: `${date.toISOString().slice(0, -1)}000000Z`,
  };
}
