import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/guard/index.ts';

const CACHE = join(packageRoot(), '.cache', 'e2e', 'sinks');

/** A folder with the files of Debian's packages, unpacked there and not installed; why there is none, where that fails. */
export function debianFiles(...packages: readonly string[]): string {
  return cached('debian', packages, (folder) => {
    run('apt-get', ['download', ...packages], folder);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.deb'))) {
      run('dpkg', ['-x', name, '.'], folder);
    }
  });
}

/** A folder for PYTHONPATH with a package from the Python index. */
export function pythonFiles(name: string): string {
  return cached('python', [name], (folder) => {
    run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, name], folder);
  });
}

function cached(kind: string, names: readonly string[], fill: (folder: string) => void): string {
  const folder = join(CACHE, kind, names.join('+'));
  // Written last, so that a download that was cut off is not taken for one.
  const stamp = join(folder, 'complete');
  if (existsSync(stamp)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`Fetching ${names.join(', ')} into ${folder} ...`);
  fill(folder);
  writeFileSync(stamp, '');
  return folder;
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, error, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
