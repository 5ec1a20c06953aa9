import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installClaude } from './claude-cli.ts';
import { loopbackOnly } from './loopback-only.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const INSIDE = '--inside-namespace';

/**
 * Runs `play` with the real CLI where nothing but loopback can be reached, by starting the script anew in there.
 * Installs the CLI before, which needs npm's registry the first time. Gives the exit status.
 */
export async function isolated(script: string, play: (binary: string) => Promise<number>): Promise<number> {
  const folder = join(repository, '.cache', 'e2e', 'claude');
  if (process.argv.includes(INSIDE)) return play(await installClaude(folder));
  if (!existsSync(join(repository, 'dist', 'premptictl.js'))) {
    console.error('Nothing is built yet: run "npm run build" first.');
    return 1;
  }
  const binary = await installClaude(folder);
  const wrapper = loopbackOnly();
  if (wrapper === undefined) {
    console.log('No network namespace can be made here: the agent runs with the network of this machine.');
    return play(binary);
  }
  const [command = '', ...args] = [...wrapper, process.execPath, fileURLToPath(script), INSIDE];
  return spawnSync(command, args, { stdio: 'inherit' }).status ?? 1;
}
