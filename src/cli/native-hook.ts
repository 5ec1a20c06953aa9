import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Names the sum of every platform's program, made with the packages that hold them. */
const SUMS = join('dist', 'native-hooks.sha256');

/**
 * The native hook client: built beside this package where it was built here, else that of the package for this
 * platform, which has to be the one that this release was made with. `undefined` where there is none, or where it does
 * not run: an agent whose hook cannot be started may let the call run.
 */
export function findNativeHook(packageRoot: string): string | undefined {
  const built = join(packageRoot, 'dist', 'native', 'prempti-hook');
  if (runs(built)) return built;
  const name = `prempti-hook-${process.platform}-${process.arch}/prempti-hook`;
  const installed = resolved(packageRoot, name);
  return installed !== undefined && isOfThisRelease(packageRoot, installed, name) && runs(installed)
    ? installed
    : undefined;
}

function resolved(packageRoot: string, name: string): string | undefined {
  try {
    return createRequire(join(packageRoot, 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}

function isOfThisRelease(packageRoot: string, program: string, name: string): boolean {
  try {
    const sum = createHash('sha256').update(readFileSync(program)).digest('hex');
    return readFileSync(join(packageRoot, SUMS), 'utf8').split('\n').includes(`${sum}  ${name}`);
  } catch {
    return false;
  }
}

/** Without arguments it says how it is used, in the form of a refusal. */
function runs(program: string): boolean {
  const { status, stderr } = spawnSync(program, { encoding: 'utf8', timeout: 5_000, env: {} });
  return status === 2 && stderr.startsWith('Prempti cannot check this call');
}
