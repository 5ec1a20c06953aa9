import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { Agent, AgentRun } from '../agents/index.ts';
import { linuxProcess } from './linux-process.ts';

/** Between a hook and its agent stand a shell or two, and what limits the hook's time. */
const MAX_ANCESTORS = 8;
/** The agent's program is the command itself, or what an interpreter with an option or two is given. */
const PROGRAM_WORDS = 4;
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
  const programs = registration?.programs ?? [];
  let next = pid;
  for (let level = 0; level < MAX_ANCESTORS && next !== undefined && next > 1; level += 1) {
    const found = linuxProcess(next);
    if (found === undefined) return {};
    const { words, parent } = found;
    const at = words
      .slice(0, PROGRAM_WORDS)
      .findIndex((word) => programs.includes(basename(word).replace(/\.[cm]?js$/, '')));
    if (at !== -1) {
      const hasTerminal = hasTerminalAt(next);
      return hasTerminal === undefined
        ? {}
        : { isHeadless: isHeadless({ args: words.slice(at + 1), hasTerminal }) };
    }
    next = parent;
  }
  return {};
}

/** Whether a process reads from a terminal; `undefined` where it is gone, or closed its input. */
function hasTerminalAt(pid: number): boolean | undefined {
  try {
    return TERMINAL.test(readlinkSync(`/proc/${pid}/fd/0`));
  } catch {
    return undefined;
  }
}
