import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { callEntry, writeStore } from '../support/audit-entries.ts';
import { runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const RECORDS = 1_500;
const PAGE = 4096;

let home: string;
let store: string;

const premptictl = (...args: readonly string[]) => runPremptictl(home, args);

beforeEach(() => {
  home = tempDir();
  const prefix = join(home, '.prempti');
  store = join(prefix, 'log/audit.db');
  writeStore(
    Array.from({ length: RECORDS }, (_, n) => callEntry(`echo ${n}`)),
    prefix,
  );
});

/** Overwrites the page of the file that holds a record. */
function overwritePageOf(seq: number): void {
  const database = new DatabaseSync(store);
  const data = database.prepare('SELECT data FROM body WHERE seq = ?').get(seq)?.data as Uint8Array;
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  const file = readFileSync(store);
  const page = Math.floor(file.indexOf(data) / PAGE) * PAGE;
  writeFileSync(store, file.fill(0xa5, page, page + PAGE));
}

const auditFindings = (): readonly { level: string; message: string }[] =>
  JSON.parse(premptictl('doctor', '--json').stdout).findings.filter(
    ({ area }: { area: string }) => area === 'audit',
  );

describe('a store that was damaged in its midst', () => {
  test('is told of by status and doctor, with what to do', () => {
    expect(auditFindings()).toEqual([]);
    overwritePageOf(700);
    const told = expect.stringMatching(
      /audit\.db is damaged or was altered: .*malformed; "premptictl audit verify" names the first record/,
    );
    expect(auditFindings()).toMatchObject([{ level: 'problem', message: told }]);
    // A small store is looked at as a whole.
    const { problems } = JSON.parse(premptictl('status', '--json').stdout);
    expect(problems).toContainEqual(told);
    const verify = premptictl('audit', 'verify');
    expect({ status: verify.status, stderr: verify.stderr }).toEqual({ status: 1, stderr: '' });
    expect(verify.stdout).toMatch(/^altered: record (?:6[6-9]\d|700) cannot be read: .*malformed\n$/);
  });

  test('gives what can be read, is moved aside when a person says so, and a new one begins', () => {
    overwritePageOf(700);
    const saved = premptictl('audit', 'export');
    const seqs = saved.stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line).seq));
    expect(seqs.length).toBeGreaterThan(RECORDS - 50);
    expect([seqs[0], seqs.at(-1)]).toEqual([1, RECORDS]);
    expect(saved.stderr).toContain('cannot be read');
    const moved = premptictl('audit', 'vacuum', '--set-aside', '--json');
    expect({ stderr: moved.stderr, status: moved.status }).toEqual({ stderr: '', status: 0 });
    const { setAside } = JSON.parse(moved.stdout);
    expect(setAside).toMatch(/audit\.db\.unreadable-/);
    expect(auditFindings()).toMatchObject([{ level: 'note', message: expect.stringContaining(setAside) }]);
    expect(premptictl('audit', 'search', '--kind', 'store').stdout).toContain(`is now ${setAside}`);
  });
});

test('a record that was altered is told of by status and doctor', () => {
  const database = new DatabaseSync(store);
  database.exec("UPDATE body SET data = x'00' WHERE seq = 3");
  database.close();
  const told = expect.stringContaining('was altered: record 3 is not what was written');
  expect(auditFindings()).toMatchObject([{ level: 'problem', message: told }]);
});

test('a store that is as it was written is not moved aside', () => {
  const { status, stderr } = premptictl('audit', 'vacuum', '--set-aside');
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `premptictl: no damage was found in ${store} (${RECORDS} of ${RECORDS} records)\n`,
  });
});

test('a file that is no store any more is told of, and audit vacuum moves it aside', () => {
  writeFileSync(store, 'nothing of SQLite'.repeat(1000));
  const told = expect.stringMatching(
    /file is not a database; nothing in it is found; the next call, or "premptictl audit vacuum"/,
  );
  expect(auditFindings()).toMatchObject([{ level: 'problem', message: told }]);
  expect(premptictl('audit', 'vacuum').status).toBe(0);
  expect(auditFindings()).toMatchObject([{ level: 'note' }]);
});
