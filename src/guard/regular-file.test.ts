import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { readRegularFile } from './regular-file.ts';

describe('readRegularFile', () => {
  it('gives the bytes of a file, also through a link', () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'file'), Buffer.of(0, 255, 10));
    symlinkSync('file', join(folder, 'link'));
    expect([...readRegularFile(join(folder, 'link'))]).toEqual([0, 255, 10]);
  });

  it.skipIf(process.platform === 'win32').each<[string, (path: string) => void, string]>([
    ['a folder', (path) => mkdirSync(path), 'it is not a regular file'],
    ['a pipe without a writer', (path) => execFileSync('mkfifo', [path]), 'it is not a regular file'],
    ['a device without an end', (path) => symlinkSync('/dev/zero', path), 'it is not a regular file'],
    ['a link to itself', (path) => symlinkSync(path, path), 'ELOOP'],
    [
      'more than memory holds',
      (path) => {
        writeFileSync(path, '');
        truncateSync(path, 2 ** 33);
      },
      'it is larger than 16777216 bytes',
    ],
    ['nothing', () => undefined, 'ENOENT'],
  ])('refuses %s at once', (_what, make, problem) => {
    const path = join(tempDir(), 'file');
    make(path);
    expect(() => readRegularFile(path)).toThrow(problem);
  });
});
