import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callEntry, storeOf } from '../../../tests/support/audit-entries.ts';
import { checkStore } from './check-store.ts';
import { readAuditStore } from './read-store.ts';

const RECORDS = 1_250;

const filled = () => storeOf(Array.from({ length: RECORDS }, (_, n) => callEntry(`echo ${n}`)));

const LONG_MS = 60_000;

describe('checkStore', () => {
  it('looks at every record where it has the time', () => {
    const { reader } = filled();
    expect(checkStore(reader, LONG_MS)).toEqual({ checked: RECORDS });
  });

  it('looks at some where it has none', () => {
    const { reader } = filled();
    const { checked, damage } = checkStore(reader, 0);
    expect({ damage, isSome: checked > 0 && checked <= 100 }).toEqual({ isSome: true });
  });

  it('knows a store whose first records were deleted, and one without any', () => {
    const { reader, database } = filled();
    database.exec('DELETE FROM body WHERE seq <= 333; DELETE FROM record WHERE seq <= 333');
    expect(checkStore(reader, LONG_MS)).toEqual({ checked: RECORDS - 333 });
    database.exec('DELETE FROM body');
    expect(checkStore(reader, LONG_MS)).toEqual({ checked: 0 });
  });

  it.each([
    ['altered', "UPDATE body SET data = x'00' WHERE seq = 400", 'record 400 is not what was written'],
    ['taken out', 'DELETE FROM body WHERE seq = 400', 'record 400 is missing'],
    ['taken out of the columns', 'DELETE FROM record WHERE seq = 401', 'record 401 is missing'],
    ['the first', "UPDATE body SET data = x'00' WHERE seq = 1", 'record 1 is not what was written'],
    [
      'the last',
      `UPDATE body SET data = x'00' WHERE seq = ${RECORDS}`,
      `record ${RECORDS} is not what was written`,
    ],
  ])('names a record that is %s', (_what, change, damage) => {
    const { reader, database } = filled();
    database.exec(change);
    expect(checkStore(reader, LONG_MS)).toMatchObject({ damage });
  });

  it('meets a page of records that was overwritten', () => {
    const { path, database, close } = filled();
    const data = database.prepare('SELECT data FROM body WHERE seq = 600').get()?.data as Uint8Array;
    close();
    const file = readFileSync(path);
    const page = Math.floor(file.indexOf(data) / 4096) * 4096;
    writeFileSync(path, file.fill(0xa5, page, page + 4096));
    const reader = readAuditStore(path) ?? expect.fail();
    expect(() => checkStore(reader, LONG_MS)).toThrow('malformed');
    reader.close();
  });
});
