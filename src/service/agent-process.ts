import { basename } from 'node:path';
import { linuxProcess } from './linux-process.ts';

/** Between a hook and its agent stand a shell or two, and what limits the hook's time. */
const MAX_ANCESTORS = 8;
/** The agent's program is the command itself, or what an interpreter with an option or two is given. */
const PROGRAM_WORDS = 4;
const INTERPRETER = /^(?:node|nodejs|bun|deno|python[\d.]*|(?:ba|da|z)?sh)(?:\.exe)?$/;

/** The process of an agent. */
export interface AgentProcess {
  readonly pid: number;
  readonly words: readonly string[];
  /** Which of the words is the agent's program: 0 where no interpreter runs it. */
  readonly programAt: number;
}

/**
 * The nearest process, from this one up, that runs one of these programs; `undefined` where there is none, or the system
 * does not tell, as anywhere but on Linux. Reads a few small files.
 */
export function agentProcess(programs: readonly string[], pid: number | undefined): AgentProcess | undefined {
  let next = pid;
  for (let level = 0; level < MAX_ANCESTORS && next !== undefined && next > 1; level += 1) {
    const found = linuxProcess(next);
    if (found === undefined) return undefined;
    const { words, parent } = found;
    const programAt = words
      .slice(0, INTERPRETER.test(basename(words[0] ?? '')) ? PROGRAM_WORDS : 1)
      .findIndex((word) => programs.includes(basename(word).replace(/\.[cm]?js$/, '')));
    if (programAt !== -1) return { pid: next, words, programAt };
    next = parent;
  }
  return undefined;
}
