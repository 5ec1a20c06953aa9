import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPrefix } from './prefix.ts';

describe('findPrefix', () => {
  it.each<[what: string, given: string | undefined, home: string, env: Record<string, string>, root: string]>(
    [
      ['the given one', '/given', '/home/dev', { PREMPTI_HOME: '/env' }, '/given'],
      ['a given one below the working directory', 'given', '/home/dev', {}, resolve('given')],
      ['PREMPTI_HOME', undefined, '/home/dev', { PREMPTI_HOME: '/env' }, '/env'],
      ['PREMPTI_HOME whatever the home', '', '', { PREMPTI_HOME: '/env' }, '/env'],
      ['~/.prempti', undefined, '/home/dev', { PREMPTI_HOME: '' }, '/home/dev/.prempti'],
    ],
  )('is %s', (_what, given, home, env, root) => {
    expect(findPrefix(given, home, env)).toMatchObject({ root, configFile: `${root}/config/prempti.yaml` });
  });

  it.each<[what: string, home: string, env: Record<string, string>, message: string]>([
    ['an empty home', '', {}, 'the home directory is "", not an absolute path'],
    ['a relative home', '.', {}, 'the home directory is ".", not an absolute path'],
    [
      'a relative PREMPTI_HOME',
      '/home/dev',
      { PREMPTI_HOME: '.prempti' },
      'PREMPTI_HOME is ".prempti", not an absolute path',
    ],
  ])('is not taken from the folder of the agent by %s', (_what, home, env, message) => {
    expect(() => findPrefix(undefined, home, env)).toThrow(message);
  });
});
