import { readFileSync, readlinkSync } from 'node:fs';

/** A process: its command line by words, and its parent. */
export interface Process {
  readonly parent: number;
  readonly words: readonly string[];
}

/** The process of this id as proc(5) tells it; `undefined` where it is gone or hidden, or there is no such system. */
export function linuxProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // The name in parentheses may hold anything; the parent is the second field after it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { parent, words: line.replace(/\0$/, '').split('\0') };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

/** The working folder of a process, with links followed; `undefined` as above, and where the folder is gone. */
export function linuxProcessFolder(pid: number): string | undefined {
  try {
    const folder = readlinkSync(`/proc/${pid}/cwd`);
    return folder.endsWith(' (deleted)') ? undefined : folder;
  } catch {
    return undefined;
  }
}
