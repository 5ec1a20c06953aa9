import { spawn } from 'node:child_process';
import type { Agent } from '../agents/index.ts';
import type { Prefix } from '../guard/index.ts';
import { hookCommand } from './hook-command.ts';

/** What a hook process gave back. */
export interface HookRun {
  readonly stdout: string;
  readonly stderr: string;
  /** `undefined` when it was ended because it took too long. */
  readonly exitCode: number | undefined;
  readonly elapsedMs: number;
}

/** Runs the hook as the agent is told to: a process of its own, the payload on standard input. */
export function runHook(agent: Agent, prefix: Prefix, payload: unknown, timeoutMs: number): Promise<HookRun> {
  const { command, args } = hookCommand(agent, prefix);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    // A hook that ends before it has read everything is judged by its answer, not by the broken pipe.
    child.stdin.once('error', () => undefined);
    child.stdin.end(JSON.stringify(payload));
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, exitCode: code ?? undefined, elapsedMs: performance.now() - started });
    });
  });
}

/** The decision in a Claude Code hook's output, read as Claude Code reads it; `undefined` when it makes no sense. */
export function readClaudeDecision(
  run: HookRun,
): { readonly decision: string; readonly reason: string } | undefined {
  if (run.exitCode !== 0) return undefined;
  if (run.stdout === '') return { decision: 'defer', reason: '' };
  try {
    const { hookSpecificOutput: output } = JSON.parse(run.stdout) as {
      hookSpecificOutput?: { permissionDecision?: string; permissionDecisionReason?: string };
    };
    if (output?.permissionDecision === undefined) return undefined;
    return { decision: output.permissionDecision, reason: output.permissionDecisionReason ?? '' };
  } catch {
    return undefined;
  }
}
