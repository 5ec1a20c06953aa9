import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { findNativeHook } from './native-hook.ts';

const NAME = `prempti-hook-${process.platform}-${process.arch}/prempti-hook`;
const BUILT = 'dist/native/prempti-hook';
const INSTALLED = `node_modules/${NAME}`;
const SUMS = 'dist/native-hooks.sha256';

const REFUSES = '#!/bin/sh\necho "Prempti cannot check this call, so it is blocked (usage)" >&2\nexit 2\n';
const OTHER = '#!/bin/sh\nexit 0\n';
const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A package with these files; all can be executed. */
function packageWith(files: Readonly<Record<string, string>>): string {
  const root = tempDir();
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: 0o700 });
  }
  return root;
}

describe('findNativeHook', () => {
  const ofThisRelease = { [INSTALLED]: REFUSES, [SUMS]: `${sumOf(REFUSES)}  ${NAME}\n` };

  it.each<[string, Record<string, string>, string | undefined]>([
    ['there is none', {}, undefined],
    ['it was built here', { [BUILT]: REFUSES }, BUILT],
    ['its package is installed', ofThisRelease, INSTALLED],
    ['there are both', { ...ofThisRelease, [BUILT]: REFUSES }, BUILT],
    ['the one built here does not run', { ...ofThisRelease, [BUILT]: 'no program' }, INSTALLED],
    ['the one built here is another program', { [BUILT]: OTHER }, undefined],
    ['no release knows the installed one', { [INSTALLED]: REFUSES }, undefined],
    ['another release installed it', { ...ofThisRelease, [SUMS]: `${sumOf(OTHER)}  ${NAME}\n` }, undefined],
    [
      'the installed one is for another platform',
      { ...ofThisRelease, [SUMS]: `${sumOf(REFUSES)}  prempti-hook-other/prempti-hook\n` },
      undefined,
    ],
    [
      'the installed one does not run',
      { [INSTALLED]: 'no program', [SUMS]: `${sumOf('no program')}  ${NAME}\n` },
      undefined,
    ],
  ])('where %s', (_what, files, expected) => {
    const root = packageWith(files);
    expect(findNativeHook(root)).toBe(expected && join(root, expected));
  });
});
