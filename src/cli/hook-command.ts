import { join } from 'node:path';
import type { Agent, HookCommand } from '../agents/index.ts';
import { findPrefix, type Prefix, packageRoot } from '../guard/index.ts';

/** Far above the client's own deadline and the in-process fallback, far below the agent's default of minutes. */
const HOOK_TIMEOUT_SECONDS = 60;

/**
 * The command that an agent is told to run: this very Node and the client of this very installation, by absolute
 * path, so that no PATH, alias or working directory decides what checks the call.
 */
export function hookCommand(agent: Agent, prefix: Prefix, home: string): HookCommand {
  const isDefault = prefix.root === findPrefix(undefined, home, {}).root;
  return {
    command: process.execPath,
    args: [
      join(packageRoot(), 'dist', 'hook-client.cjs'),
      agent.id,
      ...(isDefault ? [] : ['--prefix', prefix.root]),
    ],
    timeoutSeconds: HOOK_TIMEOUT_SECONDS,
  };
}
