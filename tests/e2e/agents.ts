/**
 * Proves every agent that npm carries, in its pinned release, as `premptictl prove` does for a person. Needs a build, and
 * npm's registry the first time.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { PREMPTICTL } from '../../src/prove/product.ts';
import { createWorld } from '../../src/prove/world.ts';
import { CLI_PACKAGES, type CliId } from './harness/install-cli.ts';
import { isolated } from './harness/isolated.ts';

const IDS = Object.keys(CLI_PACKAGES) as readonly CliId[];

process.exitCode = await isolated(import.meta.url, IDS, proveAll);

async function proveAll(folders: readonly string[]): Promise<number> {
  const world = createWorld();
  const path = [...folders, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  try {
    const args = [PREMPTICTL, 'prove', ...IDS, '--prefix', world.prefix];
    const options = { env: { HOME: world.home, PATH: path }, cwd: world.project, stdio: 'inherit' } as const;
    return spawnSync(process.execPath, args, options).status ?? 1;
  } finally {
    world.remove();
  }
}
