import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { findProjectFiles, readProjectFile } from './project-file.ts';

/** A home with these files; folders end with a slash. */
function homeWith(...paths: readonly string[]): string {
  const home = realpathSync(tempDir());
  for (const path of paths) {
    mkdirSync(join(home, path, path.endsWith('/') ? '.' : '..'), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(join(home, path), 'mode: guardrails\n');
  }
  return home;
}

describe('findProjectFiles', () => {
  test.each<[string, paths: string[], folder: string, found: string[]]>([
    [
      'of the root and of the folder',
      ['r/.git/', 'r/.prempti.yaml', 'r/a/.prempti.yaml', 'r/a/b/'],
      'r/a/b',
      ['r/.prempti.yaml', 'r/a/.prempti.yaml'],
    ],
    ['not above the root', ['.prempti.yaml', 'r/.git/', 'r/a/'], 'r/a', []],
    [
      'of a worktree, whose .git is a file',
      ['r/.git', 'r/.prempti.yaml', 'r/a/'],
      'r/a',
      ['r/.prempti.yaml'],
    ],
    [
      'of the folder alone without a repository',
      ['r/.prempti.yaml', 'r/a/.prempti.yaml'],
      'r/a',
      ['r/a/.prempti.yaml'],
    ],
    ['of a home that is a repository', ['.git/', '.prempti.yaml', 'a/'], 'a', ['.prempti.yaml']],
    ['for a folder that is not there', ['r/.git/', 'r/.prempti.yaml'], 'r/gone/b', ['r/.prempti.yaml']],
  ])('finds those %s', (_what, paths, folder, expected) => {
    const home = homeWith(...paths);
    const found = findProjectFiles(join(home, folder), home);
    expect(found.map(({ path }) => relative(home, path))).toEqual(expected);
  });

  test('does not look above the home directory', () => {
    const above = homeWith('.git/', '.prempti.yaml', 'home/dev/');
    expect(findProjectFiles(join(above, 'home', 'dev'), join(above, 'home', 'dev'))).toEqual([]);
    expect(findProjectFiles(join(above, 'home', 'dev'), '/nowhere')).toHaveLength(1);
  });

  test('follows the links that lead to a folder, so that its own project counts', () => {
    const home = homeWith('r/.git/', 'r/.prempti.yaml', 'r/a/', 'elsewhere/');
    symlinkSync(join(home, 'r', 'a'), join(home, 'elsewhere', 'link'));
    expect(findProjectFiles(join(home, 'elsewhere', 'link'), home)).toMatchObject([
      { path: join(home, 'r', '.prempti.yaml') },
    ]);
  });

  test.each(['', '.', 'a/b', '~/x', `/${'a/'.repeat(1_000_000)}`, '/\0', '/proc/self/environ/x'])(
    'finds none for a folder that cannot be one (case %#)',
    (folder) => {
      expect(findProjectFiles(folder, '/home/dev')).toEqual([]);
    },
  );
});

describe('readProjectFile', () => {
  const fileOf = (text: string): string => {
    const path = join(tempDir(), '.prempti.yaml');
    writeFileSync(path, text);
    return path;
  };
  const sum = (text: string): string => createHash('sha256').update(text).digest('hex');
  const trust = (text: string) => ({ sha256: sum(text), atMs: 0, by: 'dev' });

  test('tells whether a person has trusted this very content', () => {
    const text = 'mode: monitor\n';
    const path = fileOf(text);
    expect(readProjectFile({ path }, {})).toMatchObject({ trust: 'none', given: { mode: 'monitor' } });
    expect(readProjectFile({ path }, { [path]: trust(text) })).toMatchObject({
      trust: 'trusted',
      sha256: sum(text),
      problems: [],
    });
    expect(readProjectFile({ path }, { [path]: trust('mode: guardrails\n') })).toMatchObject({
      trust: 'changed',
      problems: [expect.stringContaining('has changed since you trusted it')],
    });
    expect(readProjectFile({ path }, { '/another/.prempti.yaml': trust(text) }).trust).toBe('none');
  });

  test.each<[string, (path: string) => void, string]>([
    ['a link', (path) => symlinkSync('/etc/hostname', path), 'it is a symbolic link, which is not followed'],
    ['a link to nothing', (path) => symlinkSync('/nowhere', path), 'it is a symbolic link'],
    ['a folder', (path) => mkdirSync(path), 'it is not a regular file'],
    ['a pipe without a writer', (path) => execFileSync('mkfifo', [path]), 'it is not a regular file'],
    [
      'too large',
      (path) => writeFileSync(path, `# ${'x'.repeat(70_000)}\n`),
      'it is larger than 65536 bytes',
    ],
    ['gone', () => undefined, 'ENOENT'],
  ])('says why when it is %s', (_what, make, problem) => {
    const path = join(tempDir(), '.prempti.yaml');
    make(path);
    expect(readProjectFile({ path }, {})).toEqual({
      path,
      sha256: '',
      trust: 'none',
      given: {},
      problems: [expect.stringContaining(`${path}: ${problem}`.replace(`${path}: ENOENT`, 'ENOENT'))],
    });
  });
});
