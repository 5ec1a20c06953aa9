import { describe, expect, test } from 'vitest';
import { compilePathPrefixes } from './path-prefixes.ts';

describe('compilePathPrefixes', () => {
  test.each([
    [['/etc'], '/etc', true],
    [['/etc'], '/etc/passwd', true],
    [['/etc'], '/etcetera', false],
    [['/etc/passwd'], '/etc', false],
    [['/etc/'], '/etc/x', true],
    [['etc'], '/etc/x', true],
    [['/etc'], 'etc', true],
    [['//etc///ssh'], '/etc/ssh/', true],
    [['/a', '/a/b'], '/a/c', true],
    [['/a/b', '/a/c'], '/a/c/d', true],
    [['/home/*/.ssh'], '/home/x/.ssh/id', true],
    [['/home/*/.ssh'], '/home/x/y/.ssh', false],
    [['/home/*/.ssh', '/home/root/.aws'], '/home/root/.ssh', true],
    [['/home/[ab]?'], '/home/a1/x', true],
    [['/home/[ab]?'], '/home/c1/x', false],
    [['/'], '/anything', true],
    [['/'], '', true],
    [[''], 'x', true],
    [[], '/x', false],
  ])('%j cover %j: %s', (paths, value, expected) => {
    expect(compilePathPrefixes(paths)(value)).toBe(expected);
  });
});
