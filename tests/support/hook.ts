import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const SOURCE = fileURLToPath(new URL('../../src/hook', import.meta.url));

export interface HookRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/**
 * Bundles the hook client as the package does, into `dir`. `fallback` is the source of the module that stands
 * beside it; without it there is none.
 */
export async function buildHookClient(dir: string, fallback?: string): Promise<string> {
  const file = join(dir, 'hook-client.cjs');
  await build({
    input: join(SOURCE, 'client.cts'),
    platform: 'node',
    external: (id) => id.endsWith('hook-fallback.js'),
    output: { file, format: 'cjs' },
  });
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  if (fallback !== undefined) writeFileSync(join(dir, 'hook-fallback.js'), fallback);
  return file;
}

/** Bundles the evaluation without a service to `file`, all in one. */
export async function buildHookFallback(file: string): Promise<void> {
  await build({
    input: join(SOURCE, 'fallback.ts'),
    platform: 'node',
    // What a package offers as UMD asks for its parts at run time.
    resolve: { mainFields: ['module', 'main'] },
    output: { file, format: 'esm' },
  });
}

/** Runs a built hook client with nothing but the given environment. */
export function runHook(
  client: string,
  args: readonly string[],
  input: string | Buffer,
  env: Readonly<Record<string, string>> = {},
): Promise<HookRun> {
  return runProgram(process.execPath, [client, ...args], input, env);
}

/** What Claude Code tells its hook before it runs a command in a folder. */
export function claudePayload(command: string, cwd = '/home/dev/project'): string {
  return JSON.stringify({
    session_id: 's',
    cwd,
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: 't',
  });
}

/** What a hook answers Claude Code; `defer` where it says nothing. */
export function claudeDecision(stdout: string): string {
  if (stdout === '') return 'defer';
  const { hookSpecificOutput } = JSON.parse(stdout) as {
    hookSpecificOutput: { permissionDecision: string };
  };
  return hookSpecificOutput.permissionDecision;
}

/** Runs a program as an agent runs its hook: the event on standard input, and then its end. */
export function runProgram(
  program: string,
  args: readonly string[],
  input: string | Buffer,
  env: Readonly<Record<string, string>> = {},
): Promise<HookRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ stdout, stderr, exitCode }));
    // A hook that refuses early does not read its input to the end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
