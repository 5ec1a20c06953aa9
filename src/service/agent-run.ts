import { readlinkSync } from 'node:fs';
import type { Agent, AgentRun } from '../agents/index.ts';
import { agentProcess } from './agent-process.ts';

const TERMINAL = /^\/dev\/(?:pts\/|tty|console)/;

/**
 * How the agent runs that a hook process belongs to, by the arguments of the process and its ancestors; empty where the
 * system does not tell, as anywhere but on Linux. Reads a few small files.
 */
export function agentRunOf(
  { registration, isHeadless }: Pick<Agent, 'registration' | 'isHeadless'>,
  pid: number | undefined,
): AgentRun {
  if (isHeadless === undefined) return {};
  const found = agentProcess(registration?.programs ?? [], pid);
  const hasTerminal = found && hasTerminalAt(found.pid);
  if (found === undefined || hasTerminal === undefined) return {};
  return { isHeadless: isHeadless({ args: found.words.slice(found.programAt + 1), hasTerminal }) };
}

/** Whether a process reads from a terminal; `undefined` where it is gone, or closed its input. */
function hasTerminalAt(pid: number): boolean | undefined {
  try {
    return TERMINAL.test(readlinkSync(`/proc/${pid}/fd/0`));
  } catch {
    return undefined;
  }
}
