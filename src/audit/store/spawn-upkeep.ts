import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../guard/index.ts';

let running: ChildProcess | undefined;

/**
 * Has another process do what takes long: `audit vacuum`, which brings the write-ahead log into the store and deletes what
 * is too old or too much. At most one of this process at a time; never throws.
 */
export function spawnUpkeep(prefixRoot: string): void {
  if (running !== undefined) return;
  const program = join(packageRoot(), 'bin', 'premptictl.cjs');
  const args = [program, 'audit', 'vacuum', '--no-shrink', '--prefix', prefixRoot];
  const child = spawn(process.execPath, args, { detached: true, stdio: 'ignore', windowsHide: true });
  const gone = (): void => {
    running = undefined;
  };
  running = child.once('error', gone).once('exit', gone);
  child.unref();
}
