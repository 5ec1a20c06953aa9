import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Command } from 'commander';
import type { Prefix } from '../../guard/index.ts';
import { SERVICE_ENVIRONMENT, serviceArguments } from '../../service/index.ts';
import { CliFailure } from '../failure.ts';
import { readTextIfAny, removeIfAny, replaceFile } from '../files.ts';
import { type LoginService, loginService } from '../login-service.ts';
import { stopService } from '../running-service.ts';
import { prefixOf, prefixVerb } from '../verb.ts';
import { writeSetting } from '../write-setting.ts';

const LIMIT_MS = 30_000;

/** `enable`: the service starts at login: by systemd, launchd, or the Run key of Windows. */
export function enableVerb(): Command {
  return prefixVerb('enable').action(async (options: { prefix?: string }) => {
    const prefix = prefixOf(options);
    const { files, enable } = serviceOf(prefix);
    mkdirSync(prefix.logDir, { recursive: true, mode: 0o700 });
    for (const { path, text } of files) replaceFile(path, readTextIfAny(path), text);
    await writeSetting(prefix, 'service.start', 'login');
    // The system's service takes the place of the one that was started by hand or on demand.
    await stopService(prefix);
    for (const command of enable) {
      const problem = run(command);
      if (problem !== undefined) {
        throw new CliFailure(
          `"${command.join(' ')}" failed: ${problem}; the files are in place, calls go on starting the service on demand`,
        );
      }
    }
    console.log(`The service starts when you log in (${files.map(({ path }) => path).join(', ')})`);
  });
}

/** `disable`: undoes `enable`. */
export function disableVerb(): Command {
  return prefixVerb('disable').action(async (options: { prefix?: string }) => {
    const prefix = prefixOf(options);
    undo(serviceOf(prefix));
    await writeSetting(prefix, 'service.start', 'on-demand');
    console.log('The service starts with the first call of an agent, not when you log in');
  });
}

/** Undoes `enable` where its files are; gives whether that was so. */
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
