import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { Agent, AgentRun } from '../agents/index.ts';

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
  try {
    for (let level = 0; level < MAX_ANCESTORS && next !== undefined && next > 1; level += 1) {
      const words = readFileSync(`/proc/${next}/cmdline`, 'utf8').split('\0').slice(0, -1);
      const at = words
        .slice(0, PROGRAM_WORDS)
        .findIndex((word) => programs.includes(basename(word).replace(/\.[cm]?js$/, '')));
      if (at !== -1) {
        const hasTerminal = TERMINAL.test(readlinkSync(`/proc/${next}/fd/0`));
        return { isHeadless: isHeadless({ args: words.slice(at + 1), hasTerminal }) };
      }
      next = parentOf(next);
    }
  } catch (error) {
    // No such system, a process that has ended, or one of another user.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
  return {};
}

/** The name of a process, which stands in brackets before its parent, may hold brackets itself. */
function parentOf(pid: number): number | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return Number.isSafeInteger(parent) ? parent : undefined;
}
