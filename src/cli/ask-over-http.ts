import type { Agent } from '../agents/index.ts';
import type { Prefix } from '../guard/index.ts';
import { hookCommand } from './hook-command.ts';
import type { HookRun } from './run-hook.ts';

/** Asks the service over HTTP, as an agent is told to; what is no answer stands for a hook that blocks. */
export async function askOverHttp(
  agent: Agent,
  prefix: Prefix,
  payload: unknown,
  timeoutMs: number,
): Promise<HookRun> {
  const { http } = hookCommand(agent, prefix);
  const started = performance.now();
  const ended = (exitCode: number | undefined, stdout: string, stderr: string): HookRun => ({
    stdout,
    stderr,
    exitCode,
    elapsedMs: performance.now() - started,
  });
  if (http === undefined) return ended(2, '', 'nothing answers over HTTP: "service.http_port" is 0');
  try {
    const response = await fetch(http.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${http.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(payload),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return response.ok ? ended(0, text, '') : ended(2, '', text);
  } catch (error) {
    const { name, cause } = error as Error;
    if (name === 'TimeoutError') return ended(undefined, '', '');
    const why = cause instanceof Error ? cause.message : (error as Error).message;
    return ended(2, '', `no service answers at ${http.url} (${why})`);
  }
}
