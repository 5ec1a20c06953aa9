import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import { countLeft, leaveEntries, takeLeft } from './left-entries.ts';

const storeAt = (): string => join(tempDir(), 'log', 'audit.db');

function taken(store: string, max = 100): readonly string[] {
  const all: string[] = [];
  takeLeft(store, max, (texts) => all.push(...texts));
  return all;
}

describe('takeLeft', () => {
  it('gives what was left, the oldest first, once', () => {
    const store = storeAt();
    for (const texts of [['{"n":1}', '{"n":2}'], ['{"n":3}']]) {
      expect(leaveEntries(store, texts)).toBe(true);
      const now = Date.now();
      while (Date.now() === now);
    }
    expect(countLeft(store)).toBe(2);
    expect([taken(store, 1), taken(store), taken(store)]).toEqual([['{"n":1}', '{"n":2}'], ['{"n":3}'], []]);
    expect(countLeft(store)).toBe(0);
  });

  it('leaves all of it where the store cannot be written', () => {
    const store = storeAt();
    leaveEntries(store, ['{}']);
    const busy = Object.assign(new Error('database is locked'), { errcode: 5 });
    const fail = (): never => {
      throw busy;
    };
    expect(() => takeLeft(store, 1, fail)).toThrow(busy);
    expect(taken(store)).toEqual(['{}']);
  });

  it('goes on behind what cannot be an entry, and keeps that', () => {
    const store = storeAt();
    leaveEntries(store, ['{"kind":']);
    leaveEntries(store, ['{}']);
    const found: unknown[] = [];
    takeLeft(store, 100, (texts) => found.push(...texts.map((text) => JSON.parse(text) as unknown)));
    expect(found).toEqual([{}]);
    expect(countLeft(store)).toBe(1);
    expect(taken(store)).toEqual([]);
  });

  it('is one process at a time', () => {
    const store = storeAt();
    leaveEntries(store, ['{}']);
    takeLeft(store, 1, () => expect(taken(store)).toEqual([]));
    expect(taken(store)).toEqual([]);
  });

  it('sees no file that is not complete', () => {
    const store = storeAt();
    leaveEntries(store, ['{}']);
    writeFileSync(join(`${store}-left`, '.1'), '{"ki');
    expect(countLeft(store)).toBe(1);
    expect(taken(store)).toEqual(['{}']);
  });
});

describe('leaveEntries', () => {
  it('leaves them for their owner alone', () => {
    const store = storeAt();
    leaveEntries(store, ['{}']);
    const folder = `${store}-left`;
    const modes = [folder, join(folder, readdirSync(folder)[0] ?? '')].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('leaves no more than a bounded number of files, and of bytes', () => {
    const store = storeAt();
    for (let n = 0; n < 1_000; n++) leaveEntries(store, ['{}']);
    expect(leaveEntries(store, ['{}'])).toBe(false);
    const other = storeAt();
    leaveEntries(other, ['x'.repeat(60 * 1024 * 1024)]);
    expect(leaveEntries(other, ['x'.repeat(5 * 1024 * 1024)])).toBe(false);
  });
});
