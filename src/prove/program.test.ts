import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { findProgram } from './program.ts';

function programIn(folder: string, name: string, mode = 0o755): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, 'text');
  chmodSync(path, mode);
  return path;
}

test('gives the first program on the search path, and the file behind its link', () => {
  const dir = tempDir();
  const file = programIn(join(dir, 'lib'), 'cli.js');
  mkdirSync(join(dir, 'bin'));
  const path = join(dir, 'bin', 'agent');
  symlinkSync(file, path);
  programIn(join(dir, 'later'), 'agent');
  const searchPath = [join(dir, 'none'), join(dir, 'bin'), join(dir, 'later')].join(delimiter);
  expect(findProgram(['other', 'agent'], searchPath)).toMatchObject({ path, file, sizeBytes: 4 });
});

test('passes by folders, files that cannot be run, and relative folders', () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'a', 'agent'), { recursive: true });
  programIn(join(dir, 'b'), 'agent', 0o644);
  symlinkSync('/nonexistent', join(dir, 'b', 'agent2'));
  const searchPath = [join(dir, 'a'), join(dir, 'b'), '.', '', 'node_modules/.bin'].join(delimiter);
  expect(findProgram(['agent', 'agent2', 'vitest'], searchPath)).toBeUndefined();
});
