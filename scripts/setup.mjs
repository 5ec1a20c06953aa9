// Installs what is missing. Runs on any Node >= 20, before the project's own Node is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.prempti-lock');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.error('Installing dependencies from npm (about 450 MB with the development tools) ...');
  // No install script is needed, and --ignore-scripts also keeps this from building twice.
  // npm's own engine check looks at the Node that runs npm, not at the one that the project brings along.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync(npm, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error('npm ci failed: check that npm reaches its registry, then run this again.');
    process.exit(result.status ?? 1);
  }
  // So that `npx premptictl` finds the program of this clone at once.
  for (const name of process.platform === 'win32' ? [] : ['premptictl', 'prempti']) {
    symlinkSync(join('..', '..', 'bin', 'premptictl.cjs'), join(root, 'node_modules', '.bin', name));
  }
  writeFileSync(stamp, wanted);
}
