// Makes what a release publishes: the packages of the native hook client, one per platform that a compiler here can
// build for, and the package itself, which names them with their versions and sums.
//
//   node scripts/release.ts DIR
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackages } from './native-hook.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Writes the tarballs into a folder, in the order in which they have to be published; gives their names. */
export function buildRelease(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'prempti-release-'));
  try {
    const names = buildPackages(work);
    const own = join(work, 'package');
    execFileSync('tar', ['-xzf', join(work, pack(ROOT, work)), '-C', work]);
    copyFileSync(join(work, 'SHA256SUMS'), join(own, 'dist', 'native-hooks.sha256'));
    const manifest = join(own, 'package.json');
    const {
      scripts: _,
      devDependencies: __,
      workspaces: ___,
      ...kept
    } = JSON.parse(readFileSync(manifest, 'utf8'));
    const optionalDependencies = Object.fromEntries(names.map((name) => [name, kept.version]));
    writeFileSync(manifest, `${JSON.stringify({ ...kept, optionalDependencies }, undefined, 2)}\n`);
    return [...names.map((name) => join(work, name)), own].map((source) => pack(source, folder));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Packs a folder as npm publishes it; gives the name of the tarball. */
function pack(source: string, folder: string): string {
  const args = [
    'pack',
    source,
    '--ignore-scripts',
    '--json',
    '--loglevel=silent',
    '--pack-destination',
    folder,
  ];
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }));
  return packed.filename;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: release.ts DIR');
  console.log(buildRelease(resolve(folder)).join('\n'));
}
