import { describe, expect, test } from 'vitest';
import { lastOption, listOptions } from './getopt.ts';

describe('listOptions', () => {
  test.each([
    [['-a', '-b'], 'ab', ['a', 'b']],
    [['-ab'], 'ab', ['a', 'b']],
    [['-n5'], 'n:', ['n', '5']],
    [['-n', '5'], 'n:', ['n', '5']],
    [['-an5'], 'an:', ['a', 'n', '5']],
    [['-n'], 'n:', ['']],
    [['-x'], 'a', ['?']],
    [['-xa'], 'a', ['?', 'a']],
    [['-a', 'file', '-b'], 'ab', ['a']],
    [['-a', '--', '-b'], 'ab', ['a']],
    [['--long', '-b'], 'ab', ['b']],
    [['-', '-a'], 'a', []],
    [['-n', '--', '-a'], 'n:a', ['n', '--', 'a']],
    [['-a'], ':a', ['a']],
    [['-n', '1'], 'nn:', ['n', '1']],
    [[], 'a', []],
  ])('of %j with %j are %j', (args, optstring, expected) => {
    expect(listOptions(args, optstring)).toEqual(expected);
  });
});

describe('lastOption', () => {
  test.each([
    [['-n1', '-n2'], 'n:', 'n', '2'],
    [['-a'], 'a', 'a', 'a'],
    [['-n'], 'n:', 'n', ''],
    [['-a'], 'ab', 'b', undefined],
    [['-x'], 'a', 'x', undefined],
  ])('in %j with %j of %j is %j', (args, optstring, letter, expected) => {
    expect(lastOption(args, optstring, letter)).toBe(expected);
  });
});
