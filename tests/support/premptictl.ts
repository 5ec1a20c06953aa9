import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The built program. */
export const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'premptictl.cjs');

/** Runs the built program in a home, or another folder, with nothing else of the environment. */
export function runPremptictl(
  home: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = home,
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { HOME: home, PATH: '/usr/bin:/bin', ...env },
    encoding: 'utf8',
    timeout: 30_000,
  });
}
