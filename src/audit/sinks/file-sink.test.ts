import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import { FileSink } from './file-sink.ts';
import { COMMON, fakeSinkRecord } from './testing/records.ts';

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

describe('a sink that is a file', () => {
  it("has JSON lines for the owner's eyes, and rotates them", async () => {
    const path = join(tempDir(), 'new', 'audit.jsonl');
    const sink = new FileSink({ ...COMMON, type: 'file', path, rotateBytes: 700, rotateKeep: 2 }, '/no/log');
    const records = Array.from({ length: 10 }, (_, n) => fakeSinkRecord(`m${n}`));
    for (const one of records) await sink.send([one]);
    const files = [`${path}.2`, `${path}.1`, path];
    const kept = files.flatMap(linesOf);
    expect(kept).toEqual(records.slice(-kept.length).map(({ line }) => line));
    expect(existsSync(`${path}.3`)).toBe(false);
    for (const file of files) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(file).size).toBeLessThanOrEqual(700);
    }
  });

  it('keeps no old file where none is wanted', async () => {
    const path = join(tempDir(), 'a');
    const sink = new FileSink({ ...COMMON, type: 'file', path, rotateBytes: 10, rotateKeep: 0 }, '/no/log');
    for (const message of ['a', 'b']) await sink.send([fakeSinkRecord(message)]);
    expect(linesOf(path)).toHaveLength(1);
    expect(existsSync(`${path}.1`)).toBe(false);
  });

  it('does not feed on itself', async () => {
    const path = join(tempDir(), 'falco.log');
    writeFileSync(path, '');
    const sink = new FileSink({ ...COMMON, type: 'file', path, rotateBytes: 10, rotateKeep: 0 }, path);
    await expect(sink.send([fakeSinkRecord('a')])).rejects.toThrow('is the log itself');
  });

  it.skipIf(process.platform === 'win32')('does not wait for somebody to read a pipe', async () => {
    const path = join(tempDir(), 'pipe');
    execFileSync('mkfifo', [path]);
    const sink = new FileSink({ ...COMMON, type: 'file', path, rotateBytes: 10, rotateKeep: 0 }, '/no/log');
    await expect(sink.send([fakeSinkRecord('a')])).rejects.toThrow('is not a regular file');
  });
});
