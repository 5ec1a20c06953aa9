import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from '../audit/index.ts';
import { type Prefix, packageRoot } from '../guard/index.ts';

/**
 * A service mostly waits: small heap spaces keep its memory low and cost it no speed. Compiling in other threads, and
 * an allocator's arena per thread, would leave it with tens of MiB that are free and never given back.
 */
const SERVICE_NODE_OPTIONS = [
  '--min-semi-space-size=2',
  '--max-semi-space-size=2',
  '--max-old-space-size=192',
  '--no-concurrent-recompilation',
] as const;
/** What such a process has in its environment besides. */
export const SERVICE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' } as const;

/** Of two attempts to start a service on demand, the second waits so long: it takes the first less to be up. */
const RETRY_MS = 5_000;

/** The service's own log is begun anew at this size; one old file stays. */
const MAX_LOG_BYTES = 1024 * 1024;

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK = 0 } = constants;
/** Without waiting for a reader where a pipe stands in the place of the file. */
const APPENDING = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK;

/** What a service takes over from whoever starts it. The rest of an agent's environment is none of its business. */
const INHERITED = [
  'HOME',
  'USER',
  'LOGNAME',
  'PATH',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'USERPROFILE',
  'SystemRoot',
  'TEMP',
] as const;

/** Which live service a new one displaces, as `daemon --replace` takes it. */
export type Replace = 'none' | 'older' | 'any';

/** The arguments that run the service of a prefix in the foreground of `process.execPath`. */
export function serviceArguments(prefix: Prefix, replace: Replace = 'none'): readonly string[] {
  const program = join(packageRoot(), 'bin', 'premptictl.cjs');
  const more = replace === 'none' ? [] : ['--replace', replace];
  return [...SERVICE_NODE_OPTIONS, program, 'daemon', '--prefix', prefix.root, ...more];
}

function serviceEnvironment(): Readonly<Record<string, string>> {
  const inherited = INHERITED.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(inherited), ...SERVICE_ENVIRONMENT };
}

/** Starts a service in the background, detached from this process, which need not wait for it. */
export function spawnService(prefix: Prefix, replace: Replace = 'none'): ChildProcess {
  mkdirSync(prefix.logDir, { recursive: true, mode: 0o700 });
  if ((statSync(prefix.serviceLog, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) {
    renameSync(prefix.serviceLog, `${prefix.serviceLog}.1`);
  }
  const log = openSync(prefix.serviceLog, APPENDING, 0o600);
  try {
    const child = spawn(process.execPath, serviceArguments(prefix, replace), {
      // It must not hold on to the folder that it happens to be started from.
      cwd: prefix.root,
      env: serviceEnvironment(),
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/**
 * Starts the service for the calls to come, unless another process has just done so: of many that find none running
 * exactly one does. Never throws: a call does not depend on it.
 */
export function startOnDemand(prefix: Prefix, replace: 'older' | 'any' = 'older'): void {
  try {
    mkdirSync(prefix.runDir, { recursive: true, mode: 0o700 });
    // Never released: it says for how long nobody else needs to try.
    if (tryLock(join(prefix.runDir, 'starting'), RETRY_MS) === undefined) return;
    spawnService(prefix, replace).on('error', () => undefined);
  } catch {
    // No folder, no process: the next call evaluates by itself, too, and tries again.
  }
}
