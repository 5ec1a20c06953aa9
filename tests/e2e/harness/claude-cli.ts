import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PERSON_ARGS, type Person, playPerson } from './claude-person.ts';

/** The release every expectation about Claude Code was observed on. */
export const CLAUDE_VERSION = '2.1.330';
const PACKAGE = '@anthropic-ai/claude-code';

/**
 * Installs the pinned CLI below `folder` unless it is there already, and gives the path of its binary.
 * Install scripts do not run: the binary is taken from the platform package.
 */
export async function installClaude(folder: string): Promise<string> {
  const binary = join(folder, 'node_modules', '@anthropic-ai', platformPackage(), 'claude');
  // Written last, so that an install that was cut off is not taken for one.
  const stamp = join(folder, `installed-${CLAUDE_VERSION}`);
  if (existsSync(stamp) && existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  console.log(`Installing ${PACKAGE} ${CLAUDE_VERSION} from npm into ${folder} (370 MB) ...`);
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
  const npm = spawn('npm', [...args, `${PACKAGE}@${CLAUDE_VERSION}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await exitOf(npm);
  if (code !== 0 || !existsSync(binary)) throw new Error(`npm could not install ${PACKAGE} (exit ${code})`);
  writeFileSync(stamp, '');
  return binary;
}

function platformPackage(): string {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const musl = process.platform === 'linux' && report?.header?.glibcVersionRuntime === undefined;
  return `claude-code-${process.platform}-${process.arch}${musl ? '-musl' : ''}`;
}

export interface ClaudeRun {
  readonly binary: string;
  readonly home: string;
  readonly project: string;
  readonly modelUrl: string;
  readonly permissionMode: 'default' | 'bypassPermissions' | 'dontAsk' | 'acceptEdits' | 'plan';
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Who speaks and is asked. Default: nobody, so that calls which need an answer are refused. */
  readonly person?: Person;
  /** The run is killed after this long, milliseconds. */
  readonly limitMs: number;
}

export interface ClaudeOutcome {
  /** `undefined` when the run was killed at its limit. */
  readonly exitCode: number | undefined;
  /** The JSON lines of `--output-format stream-json`. */
  readonly events: readonly Record<string, unknown>[];
  readonly stderr: string;
}

/** All that the CLI finds in its environment: a home, no account, and nothing that leads to another machine. */
export function claudeEnvironment(home: string): Record<string, string> {
  return {
    HOME: home,
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    TERM: 'dumb',
    ANTHROPIC_API_KEY: 'sk-ant-fake',
    IS_SANDBOX: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_TMPDIR: join(home, 'tmp'),
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
  };
}

/** Runs one headless session in an environment that holds nothing but what is said here. */
export async function runClaude(run: ClaudeRun): Promise<ClaudeOutcome> {
  const args = ['-p', ...(run.person === undefined ? ['Play the script.'] : PERSON_ARGS)];
  args.push('--output-format', 'stream-json', '--verbose');
  args.push('--include-hook-events', '--permission-mode', run.permissionMode, ...(run.args ?? []));
  const child = spawn(run.binary, args, {
    cwd: run.project,
    detached: true,
    stdio: [run.person === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...claudeEnvironment(run.home), ANTHROPIC_BASE_URL: run.modelUrl, ...run.env },
  });
  const events = eventsOf(child, run.person);
  const stderr = collect(child.stderr);
  const timer = setTimeout(() => killGroup(child), run.limitMs);
  const exitCode = await exitOf(child);
  clearTimeout(timer);
  killGroup(child);
  return { exitCode, events: await events, stderr: await stderr };
}

async function eventsOf(
  { stdin, stdout }: ChildProcess,
  person: Person | undefined,
): Promise<readonly Record<string, unknown>[]> {
  if (stdout === null) return [];
  if (person !== undefined && stdin !== null) return playPerson(person, { stdin, stdout });
  return (await collect(stdout)).split('\n').flatMap(parseLine);
}

/** Ends the child and whatever it left running: it leads a process group of its own. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function parseLine(line: string): Record<string, unknown>[] {
  return line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : [];
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function exitOf(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? undefined));
  });
}
