import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import type { Agent } from '../agents/index.ts';
import { type AgentProcess, agentProcess } from './agent-process.ts';
import { readSettingsFile } from './settings-file.ts';

const VERSION = /^\d+\.\d+\.\d+[-+.\w]{0,40}$/;
/** What packages for one platform have behind the version of the agent. */
const PLATFORM = /-(?:linux|darwin|win32)-\w+(?:-musl)?$/;
/** The innermost package of npm that a file lies in. */
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const MAX_PACKAGE_BYTES = 64 * 1024;
/** Sessions come and go; those of a day are few. */
const MAX_KNOWN = 256;
/** More than the id of any session has. */
const MAX_SESSION_LENGTH = 256;

interface Known {
  /** Absent where the agent's process was not found. */
  readonly pid?: number;
  readonly version?: string | undefined;
}

const known = new Map<string, Known>();

/**
 * The version of the agent that a hook process belongs to, by where its program lies: in a package of npm, or in a folder
 * named after the version. `undefined` where that does not tell, as anywhere but on Linux. Looked up once for the time that
 * the agent's process has this session; runs nothing.
 */
export function agentVersionOf(
  { name, registration }: Pick<Agent, 'name' | 'registration'>,
  session: string | undefined,
  pid: number | undefined,
): string | undefined {
  if (session === undefined || session.length > MAX_SESSION_LENGTH) return undefined;
  if (pid === undefined || registration === undefined) return undefined;
  const key = `${name} ${session}`;
  const last = known.get(key);
  // A session that is taken up again may have a newer agent.
  if (last !== undefined && (last.pid === undefined || existsSync(`/proc/${last.pid}`))) return last.version;
  const found = agentProcess(registration.programs, pid);
  const version = found && versionOf(found, registration.programs);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, found === undefined ? {} : { pid: found.pid, version });
  return version;
}

function versionOf(agent: AgentProcess, programs: readonly string[]): string | undefined {
  try {
    const path = programPath(agent, programs);
    if (path === undefined) return undefined;
    const root = PACKAGE.exec(path)?.[0];
    // Folders above a package are versions of Node.
    return root === undefined
      ? path.split(sep).findLast((part) => VERSION.test(part))
      : packageVersion(join(root, 'package.json'));
  } catch {
    // The process has ended, or a file is not ours to read, not there any more, or no package.
    return undefined;
  }
}

function programPath(
  { pid, words, programAt }: AgentProcess,
  programs: readonly string[],
): string | undefined {
  if (programAt > 0) return realpathSync(resolve(readlinkSync(`/proc/${pid}/cwd`), words[programAt] ?? ''));
  const path = readlinkSync(`/proc/${pid}/exe`);
  const name = basename(path, '.exe');
  // Else an interpreter whose process is named after the agent, or a program that was replaced since.
  return programs.includes(name) || VERSION.test(name) ? path : undefined;
}

function packageVersion(path: string): string | undefined {
  const { version } = JSON.parse(readSettingsFile(path, MAX_PACKAGE_BYTES) ?? '{}');
  const plain = String(version).replace(PLATFORM, '');
  return VERSION.test(plain) ? plain : undefined;
}
