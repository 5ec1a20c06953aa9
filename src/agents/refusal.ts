import type { HookReply } from './agent.ts';

/** No decision: the agent goes on as if there were no hook. */
export const SILENCE: HookReply = { stdout: '', stderr: '', exitCode: 0 };

/** A refusal in the one form that every agent with hook processes understands. Without a text some let the call run. */
export function refusal(reason: string): HookReply {
  return { stdout: '', stderr: reason.trim() === '' ? 'Blocked by Prempti' : reason, exitCode: 2 };
}

/** One JSON object on standard output. */
export function jsonReply(output: object): HookReply {
  return { stdout: JSON.stringify(output), stderr: '', exitCode: 0 };
}
