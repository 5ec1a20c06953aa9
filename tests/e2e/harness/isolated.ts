import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../../src/guard/index.ts';
import { type CliId, installCli } from './install-cli.ts';
import { loopbackOnly } from './loopback-only.ts';

const INSIDE = '--inside-namespace';

/**
 * Runs `play` with the real CLIs where nothing but loopback can be reached, by starting the script anew in there.
 * Installs the CLIs before, which needs npm's registry the first time; `play` gets the folders of their programs.
 * Gives the exit status.
 */
export async function isolated(
  script: string,
  ids: readonly CliId[],
  play: (folders: readonly string[]) => Promise<number>,
): Promise<number> {
  if (!existsSync(join(packageRoot(), 'dist', 'premptictl.js'))) {
    console.error('Nothing is built yet: run "npm run build" first.');
    return 1;
  }
  const folders = ids.map(installCli);
  if (process.argv.includes(INSIDE)) return play(folders);
  const wrapper = loopbackOnly();
  if (wrapper === undefined) {
    console.log('No network namespace can be made here: the agent runs with the network of this machine.');
    return play(folders);
  }
  const [command = '', ...args] = [...wrapper, process.execPath, fileURLToPath(script), INSIDE];
  return spawnSync(command, args, { stdio: 'inherit' }).status ?? 1;
}
