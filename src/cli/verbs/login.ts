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
import { examples, prefixOf, prefixVerb } from '../verb.ts';
import { writeSetting } from '../write-setting.ts';

const LIMIT_MS = 30_000;

interface LoginOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

/** `enable`: the service starts at login: by systemd, launchd, or the Run key of Windows. */
export function enableVerb(): Command {
  return prefixVerb('enable')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('enable', 'enable --json'))
    .action(async (options: LoginOptions) => {
      const files = await startAtLogin(prefixOf(options));
      if (options.json === true) console.log(JSON.stringify({ startsAtLogin: true, files }));
      else console.log(`The service starts when you log in (${files.join(', ')})`);
    });
}

/** `disable`: undoes `enable`. */
export function disableVerb(): Command {
  return prefixVerb('disable')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('disable', 'disable --json'))
    .action(async (options: LoginOptions) => {
      const prefix = prefixOf(options);
      undo(serviceOf(prefix));
      await writeSetting(prefix, 'service.start', 'on-demand');
      if (options.json === true) console.log(JSON.stringify({ startsAtLogin: false, files: [] }));
      else console.log('The service starts with the first call of an agent, not when you log in');
    });
}

/** Does what `enable` does; gives the files that tell the system. */
export async function startAtLogin(prefix: Prefix): Promise<readonly string[]> {
  const { files, enable } = serviceOf(prefix);
  // Launchd takes no second definition of what it knows.
  forgetLogin(prefix);
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
  return files.map(({ path }) => path);
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
