import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Programs that a user manager of systemd is run with here. */
const PROGRAMS = ['systemd', 'systemctl', 'unshare', 'nsenter'].map((name) => `/usr/bin/${name}`);

/** A runtime folder of its own, hidden from the rest of the machine, and in it a mark that says that systemd is there. */
const START = `mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system /run/user/0 && chmod 700 /run/user/0 \\
  && exec systemd --user --log-target=null`;

/** What a process has in its environment that runs below the manager. */
const environment = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  PATH: '/usr/bin:/bin',
  XDG_RUNTIME_DIR: '/run/user/0',
});

const LIMIT_MS = 20_000;

/** A user's systemd, as after login, for one home directory. */
export interface UserManager {
  /** Runs a program where it reaches this systemd. */
  run(program: string, ...args: readonly string[]): SpawnSyncReturns<string>;
  /** Logs out: everything that systemd started ends. */
  stop(): Promise<void>;
}

/** Logs in; `undefined` where this machine cannot run a user's systemd for a test, which takes root. */
export async function startUserManager(home: string): Promise<UserManager | undefined> {
  if (process.getuid?.() !== 0 || !PROGRAMS.every(existsSync)) return undefined;
  const child = spawn('/usr/bin/unshare', ['-m', '--propagation', 'private', '/bin/sh', '-c', START], {
    env: environment(home),
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const run: UserManager['run'] = (program, ...args) =>
    spawnSync('/usr/bin/nsenter', ['-t', String(child.pid), '-m', '--', program, ...args], {
      cwd: home,
      env: environment(home),
      encoding: 'utf8',
      timeout: LIMIT_MS,
    });
  for (const end = Date.now() + LIMIT_MS; Date.now() < end && child.exitCode === null; await sleep(100)) {
    const { stdout } = run('/usr/bin/systemctl', '--user', 'is-system-running');
    if (!['running', 'degraded'].includes(stdout?.trim() ?? '')) continue;
    return {
      run,
      stop: () => {
        child.kill('SIGTERM');
        return ended;
      },
    };
  }
  child.kill('SIGKILL');
  return undefined;
}
