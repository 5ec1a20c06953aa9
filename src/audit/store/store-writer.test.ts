import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { storedEntries, storeIn } from '../../../tests/support/audit-store.ts';
import { fakeJudgement } from '../../../tests/support/fakes.ts';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import { callEntry, type Entry } from '../entry.ts';
import { EntryStore } from './entry-store.ts';
import { countLeft } from './left-entries.ts';
import type { StoreOptions } from './open-store.ts';
import { readAuditStore } from './read-store.ts';
import { signingKey } from './signing-key.ts';
import { storeSummary } from './store-summary.ts';
import { StoreWriter } from './store-writer.ts';
import { verifyStore } from './verify-store.ts';

function writerFor(options: StoreOptions): StoreWriter {
  const writer = new StoreWriter(options);
  onTestFinished(() => writer.close());
  return writer;
}

function entry(command: string, timeMs = Date.now()): Entry {
  return callEntry(fakeJudgement({ command, timeMs }), {}, '1.2.3');
}

const DAY_MS = 24 * 60 * 60 * 1_000;

const texts = (...entries: readonly Entry[]): readonly string[] =>
  entries.map((each) => JSON.stringify(each));

describe('StoreWriter', () => {
  it('writes entries that are read back as they were, numbered from 1', () => {
    const options = storeIn(tempDir());
    const [one, two, three] = [entry('one'), entry('two'), entry('three')];
    writerFor(options).write(texts(one, two));
    writerFor(options).write(texts(three));
    expect(storedEntries(options.store)).toEqual([
      { seq: 1, entry: one },
      { seq: 2, entry: two },
      { seq: 3, entry: three },
    ]);
  });

  it('makes files for their owner alone', () => {
    const folder = tempDir();
    const options = storeIn(join(folder, 'new'));
    writerFor(options).write(texts(entry('one')));
    const other = writerFor(options);
    other.write(texts(entry('two')));
    other.close(true);
    const modes = [
      'audit.key',
      'log',
      'log/audit.db',
      'log/audit.db-wal',
      'log/audit.db-shm',
      'log/audit-checkpoints.jsonl',
    ].map((name) => (statSync(join(folder, 'new', name)).mode & 0o777).toString(8));
    expect(modes).toEqual(['600', '700', '600', '600', '600', '600']);
  });

  it('signs after 1,000 records, and asks for upkeep where there is something to delete', () => {
    const asked: string[] = [];
    const options = storeIn(tempDir(), { maxBytes: 1, onUpkeepDue: () => asked.push('upkeep') });
    const lines: string[] = [];
    const writer = writerFor({ ...options, onCheckpoint: (line) => lines.push(line) });
    const many = Array.from({ length: 999 }, (_, n) => entry(`${n}`));
    writer.write(texts(...many.slice(1)));
    expect({ lines, asked }).toEqual({ lines: [], asked: [] });
    writer.write(texts(...many.slice(0, 2)));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ seq: 1_000, reason: 'due' }]);
    expect(asked).toEqual(['upkeep']);
    expect(readFileSync(options.checkpoints, 'utf8')).toBe(`${lines[0]}\n`);
  });

  it.each<[string, Partial<StoreOptions>]>([
    ['too old', { maxAgeMs: 60_000 }],
    ['too much', { maxBytes: 1 }],
  ])('deletes what is %s, but the last record', (_what, bounds) => {
    const options = storeIn(tempDir(), bounds);
    const writer = writerFor(options);
    writer.write(texts(...Array.from({ length: 1_200 }, (_, n) => entry(`${n}`, 1_000 + n))));
    expect(writer.upkeep(true)).toBe(1_199);
    expect(storedEntries(options.store)).toMatchObject([{ seq: 1_200 }]);
    expect(verifyStore({ store: options.store, checkpoints: [options.checkpoints] })?.flaw).toBeUndefined();
  });

  it.each([
    ['keeps old records by a clock that has been a year ahead for an hour', DAY_MS / 24, 100],
    ['deletes them once it has been so for more than a day', 1.1 * DAY_MS, 2],
  ])('%s', (_what, aheadMs, left) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const options = storeIn(tempDir(), { maxAgeMs: 30 * DAY_MS });
    const writer = writerFor(options);
    const write = (count: number): void =>
      writer.write(texts(...Array.from({ length: count }, (_, n) => entry(`${n}`))));
    write(98);
    writer.close(true);
    vi.setSystemTime(Date.now() + 365 * DAY_MS);
    write(1);
    vi.setSystemTime(Date.now() + aheadMs);
    write(1);
    writer.upkeep(false);
    expect(storedEntries(options.store)).toHaveLength(left);
  });

  it('does not believe a jump of the clock for another that was taken back', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const options = storeIn(tempDir(), { maxAgeMs: 30 * DAY_MS });
    const writer = writerFor(options);
    const startMs = Date.now();
    for (const day of [0, 400, 3, 405]) {
      vi.setSystemTime(startMs + day * DAY_MS);
      writer.write(texts(entry(`on day ${day}`)));
      writer.upkeep(false);
    }
    expect(storedEntries(options.store)).toHaveLength(4);
  });

  it('goes on in what others find when its write-ahead log was taken away, and loses nothing', () => {
    const options = storeIn(tempDir());
    const writer = writerFor(options);
    writer.write(texts(entry('one')));
    rmSync(`${options.store}-wal`);
    writer.write(texts(entry('two')));
    expect(storedEntries(options.store)).toMatchObject([{ seq: 1 }, { seq: 2 }]);
    expect(verifyStore({ store: options.store, checkpoints: [options.checkpoints] })?.flaw).toBeUndefined();
  });

  it('moves a damaged file aside and begins a new one, also when it is open', () => {
    const options = storeIn(tempDir());
    const writer = writerFor(options);
    writer.write(texts(...Array.from({ length: 50 }, (_, n) => entry(`${n}`))));
    writer.close(true);
    const file = readFileSync(options.store);
    // All but the page with the schema.
    writeFileSync(
      options.store,
      Buffer.concat([file.subarray(0, 4096), Buffer.alloc(file.length - 4096, 0xa5)]),
    );
    writer.write(texts(entry('after')));
    expect(storedEntries(options.store)).toMatchObject([
      { entry: { kind: 'store' } },
      { entry: { kind: 'call' } },
    ]);
    expect(storeSummary(options.store, 0).setAside).toHaveLength(1);
  });

  it('leaves a file of a later version alone, and says so', () => {
    const options = storeIn(tempDir());
    writerFor(options).write(texts(entry('one')));
    const database = new DatabaseSync(options.store);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => writerFor(options).write(texts(entry('two')))).toThrow('a later one has written it');
    expect(storeSummary(options.store, 0)).toMatchObject({
      setAside: [],
      problem: expect.stringContaining('99'),
    });
  });
});

describe.skipIf(process.platform === 'win32')('a named pipe, which nobody has open at its other end,', () => {
  const refused = 'it is not a regular file; move it away';

  it('is no store to write to', () => {
    const options = storeIn(tempDir());
    mkdirSync(dirname(options.store), { recursive: true });
    execFileSync('mkfifo', [options.store]);
    expect(() => writerFor(options).write(texts(entry('one')))).toThrow(refused);
  });

  it('is no store to read from', () => {
    const options = storeIn(tempDir());
    mkdirSync(dirname(options.store), { recursive: true });
    execFileSync('mkfifo', [options.store]);
    expect(() => readAuditStore(options.store)).toThrow(refused);
    expect(storeSummary(options.store, 0).problem).toContain(refused);
  });

  it('is no file of checkpoints', () => {
    const options = storeIn(tempDir());
    writerFor(options).write(texts(entry('one')));
    execFileSync('mkfifo', [options.checkpoints]);
    const proof = { store: options.store, checkpoints: [options.checkpoints] };
    expect(() => verifyStore(proof)).toThrow(`${options.checkpoints}: it is not a regular file`);
  });

  it('is no key: records are written unsigned, and that is told', () => {
    const options = storeIn(tempDir());
    execFileSync('mkfifo', [options.key]);
    const writer = writerFor(options);
    writer.write(texts(entry('one')));
    writer.close(true);
    expect(storedEntries(options.store)).toHaveLength(1);
    expect(() => signingKey(options.key)).toThrow('it is not a regular file');
  });
});

describe.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a store that is not ours to look at',
  () => {
    it.each(['audit.db', '.'])('is told of with the reason where the access to %s is denied', (name) => {
      const options = storeIn(tempDir());
      writerFor(options).write(texts(entry('one')));
      const path = join(dirname(options.store), name);
      chmodSync(path, 0);
      onTestFinished(() => chmodSync(path, 0o700));
      expect(storeSummary(options.store, 0).problem).toMatch(/cannot be read: EACCES/);
      expect(() => readAuditStore(options.store)).toThrow('EACCES');
    });
  },
);

describe('EntryStore', () => {
  it('does not wait for a process that writes, and writes when that is done', async () => {
    const options = storeIn(tempDir());
    writerFor(options).write(texts(entry('first')));
    const other = new DatabaseSync(options.store);
    other.exec('BEGIN IMMEDIATE');
    const store = new EntryStore({ ...options, closeBusyMs: 0, stays: false });
    onTestFinished(() => store.close());
    store.append(texts(entry('waits')));
    await sleep(100);
    expect(store.status()).toEqual({ path: options.store, written: 0, pending: 1, lost: 0 });
    other.exec('COMMIT');
    other.close();
    await expect.poll(() => store.status().written).toBe(1);
    expect(storedEntries(options.store)).toHaveLength(2);
  });

  it('counts what is no entry as lost, and goes on', () => {
    const options = storeIn(tempDir());
    const store = new EntryStore({ ...options, closeBusyMs: 1_000, stays: false });
    store.append(['{"kind":']);
    store.close();
    store.append(texts(entry('next')));
    store.close();
    expect(store.status()).toEqual({ path: options.store, written: 1, pending: 0, lost: 1 });
  });

  it('gives up the oldest, and counts it, when too much waits', () => {
    const options = storeIn(tempDir());
    mkdirSync(options.store, { recursive: true });
    const store = new EntryStore({ ...options, closeBusyMs: 0, stays: false });
    const long = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 10; n++) store.append(texts(entry(`${n} ${long}`)));
    store.close();
    const { lost, problem } = store.status();
    expect(lost).toBeGreaterThan(1);
    expect(problem).toMatch(/^cannot write .*audit\.db: /);
    rmSync(options.store, { recursive: true });
    writerFor(options).upkeep(false);
    expect(storedEntries(options.store)).toHaveLength(10 - lost);
  });

  it('leaves what it cannot write before it ends to a process that stays', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const options = storeIn(tempDir());
    writerFor(options).write(texts(entry('first')));
    const service = new EntryStore({ ...options, closeBusyMs: 0, stays: true });
    onTestFinished(() => service.close());
    const other = new DatabaseSync(options.store);
    other.exec('BEGIN IMMEDIATE');
    for (let n = 0; n < 20; n++) {
      const hook = new EntryStore({ ...options, closeBusyMs: 0, stays: false });
      hook.append(texts(entry(`hook ${n}`)));
      hook.close();
      expect(hook.status()).toMatchObject({ written: 0, pending: 0, lost: 0 });
    }
    other.exec('ROLLBACK');
    other.close();
    expect(countLeft(options.store)).toBe(20);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(countLeft(options.store)).toBe(0);
    expect(storedEntries(options.store)).toHaveLength(21);
  });
});
