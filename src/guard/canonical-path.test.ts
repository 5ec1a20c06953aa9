import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalPath } from './canonical-path.ts';

let root: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'prempti-paths-')));
  mkdirSync(join(root, 'home/.ssh'), { recursive: true });
  mkdirSync(join(root, 'project/src/deep'), { recursive: true });
  writeFileSync(join(root, 'project/src/app.ts'), '');
  symlinkSync('../home/.ssh', join(root, 'project/keys'));
  symlinkSync(join(root, 'home/.ssh/not-yet'), join(root, 'project/dangling'));
  symlinkSync('src/deep', join(root, 'project/deep'));
  symlinkSync('loop', join(root, 'project/loop'));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('canonicalPath', () => {
  const cases: readonly (readonly [title: string, path: string, expected: string])[] = [
    ['keeps an existing absolute path', '<root>/project/src/app.ts', '<root>/project/src/app.ts'],
    ['takes a relative path from the working directory', 'src/app.ts', '<root>/project/src/app.ts'],
    ['expands a leading tilde', '~/.ssh/id_rsa', '<root>/home/.ssh/id_rsa'],
    ['expands a lone tilde', '~', '<root>/home'],
    ['keeps a tilde inside a name', 'src/a~b', '<root>/project/src/a~b'],
    ['resolves a link to a folder before a missing tail', 'keys/id_rsa', '<root>/home/.ssh/id_rsa'],
    ['resolves a dangling link to what writing through it creates', 'dangling', '<root>/home/.ssh/not-yet'],
    ['follows a link before taking ".." of it', 'deep/../app.ts', '<root>/project/src/app.ts'],
    ['follows a link before ".." with a missing tail', 'deep/../new.ts', '<root>/project/src/new.ts'],
    ['removes ".." over missing parts by name', 'no/such/../file', '<root>/project/no/file'],
    ['follows links again after ".." over a missing part', 'no/../keys/id_rsa', '<root>/home/.ssh/id_rsa'],
    ['follows links again after ".." over more', 'no/such/../../keys/new', '<root>/home/.ssh/new'],
    [
      'does not look for links below missing parts',
      'no/such/../keys/id_rsa',
      '<root>/project/no/keys/id_rsa',
    ],
    ['takes /proc/self/cwd for the working directory', '/proc/self/cwd/keys/x', '<root>/home/.ssh/x'],
    ['takes /proc/thread-self/cwd for it, too', '//proc/thread-self//cwd', '<root>/project'],
    ['takes /proc/self/root for the root', '/proc/self/root/x/../y', '/y'],
    [
      'leaves what else a process says of itself to the one that would run',
      '/proc/self/./environ',
      '/proc/self/environ',
    ],
    ['keeps what only looks like it', '<root>/proc/self/cwd/y', '<root>/proc/self/cwd/y'],
    ['stops ".." at the root', '/../../..', '/'],
    ['drops repeated and trailing slashes', '<root>//project///src/', '<root>/project/src'],
    ['gives up on a loop of links and keeps the name', 'loop', '<root>/project/loop'],
    ['treats a path below a file as missing', 'src/app.ts/x', '<root>/project/src/app.ts/x'],
    ['gives the empty path for the empty path', '', ''],
    ['survives a NUL byte', 'a\0b', '<root>/project/a\0b'],
    ['survives a name that is too long', 'x'.repeat(5000), `<root>/project/${'x'.repeat(5000)}`],
  ];
  test.each(cases)('%s', (_title, path, expected) => {
    const actual = canonicalPath(path.replaceAll('<root>', root), join(root, 'project'), join(root, 'home'));
    expect(actual).toBe(expected.replaceAll('<root>', root));
  });

  const cwds: readonly (readonly [cwd: string, expected: string])[] = [
    ['', '/x'],
    ['relative', '/relative/x'],
    ['~', '<root>/home/x'],
    ['~/.ssh/..', '<root>/home/x'],
    ['/proc/self/cwd', '/x'],
    ['<root>/project/deep/..', '<root>/project/src/x'],
  ];
  test.each(cwds)('takes a path from the working directory %j', (cwd, expected) => {
    const actual = canonicalPath('x', cwd.replaceAll('<root>', root), join(root, 'home'));
    expect(actual).toBe(expected.replaceAll('<root>', root));
  });

  test.runIf(existsSync(import.meta.filename.toUpperCase()))(
    'spells what exists as the file system does',
    () => {
      expect(canonicalPath('~/.SSH/new', '/', join(root, 'home'))).toBe(`${root}/home/.ssh/new`);
    },
  );
});
