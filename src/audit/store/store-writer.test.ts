import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { storedEntries, storeIn } from '../../../tests/support/audit-store.ts';
import { fakeJudgement } from '../../../tests/support/fakes.ts';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import { callEntry, type Entry } from '../entry.ts';
import type { StoreOptions } from './open-store.ts';
import { StoreWriter } from './store-writer.ts';

function writerFor(options: StoreOptions): StoreWriter {
  const writer = new StoreWriter(options);
  onTestFinished(() => writer.close());
  return writer;
}

function entry(command: string, timeMs = Date.now()): Entry {
  return callEntry(fakeJudgement({ command, timeMs }), {}, '1.2.3');
}

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
});
