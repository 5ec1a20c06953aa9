import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import { AGENTS } from '../agents/index.ts';
import { linuxProcess, type Process } from '../service/index.ts';

/** Programs whose first argument says what they run. */
const RUNTIMES = /^(?:node|bun|deno|sh|bash|dash|zsh)$/;

/**
 * Why this process does not look like one that a person has started in a terminal; `undefined` when it does. What an
 * agent runs has the agent's variables, its process above it, and no terminal. An agent that hides all three is stopped
 * earlier, by the rules.
 */
export function whyNoPerson(
  env: Readonly<Record<string, string | undefined>>,
  ancestors: readonly (readonly string[])[],
  hasTerminal: boolean,
): string | undefined {
  for (const { title, marks, registration } of AGENTS) {
    const mark = marks.find((name) => env[name]);
    if (mark !== undefined) return `${mark} is set, as ${title} does for what it runs`;
    const programs = registration?.programs ?? [];
    const above = ancestors.map(programOf).find((name) => programs.includes(name));
    if (above !== undefined) return `it runs below "${above}", which is ${title}`;
  }
  return hasTerminal ? undefined : 'it has no terminal';
}

/** The name of the program that a command line runs, also where that is a script. */
function programOf(words: readonly string[]): string {
  const name = (word = ''): string =>
    basename(word.replaceAll('\\', '/')).replace(/\.(?:[cm]?js|exe|cmd)$/, '');
  const [first, ...rest] = words;
  return RUNTIMES.test(name(first)) ? name(rest.find((word) => !word.startsWith('-'))) : name(first);
}

/** Whether this process has a terminal of its own, whatever its input and output are. */
export function hasTerminal(): boolean {
  if (process.platform === 'win32') return process.stdin.isTTY === true;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** The command lines of the processes above this one, by words, the nearest first; as far up as they can be seen. */
export function ancestors(): readonly (readonly string[])[] {
  const lookUp = process.platform === 'linux' ? linuxProcess : processIn(allProcesses());
  const found: (readonly string[])[] = [];
  const seen = new Set<number>();
  for (let pid = process.ppid; pid > 0 && !seen.has(pid); ) {
    seen.add(pid);
    const above = lookUp(pid);
    if (above === undefined) break;
    found.push(above.words);
    pid = above.parent;
  }
  return found;
}

const processIn =
  (processes: ReadonlyMap<number, Process>) =>
  (pid: number): Process | undefined =>
    processes.get(pid);

function allProcesses(): ReadonlyMap<number, Process> {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8', timeout: 5_000 });
  const lines = (stdout ?? '').split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(lines.map(([pid, parent, ...words]) => [Number(pid), { parent: Number(parent), words }]));
}
