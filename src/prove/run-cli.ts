import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is kept of each output stream. */
const MAX_OUTPUT_CHARACTERS = 4 * 1024 * 1024;

/** How long to wait for output after the end, where something left behind holds a stream open. */
const DRAIN_MS = 1_000;

/** One run of a program in an environment that holds nothing but what is said here. */
export interface CliRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The run is killed after this long, milliseconds. */
  readonly limitMs: number;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
}

export interface CliEnd {
  /** `undefined` when the run was killed. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program at work, with pipes to talk to it. */
export interface StartedCli {
  readonly child: ChildProcessWithoutNullStreams;
  /** Comes when it has ended, by itself or at its limit; rejects when it cannot be started. */
  readonly ended: Promise<CliEnd>;
}

/** Runs a program to its end, with nothing on its standard input. */
export function runCli(run: CliRun): Promise<CliEnd> {
  const { child, ended } = startCli(run);
  child.stdin.end();
  return ended;
}

/** Starts a program as the leader of a process group, which goes with it. */
export function startCli({ program, args, env, cwd, limitMs, signal }: CliRun): StartedCli {
  const child = spawn(program, args, { cwd, env, detached: true, stdio: 'pipe' });
  return { child, ended: endOf(child, limitMs, signal) };
}

async function endOf(
  child: ChildProcessWithoutNullStreams,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<CliEnd> {
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  // A program that dies is told by its exit, not by the pipe that breaks.
  child.stdin.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = (): void => killGroup(child);
  const timer = setTimeout(stop, limitMs);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    killGroup(child);
    await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })]);
    return { exitCode: code ?? undefined, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  }
}

/** Ends the child and whatever it left running in its group. */
function killGroup({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid !== undefined) sendSignal(-pid, 'SIGKILL');
}

/** Sends a signal to a process, or to a group by its negative id, that may be gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Gathers a stream's text from now on; what is given tells how much there is so far. */
function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < MAX_OUTPUT_CHARACTERS) text += chunk;
  });
  return () => text;
}
