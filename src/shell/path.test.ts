import { describe, expect, it } from 'vitest';
import { baseName, dirName, isWithin, resolvePath } from './path.ts';

describe('resolvePath', () => {
  it.each([
    ['/w', 'a', '/w/a'],
    ['/w', './a', '/w/a'],
    ['/w', 'a/', '/w/a'],
    ['/w', '.', '/w'],
    ['/w', '', '/w'],
    ['/w', '..', '/'],
    ['/w', '../..', '/'],
    ['/w', 'a/../b', '/w/b'],
    ['/w', 'a//b/./c', '/w/a/b/c'],
    ['/w', '/', '/'],
    ['/w', '/a/', '/a'],
    ['/w', '/a/../../b', '/b'],
    ['/w', '//a', '/a'],
    ['/', 'a', '/a'],
    ['/', './a', '/a'],
    ['/w', '...', '/w/...'],
    ['/w', '.a/..b', '/w/.a/..b'],
    ['~', 'a/../b', '~/b'],
  ])('from %s, %s is %s', (cwd, path, expected) => {
    expect(resolvePath(cwd, path)).toBe(expected);
  });
});

describe('parts of paths', () => {
  it.each([
    ['/a/b', 'b', '/a'],
    ['/a', 'a', '/'],
    ['a', 'a', '.'],
    ['a/b/', 'b', 'a'],
    ['/', '', '/'],
  ])('%s has the name %s in %s', (path, name, directory) => {
    expect([baseName(path), dirName(path)]).toEqual([name, directory]);
  });

  it.each([
    ['/a', '/a', true],
    ['/a', '/a/b', true],
    ['/a', '/ab', false],
    ['/', '/x', true],
    ['/a/b', '/a', false],
  ])('%s contains %s: %s', (directory, path, expected) => {
    expect(isWithin(directory, path)).toBe(expected);
  });
});
