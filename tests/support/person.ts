import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRAM } from './premptictl.ts';
import { tempDir } from './temp-dir.ts';

/** Whether this machine has the programs that play a person. */
export const hasPerson =
  ['/usr/bin/script', '/usr/bin/setsid'].every(existsSync) && process.platform === 'linux';

const LIMIT_MS = 20_000;

/**
 * Runs the built premptictl as a person does: in a terminal, and below no process that has to do with these tests, which an
 * agent may have started. `command` is run by a shell in that terminal; by default it is premptictl.
 */
export async function asPerson(
  home: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const command = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
  return inTerminal(home, command, env);
}

/** Runs a shell command in a terminal of its own, as the child of no process that has to do with these tests. */
export async function inTerminal(
  home: string,
  command: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const typescript = join(tempDir(), 'typescript');
  const options = { env: { HOME: home, PATH: '/usr/bin:/bin', ...env }, cwd: home, stdio: 'ignore' } as const;
  spawn(
    '/usr/bin/setsid',
    ['-f', '/usr/bin/script', '-qfc', `${command}; echo ended with $?`, typescript],
    options,
  );
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(20)) {
    const text = existsSync(typescript) ? readFileSync(typescript, 'utf8') : '';
    const ended = /^([\s\S]*)ended with (\d+)\r?\n/m.exec(text.replace(/^Script started.*\n/, ''));
    if (ended !== null) return { status: Number(ended[2]), text: ended[1] ?? '' };
  }
  throw new Error(`no end of: ${command}`);
}
