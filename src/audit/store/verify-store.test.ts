import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { storeIn } from '../../../tests/support/audit-store.ts';
import { fakeJudgement } from '../../../tests/support/fakes.ts';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import { callEntry } from '../entry.ts';
import { BodyCodec } from './body.ts';
import { chainHash } from './chain.ts';
import type { StoreOptions } from './open-store.ts';
import { readAuditStore } from './read-store.ts';
import { StoreWriter } from './store-writer.ts';
import { type Verification, verifyStore } from './verify-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Writes calls `from` to `to`, a day apart, and signs the last. */
function write(options: StoreOptions, from: number, to: number): void {
  const writer = new StoreWriter(options);
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const texts = numbers.map((n) => {
    const timeMs = Date.now() - (100 - n) * DAY_MS;
    return JSON.stringify(callEntry(fakeJudgement({ command: `call ${n}`, timeMs })));
  });
  writer.write(texts);
  writer.close(true);
}

/** A store of 9 records, of which 4 and 9 are signed. */
function signedStore(): StoreOptions {
  const options = storeIn(tempDir());
  write(options, 1, 4);
  write(options, 5, 9);
  return options;
}

function verify({ store, checkpoints }: StoreOptions, more: { readonly key?: string } = {}): Verification {
  const found = verifyStore({ store, checkpoints: [checkpoints], ...more });
  if (found === undefined) throw new Error('there is no store');
  return found;
}

function edit({ store }: StoreOptions, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(store);
  work(database);
  database.close();
}

/** Gives a record another reason, and every record from there on the hash that fits. */
function rewriteFrom(database: DatabaseSync, seq: number): void {
  const dictionary = database.prepare("SELECT value FROM meta WHERE name = 'dictionary'").get()?.value;
  const codec = new BodyCodec(String(dictionary));
  const stored = database.prepare('SELECT data FROM body WHERE seq = ?').get(seq)?.data as Uint8Array;
  const data = codec.encode(JSON.stringify({ ...codec.decode(stored), reason: 'harmless' }));
  database.prepare('UPDATE body SET data = ? WHERE seq = ?').run(data, seq);
  let previous = database.prepare('SELECT hash FROM body WHERE seq = ?').get(seq - 1)?.hash as Uint8Array;
  for (const row of database.prepare('SELECT seq, data FROM body WHERE seq >= ? ORDER BY seq').all(seq)) {
    previous = chainHash(previous, Number(row.seq), row.data as Uint8Array);
    database.prepare('UPDATE body SET hash = ? WHERE seq = ?').run(previous, Number(row.seq));
  }
}

describe('verifyStore', () => {
  it('finds nothing wrong with what was written, and tells up to where that is signed', () => {
    const options = signedStore();
    const { key, ...found } = verify(options);
    expect(found).toEqual({ first: 1, last: 9, checkpoints: 2, signedUpTo: 9, notes: [] });
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(verify(options, { key: key ?? '' }).flaw).toBeUndefined();
  });

  it('gives nothing where there is no store', () => {
    expect(verifyStore({ store: '/nowhere/audit.db', checkpoints: [] })).toBeUndefined();
  });

  it.each<[string, string, object]>([
    [
      'a body',
      'UPDATE body SET data = (SELECT data FROM body WHERE seq = 5) WHERE seq = 3',
      { kind: 'altered', seq: 3 },
    ],
    ['a hash', 'UPDATE body SET hash = zeroblob(32) WHERE seq = 3', { kind: 'altered', seq: 3 }],
    ['a verdict', "UPDATE record SET verdict = 'allow' WHERE seq = 6", { kind: 'altered', seq: 6 }],
    ['a time', 'UPDATE record SET time_ms = time_ms + 1 WHERE seq = 1', { kind: 'altered', seq: 1 }],
    ['a missing session', "UPDATE record SET session = 'x' WHERE seq = 2", { kind: 'altered', seq: 2 }],
    ['columns that are gone', 'DELETE FROM record WHERE seq = 7', { kind: 'missing', seq: 7 }],
    [
      'columns of no record',
      "INSERT INTO record (seq, kind, time_ms, agent) VALUES (50, 'call', 1, 'x')",
      { kind: 'altered', seq: 50 },
    ],
    ['an index that forgot', 'DELETE FROM search WHERE rowid = 8', { kind: 'missing', seq: 8 }],
    ['a record that is gone', 'DELETE FROM body WHERE seq = 5', { kind: 'missing', seq: 5 }],
    ['the first records gone', 'DELETE FROM body WHERE seq <= 2', { kind: 'missing', seq: 1 }],
    ['the last signed record gone', 'DELETE FROM body WHERE seq = 9', { kind: 'truncated', seq: 9 }],
    ['all records gone', 'DELETE FROM body', { kind: 'truncated', seq: 1 }],
    [
      'two records exchanged',
      'UPDATE body SET seq = -seq WHERE seq IN (5, 6); UPDATE body SET seq = 11 + seq WHERE seq < 0',
      { kind: 'reordered', seq: 5 },
    ],
  ])('names the record in %s', (_what, sql, expected) => {
    const options = signedStore();
    edit(options, (database) => database.exec(sql));
    expect(verify(options).flaw).toMatchObject(expected);
  });

  it('names the checkpoint that a rewritten chain does not meet', () => {
    const options = signedStore();
    edit(options, (database) => rewriteFrom(database, 6));
    expect(verify(options).flaw).toMatchObject({ kind: 'altered', seq: 9 });
  });

  it('takes the checkpoints beside the store where those in it are gone', () => {
    const options = signedStore();
    edit(options, (database) => database.exec('DELETE FROM checkpoint; DELETE FROM body WHERE seq > 6'));
    expect(verify(options).flaw).toMatchObject({ kind: 'truncated', seq: 7 });
    rmSync(options.checkpoints);
    expect(verify(options).signedUpTo).toBe(0);
  });

  it('holds the store against checkpoints that were kept elsewhere', () => {
    const options = signedStore();
    const copy = `${options.checkpoints}.copy`;
    copyFileSync(options.checkpoints, copy);
    rmSync(options.checkpoints);
    edit(options, (database) => database.exec('DELETE FROM checkpoint; DELETE FROM body WHERE seq > 6'));
    expect(verifyStore({ store: options.store, checkpoints: [copy] })?.flaw).toMatchObject({
      kind: 'truncated',
    });
  });

  it.each<[string, (line: string) => string]>([
    ['says something else than what was signed', (line) => line.replace('"seq":9', '"seq":8')],
    [
      'is signed by another key',
      () => {
        const other = signedStore();
        return readFileSync(other.checkpoints, 'utf8').trim().split('\n')[0] ?? '';
      },
    ],
  ])('refuses a checkpoint that %s', (_what, change) => {
    const options = signedStore();
    const line = readFileSync(options.checkpoints, 'utf8').trim().split('\n').at(-1) ?? '';
    appendFileSync(options.checkpoints, `${change(line)}\n`);
    expect(verify(options).flaw).toMatchObject({ kind: 'forged' });
  });

  it('refuses checkpoints that another key has signed than the given one', () => {
    const options = signedStore();
    const { key } = verify(signedStore());
    expect(verify(options, { key: key ?? '' }).flaw).toMatchObject({ kind: 'forged' });
  });

  it('only notes a line that broke off', () => {
    const options = signedStore();
    appendFileSync(options.checkpoints, '{"store":"0\u001b[2J');
    const { flaw, notes } = verify(options);
    expect(flaw).toBeUndefined();
    expect(notes).toEqual(['a line of the checkpoints is broken off: {"store":"0·[2J']);
  });

  it('proves what is left after the oldest records were deleted in time', () => {
    const options = signedStore();
    const writer = new StoreWriter({ ...options, maxAgeMs: 4.5 * DAY_MS });
    expect(writer.upkeep(true)).toBe(5);
    writer.close();
    const { flaw, first, last } = verify(options);
    expect({ flaw, first, last }).toEqual({ flaw: undefined, first: 6, last: 9 });
    edit(options, (database) => database.exec('DELETE FROM checkpoint'));
    expect(verify(options).flaw).toBeUndefined();
    rmSync(options.checkpoints);
    expect(verify(options).flaw).toMatchObject({ kind: 'missing', seq: 1 });
  });

  it('misses a store that is gone, and knows one that was set aside', () => {
    const gone = signedStore();
    for (const suffix of ['', '-wal', '-shm']) rmSync(gone.store + suffix, { force: true });
    write(gone, 1, 2);
    expect(verify(gone).flaw).toMatchObject({
      kind: 'replaced',
      problem: expect.stringContaining('9 records'),
    });

    const broken = signedStore();
    writeFileSync(broken.store, 'this is no database, and never was one');
    write(broken, 1, 2);
    const { flaw, notes, last } = verify(broken);
    expect({ flaw, last }).toEqual({ flaw: undefined, last: 3 });
    expect(notes).toEqual([expect.stringMatching(/could not be read and is now .*audit\.db\.unreadable-/)]);
    const reader = readAuditStore(broken.store);
    expect([...(reader?.entries() ?? [])][0]?.entry).toMatchObject({
      kind: 'store',
      setAside: expect.stringContaining('unreadable'),
    });
    reader?.close();
  });
});
