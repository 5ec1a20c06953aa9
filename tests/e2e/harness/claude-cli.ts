import { claude } from '../../../src/prove/clis/claude.ts';
import { startCli } from '../../../src/prove/run-cli.ts';
import type { World } from '../../../src/prove/world.ts';
import { PERSON_ARGS, type Person, playPerson } from './claude-person.ts';

export interface ClaudeRun {
  readonly binary: string;
  readonly world: World;
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

/** Runs one headless session in an environment that holds nothing but what is said here. */
export async function runClaude(run: ClaudeRun): Promise<ClaudeOutcome> {
  const { binary: program, world, modelUrl, person, limitMs } = run;
  const { env } = claude.setUp(world.home, modelUrl);
  const args = ['-p', ...(person === undefined ? ['Play the script.'] : PERSON_ARGS)];
  args.push('--output-format', 'stream-json', '--verbose');
  args.push('--include-hook-events', '--permission-mode', run.permissionMode, ...(run.args ?? []));
  const session = { program, args, env: { ...world.env, ...env, ...run.env }, cwd: world.project, limitMs };
  const { child, ended } = startCli(session);
  if (person === undefined) child.stdin.end();
  else void playPerson(person, child);
  const { exitCode, stdout, stderr } = await ended;
  return { exitCode, events: stdout.split('\n').flatMap(parseLine), stderr };
}

function parseLine(line: string): Record<string, unknown>[] {
  return line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : [];
}
