import { describe, expect, it } from 'vitest';
import { nearestName } from './diagnostic-suggestion.ts';

const NAMES = [
  'contains',
  'icontains',
  'startswith',
  'in',
  'tool.name',
  'tool.real_file_path',
  'WARNING',
  'l',
];

describe('nearestName', () => {
  it.each([
    ['contain', 'contains'],
    ['contians', 'contains'],
    ['CONTAINS', 'contains'],
    ['startwith', 'startswith'],
    ['tool.nmae', 'tool.name'],
    ['tool.real_filepath', 'tool.real_file_path'],
    ['ni', 'in'],
    ['warn', 'WARNING'],
    ['start', 'startswith'],
    ['icontain', 'icontains'],
  ])('%s is meant to be %s', (word, name) => {
    expect(nearestName(word, NAMES)).toBe(name);
  });

  it.each(['', 'x', 'zzz', 'tool.input', 'completely different', 'contains', 'a'.repeat(10_000)])(
    '%s is meant to be nothing else',
    (word) => {
      expect(
        nearestName(
          word,
          NAMES.filter((name) => name !== 'icontains'),
        ),
      ).toBeUndefined();
    },
  );
});
