import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { backUp, replaceFile } from './files.ts';

describe('replaceFile', () => {
  test('creates folders and a file that only the user can read', () => {
    const path = join(tempDir(), 'a', 'b.yaml');
    replaceFile(path, 'x: 1\n');
    expect(readFileSync(path, 'utf8')).toBe('x: 1\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  test('keeps the mode of the file it replaces', () => {
    const path = join(tempDir(), 'settings.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    replaceFile(path, 'new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('writes through a link instead of replacing it', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'dotfile'), 'old');
    symlinkSync('dotfile', join(dir, 'link'));
    replaceFile(join(dir, 'link'), 'new');
    expect(readlinkSync(join(dir, 'link'))).toBe('dotfile');
    expect(readFileSync(join(dir, 'dotfile'), 'utf8')).toBe('new');
  });

  test('leaves the old text and no other file behind when it fails', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'settings'));
    writeFileSync(join(dir, 'settings', 'inside'), '');
    expect(() => replaceFile(join(dir, 'settings'), 'new')).toThrow(/cannot write .*settings/);
    expect(readdirSync(dir)).toEqual(['settings']);
  });
});

describe('backUp', () => {
  test('keeps the first backup, which is the file as it was before us', () => {
    const path = join(tempDir(), 'settings.json');
    writeFileSync(path, 'first');
    expect(backUp(path)).toBe(`${path}.prempti-backup`);
    writeFileSync(path, 'second');
    expect(backUp(path)).toBeUndefined();
    expect(readFileSync(`${path}.prempti-backup`, 'utf8')).toBe('first');
  });
});
