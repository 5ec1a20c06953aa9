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
import { backUp, readTextIfAny, removeIfAny, replaceFile } from './files.ts';

describe('replaceFile', () => {
  test('creates folders and a file that only the user can read', () => {
    const path = join(tempDir(), 'a', 'b.yaml');
    replaceFile(path, undefined, 'x: 1\n');
    expect(readFileSync(path, 'utf8')).toBe('x: 1\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  test('keeps the mode of the file it replaces', () => {
    const path = join(tempDir(), 'settings.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    replaceFile(path, 'old', 'new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('writes through a link instead of replacing it', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'dotfile'), 'old');
    symlinkSync('dotfile', join(dir, 'link'));
    replaceFile(join(dir, 'link'), 'old', 'new');
    expect(readlinkSync(join(dir, 'link'))).toBe('dotfile');
    expect(readFileSync(join(dir, 'dotfile'), 'utf8')).toBe('new');
  });

  test('makes the file that a link leads to and that is not there yet', () => {
    const dir = tempDir();
    symlinkSync('dotfiles/settings.json', join(dir, 'link'));
    replaceFile(join(dir, 'link'), undefined, 'new');
    expect(readlinkSync(join(dir, 'link'))).toBe('dotfiles/settings.json');
    expect(readFileSync(join(dir, 'dotfiles', 'settings.json'), 'utf8')).toBe('new');
  });

  test.each([
    ['was changed', 'theirs', 'old'],
    ['has come', 'theirs', undefined],
    ['has gone', undefined, 'old'],
  ])('leaves alone a file that %s since it was read', (_what, now, before) => {
    const dir = tempDir();
    const path = join(dir, 'settings.json');
    if (now !== undefined) writeFileSync(path, now);
    expect(() => replaceFile(path, before, 'new')).toThrow(/cannot write .*: it was changed meanwhile/);
    expect(readdirSync(dir)).toEqual(now === undefined ? [] : ['settings.json']);
    if (now !== undefined) expect(readFileSync(path, 'utf8')).toBe(now);
  });

  test('leaves the old text and no other file behind when it fails', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'settings'));
    writeFileSync(join(dir, 'settings', 'inside'), '');
    expect(() => replaceFile(join(dir, 'settings'), undefined, 'new')).toThrow(/cannot write .*settings/);
    expect(readdirSync(dir)).toEqual(['settings']);
  });
});

describe('readTextIfAny', () => {
  test('gives the text as it is, mark of the byte order included', () => {
    const path = join(tempDir(), 'settings.json');
    expect(readTextIfAny(path)).toBeUndefined();
    writeFileSync(path, '\uFEFF{"é":1}\r\n');
    expect(readTextIfAny(path)).toBe('\uFEFF{"é":1}\r\n');
  });

  test('refuses what could not be written back', () => {
    const path = join(tempDir(), 'settings.json');
    writeFileSync(path, Buffer.of(0x7b, 0xff, 0x7d));
    expect(() => readTextIfAny(path)).toThrow(`cannot read ${path}: it is not UTF-8 text`);
  });
});

describe('removeIfAny', () => {
  test('takes away what a link leads to and leaves the link', () => {
    const dir = tempDir();
    symlinkSync('dotfile', join(dir, 'link'));
    writeFileSync(join(dir, 'dotfile'), '');
    removeIfAny(join(dir, 'link'));
    removeIfAny(join(dir, 'link'));
    expect(readdirSync(dir)).toEqual(['link']);
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
