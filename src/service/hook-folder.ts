import type { Agent } from '../agents/index.ts';
import { agentProcess } from './agent-process.ts';
import { linuxProcessFolder } from './linux-process.ts';

/**
 * The working folder of a hook, which that of its shell (`pid`) is; `undefined` where the system does not tell, as anywhere but on
 * Linux. A process that the agent has not started does not count: its id is one of another system, such as a container's.
 */
export function hookFolderOf(
  { registration }: Pick<Agent, 'registration'>,
  pid: number | undefined,
): string | undefined {
  if (pid === undefined || agentProcess(registration?.programs ?? [], pid) === undefined) return undefined;
  return linuxProcessFolder(pid);
}
