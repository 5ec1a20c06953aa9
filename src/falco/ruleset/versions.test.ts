import { describe, expect, it } from 'vitest';
import { formatVersion, isCompatible, meetsRequirement, parseVersion, type Version } from './versions.ts';

const version = (text: string): Version => parseVersion(text) as Version;

describe('versions', () => {
  it.each([
    ['0.1.2', '0.1.2'],
    ['1.2.3-rc1', '1.2.3'],
    [' 1. 2. 3', '1.2.3'],
  ])('%j is read as %s', (text, expected) => {
    expect(formatVersion(version(text))).toBe(expected);
  });

  it.each(['', '1', '1.2', 'x', '1.x.3', 'v1.2.3'])('%j is no version', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  it.each([
    ['0.63.0', '0.62.99', true],
    ['0.63.0', '0.63.0', true],
    ['0.63.0', '0.63.1', false],
    ['0.63.0', '1.0.0', false],
    ['1.0.0', '0.63.0', false],
  ])('%s serves those who ask for %s: %s', (available, required, expected) => {
    expect(isCompatible(version(available), version(required))).toBe(expected);
  });

  it('lets the first alternative that is there decide', () => {
    const alternatives = [
      { name: 'a', version: version('0.2.0') },
      { name: 'b', version: version('0.1.0') },
    ];
    expect(meetsRequirement(alternatives, [{ name: 'b', version: '0.1.5' }])).toBe(true);
    expect(
      meetsRequirement(alternatives, [
        { name: 'a', version: '0.1.0' },
        { name: 'b', version: '0.1.5' },
      ]),
    ).toBe(false);
    expect(meetsRequirement(alternatives, [{ name: 'c', version: '0.2.0' }])).toBe(false);
  });
});
