import { describe, expect, it } from 'vitest';
import { knownMatches } from './known-files.ts';

const matches = (pattern: string): readonly string[] => knownMatches(pattern, '/home/dev');

describe('knownMatches', () => {
  it.each([
    ['/etc/shad*', '/etc/shadow'],
    ['/etc/s?adow', '/etc/shadow'],
    ['/???/shadow', '/etc/shadow'],
    ['/**/shadow', '/etc/shadow'],
    ['/home/dev/.s*/id_r*', '/home/dev/.ssh/id_rsa'],
    ['/h?me/dev', '/home/dev'],
    ['/w/.e*', '/w/.env'],
    ['/w/**/.env*', '/w/.env'],
    ['/w/.gi?', '/w/.git'],
    ['/w/.claude/set*.json', '/w/.claude/settings.json'],
  ])('takes %s for %s', (pattern, file) => {
    expect(matches(pattern)).toContain(file);
  });

  it.each(['/w/*', '/w/**/*', '/w/*.ts', '/w/**/*.json', '/home/dev/*', '/etc/*-release', '/w/src/**/e*'])(
    'takes %s for nothing in particular',
    (pattern) => {
      expect(matches(pattern)).toEqual([]);
    },
  );

  it('ends soon on a pattern of many stars', () => {
    expect(matches(`/${'**/'.repeat(200)}x`)).toEqual([]);
    expect(matches(`/${'**/'.repeat(20)}x`)).toEqual([]);
  });
});
