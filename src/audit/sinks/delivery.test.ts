import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import type { SinkSettings } from '../../guard/index.ts';
import { Delivery, type DeliveryOptions } from './delivery.ts';
import { DeliveryError, type Sink } from './sink.ts';
import { COMMON, fakeRecord, until, writeRecords } from './testing/records.ts';

/** A sink that does with each batch as it is told, and keeps what it took. */
class FakeSink implements Sink {
  readonly batchSize = 4;
  readonly taken: string[] = [];
  attempts = 0;
  isClosed = false;
  readonly #answer: (messages: readonly string[], attempt: number) => Promise<number> | number;

  constructor(answer: (messages: readonly string[], attempt: number) => Promise<number> | number = () => 0) {
    this.#answer = answer;
  }

  async send(records: Parameters<Sink['send']>[0]): Promise<{ rejected: number }> {
    this.attempts++;
    const messages = records.map(({ record }) => record.message);
    const rejected = await this.#answer(messages, this.attempts);
    this.taken.push(...messages);
    return { rejected };
  }

  close(): void {
    this.isClosed = true;
  }
}

const STDOUT = { ...COMMON, type: 'stdout' } as const;

function deliver(
  logPath: string,
  sink: Sink,
  more: Partial<DeliveryOptions> & { readonly settings?: SinkSettings } = {},
): Delivery {
  const delivery = new Delivery({
    settings: STDOUT,
    openSink: async () => sink,
    logPath,
    maxQueuedBytes: 1024 * 1024,
    isActive: () => true,
    from: () => undefined,
    pollMs: 30,
    retryMs: 5,
    ...more,
  });
  onTestFinished(() => delivery.close(0));
  return delivery;
}

const logPathOf = (): string => join(tempDir(), 'falco.log');
const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => fakeRecord(`m${from + n}`));
const START = { head: '', offset: 0 };

describe('a delivery', () => {
  it('begins with what is written after a sink was set up', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 3));
    const sink = new FakeSink();
    const delivery = deliver(logPath, sink);
    await until(() => delivery.place !== undefined);
    writeRecords(logPath, messages(3, 6));
    await until(() => sink.taken.length === 3);
    expect(sink.taken).toEqual(['m3', 'm4', 'm5']);
    expect(delivery.status()).toMatchObject({
      name: 's',
      type: 'stdout',
      sent: 3,
      queuedBytes: 0,
      retries: 0,
    });
  });

  it('waits for a log that is not there yet, and goes through its rotated files in order', async () => {
    const logPath = logPathOf();
    const sink = new FakeSink();
    deliver(logPath, sink, { from: () => START });
    for (let n = 0; n < 5; n++) {
      writeRecords(logPath, messages(n * 10, n * 10 + 10));
      if (n < 4) {
        for (let old = n; old > 0; old--) renameSync(`${logPath}.${old}`, `${logPath}.${old + 1}`);
        renameSync(logPath, `${logPath}.1`);
      }
    }
    await until(() => sink.taken.length === 50);
    expect(sink.taken).toEqual(messages(0, 50).map(({ message }) => message));
  });

  it('goes on where an earlier one stood, although the file was rotated since', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 6));
    const first = new FakeSink((_, attempt) => (attempt === 1 ? 0 : Promise.reject(new Error('down'))));
    const before = deliver(logPath, first, { from: () => START });
    await until(() => before.status().retries > 0);
    await before.close(0);
    renameSync(logPath, `${logPath}.1`);
    writeRecords(logPath, messages(6, 8));
    const second = new FakeSink();
    const after = deliver(logPath, second, { from: () => before.place });
    await until(() => second.taken.length === 4);
    expect([first.taken, second.taken]).toEqual([
      ['m0', 'm1', 'm2', 'm3'],
      ['m4', 'm5', 'm6', 'm7'],
    ]);
    expect(after.status().hasGap).toBe(false);
  });

  it('says so where the log went on without its place, and sends all that is left', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 2));
    const sink = new FakeSink();
    const delivery = deliver(logPath, sink, {
      from: () => ({ head: 'of a file that is gone', offset: 100 }),
    });
    await until(() => sink.taken.length === 2);
    expect(delivery.status().hasGap).toBe(true);
  });

  it('tries again until a sink takes what it could not, with nothing lost or in another order', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 10));
    const sink = new FakeSink((_, attempt) => (attempt % 3 === 0 ? 0 : Promise.reject(new Error('not now'))));
    const delivery = deliver(logPath, sink, { from: () => START });
    await until(() => delivery.status().problem === 'not now');
    await until(() => sink.taken.length === 10);
    expect(sink.taken).toEqual(messages(0, 10).map(({ message }) => message));
    await until(() => delivery.status().problem === undefined);
    expect(delivery.status()).toMatchObject({ sent: 10, rejected: 0, dropped: 0, retries: 6 });
  });

  it('leaves a server alone for as long as that asks for', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 1));
    const times: number[] = [];
    const sink = new FakeSink((_, attempt) => {
      times.push(performance.now());
      return attempt === 1 ? Promise.reject(new DeliveryError('busy', { retryAfterMs: 200 })) : 0;
    });
    deliver(logPath, sink, { from: () => START });
    await until(() => sink.taken.length === 1);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(200);
  });

  it('finds the one record that a sink will never take, and sends the others', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 8));
    const sink = new FakeSink((batch) =>
      batch.includes('m2') ? Promise.reject(new DeliveryError('too large', { isRejected: true })) : 0,
    );
    const delivery = deliver(logPath, sink, { from: () => START });
    await until(() => sink.taken.length === 7);
    expect(sink.taken).toEqual(['m0', 'm1', 'm3', 'm4', 'm5', 'm6', 'm7']);
    expect(delivery.status()).toMatchObject({ sent: 7, rejected: 1, retries: 0 });
  });

  it('drops the oldest beyond its bound, counts them, and goes on with the rest', async () => {
    const logPath = logPathOf();
    let isDown = true;
    const sink = new FakeSink(() => (isDown ? Promise.reject(new Error('down')) : 0));
    const delivery = deliver(logPath, sink, { from: () => START, maxQueuedBytes: 100_000 });
    writeRecords(logPath, messages(0, 1_000));
    await until(() => delivery.status().dropped > 0 && delivery.status().queuedBytes < 200_000);
    isDown = false;
    const all = () => delivery.status().sent + delivery.status().dropped;
    await until(() => all() === 1_000);
    expect(sink.taken).toEqual(messages(1_000 - sink.taken.length, 1_000).map(({ message }) => message));
    expect(sink.taken.length).toBeGreaterThan(100);
  });

  it('drops what is too old by the time a sink would take it', async () => {
    const logPath = logPathOf();
    const time = new Date(Date.now() - 3 * 3_600_000).toISOString();
    writeRecords(logPath, [fakeRecord('old', { time }), fakeRecord('new')]);
    const sink = new FakeSink();
    const delivery = deliver(logPath, sink, { from: () => START, settings: { ...STDOUT, maxAgeHours: 2 } });
    await until(() => sink.taken.length === 1);
    expect(sink.taken).toEqual(['new']);
    expect(delivery.status()).toMatchObject({ sent: 1, dropped: 1 });
  });

  it.each([
    ['alerts', 'debug', ['deny', 'answer']],
    ['all', 'debug', ['call', 'deny', 'answer', 'outcome']],
    ['all', 'notice', ['deny', 'answer']],
    ['alerts', 'error', ['deny']],
  ] as const)('sends %s of %s and more', async (records, minPriority, expected) => {
    const logPath = logPathOf();
    writeRecords(logPath, [
      fakeRecord('call', { priority: 'Debug', output_fields: { 'prempti.verdict': 'deny' } }),
      fakeRecord('deny', { priority: 'Critical' }),
      fakeRecord('answer', { priority: 'Notice', tags: ['coding_agent_approval'] }),
      fakeRecord('outcome', { priority: 'Debug', tags: ['coding_agent_outcome'] }),
    ]);
    const sink = new FakeSink();
    const delivery = deliver(logPath, sink, {
      from: () => START,
      settings: { ...STDOUT, records, minPriority },
    });
    await until(() => sink.taken.length === expected.length && delivery.status().queuedBytes === 0);
    expect(sink.taken).toEqual(expected);
  });

  it('passes over lines that are no records', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 1));
    appendFileSync(logPath, '\nnot JSON\n{"rule":1}\n[]\n{"rule":"half a re\n');
    appendFileSync(logPath, `${JSON.stringify({ ...fakeRecord('x'), tags: null })}\n`);
    writeRecords(logPath, messages(1, 2));
    const sink = new FakeSink();
    deliver(logPath, sink, { from: () => START });
    await until(() => sink.taken.length === 2);
    expect(sink.taken).toEqual(['m0', 'm1']);
  });

  it('gives no control character to a sink', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, [fakeRecord('a\u009b31m\u2028b\nc\u001b]0;x\u007f')]);
    const lines: string[] = [];
    const sink: Sink = {
      batchSize: 1,
      send: async (records) => {
        lines.push(...records.map(({ line }) => line));
        return { rejected: 0 };
      },
      close: () => undefined,
    };
    deliver(logPath, sink, { from: () => START });
    await until(() => lines.length === 1);
    expect(lines[0]).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(lines[0] ?? '').message).toBe('a\u009b31m\u2028b\nc\u001b]0;x\u007f');
  });

  it('does nothing while another process is the one that sends', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 1));
    let isActive = false;
    const sink = new FakeSink();
    deliver(logPath, sink, { from: () => START, isActive: () => isActive });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sink.attempts).toBe(0);
    isActive = true;
    await until(() => sink.taken.length === 1);
  });

  it('sends what the log holds before it ends', async () => {
    const logPath = logPathOf();
    const sink = new FakeSink();
    const delivery = deliver(logPath, sink, { from: () => START, pollMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeRecords(logPath, messages(0, 20));
    await delivery.close(5_000);
    expect(sink.taken).toHaveLength(20);
    expect(sink.isClosed).toBe(true);
  });

  it('ends in time although a sink hangs', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 20));
    const sink: Sink = {
      batchSize: 1,
      send: (_, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stopped'))),
        ),
      close: () => undefined,
    };
    const delivery = deliver(logPath, sink, { from: () => START });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await delivery.close(100);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(delivery.place).toEqual(START);
  });

  it('begins anew in a log that was emptied', async () => {
    const logPath = logPathOf();
    writeRecords(logPath, messages(0, 4));
    const sink = new FakeSink();
    deliver(logPath, sink, { from: () => START });
    await until(() => sink.taken.length === 4);
    writeFileSync(logPath, '');
    await new Promise((resolve) => setTimeout(resolve, 100));
    writeRecords(logPath, messages(4, 5));
    await until(() => sink.taken.length === 5);
    rmSync(logPath);
    writeRecords(logPath, messages(5, 6));
    await until(() => sink.taken.length === 6);
    expect(sink.taken.at(-1)).toBe('m5');
  });
});
