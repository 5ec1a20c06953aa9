import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { type Prefix, readSettings } from '../guard/index.ts';
import { SERVICE_ENVIRONMENT, serviceArguments } from '../service/index.ts';
import { CliFailure } from './failure.ts';
import { readTextIfAny, removeIfAny, replaceFile } from './files.ts';
import { type LoginService, loginService } from './login-service.ts';
import { startService, stopService } from './running-service.ts';
import { writeSetting } from './write-setting.ts';

const LIMIT_MS = 30_000;

/**
 * Has the system start the service at login, and now; gives the files that tell it to.
 *
 * @throws CliFailure where the system refuses: then the service starts with the first call of an agent, as by default
 */
export async function startAtLogin(prefix: Prefix): Promise<readonly string[]> {
  const service = serviceOf(prefix);
  const { files, enable } = service;
  // Launchd takes no second definition of what it knows.
  forgetLogin(prefix);
  mkdirSync(prefix.logDir, { recursive: true, mode: 0o700 });
  for (const { path, text } of files) replaceFile(path, readTextIfAny(path), text);
  // The system's service takes the place of the one that was started by hand or on demand.
  const wasRunning = await stopService(prefix);
  for (const command of enable) {
    const problem = run(command);
    if (problem === undefined) continue;
    undo(service);
    if (readSettings(prefix).settings.serviceStart === 'login') {
      await writeSetting(prefix, 'service.start', 'on-demand');
    }
    if (wasRunning) await startService(prefix);
    const { serviceStart } = readSettings(prefix).settings;
    throw new CliFailure(
      `"${command.join(' ')}" failed: ${problem}; the service does not start when you log in ("service.start" is ${serviceStart})`,
    );
  }
  await writeSetting(prefix, 'service.start', 'login');
  return files.map(({ path }) => path);
}

/** Undoes `startAtLogin`, whether its files are there or not. */
export async function startOnCall(prefix: Prefix): Promise<void> {
  undo(serviceOf(prefix));
  await writeSetting(prefix, 'service.start', 'on-demand');
}

/** Has the system forget the service where its files are; gives whether that was so. */
export function forgetLogin(prefix: Prefix): boolean {
  const service = findService(prefix);
  if (service?.files.some(({ path }) => existsSync(path)) !== true) return false;
  undo(service);
  return true;
}

function undo({ files, disable }: LoginService): void {
  for (const command of disable) run(command);
  for (const { path } of files) removeIfAny(path);
}

function serviceOf(prefix: Prefix): LoginService {
  const service = findService(prefix);
  if (service !== undefined) return service;
  throw new CliFailure(`${process.platform} has no way to do this that is known here`);
}

function findService(prefix: Prefix): LoginService | undefined {
  return loginService(process.platform, {
    command: [process.execPath, ...serviceArguments(prefix)],
    env: SERVICE_ENVIRONMENT,
    home: homedir(),
    root: prefix.root,
    socket: prefix.socket,
    log: prefix.serviceLog,
    uid: process.getuid?.() ?? 0,
  });
}

/** Why a program failed, or `undefined`. */
function run([program = '', ...args]: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: LIMIT_MS });
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim() || `status ${status}`);
}
