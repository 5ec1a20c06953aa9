import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, HookCommand } from '../agents/index.ts';
import { findPrefix, type Prefix, packageRoot } from '../guard/index.ts';

/** Far above the client's own deadline and the in-process fallback, far below the agent's default of minutes. */
const HOOK_TIMEOUT_SECONDS = 60;

const ENV = '/usr/bin/env';

/**
 * The command that an agent is told to run: this very Node and the client of this very installation, by absolute
 * path, so that no PATH, alias or working directory decides what checks the call.
 *
 * Without `NODE_OPTIONS`, which settings of a project can set: what code preloaded by it prints ends up before the
 * verdict, and an agent lets the call run when it cannot read what its hook prints.
 */
export function hookCommand(agent: Agent, prefix: Prefix, home: string): HookCommand {
  const isDefault = prefix.root === findPrefix(undefined, home, {}).root;
  const client = [
    process.execPath,
    join(packageRoot(), 'dist', 'hook-client.cjs'),
    agent.id,
    ...(isDefault ? [] : ['--prefix', prefix.root]),
  ];
  // Windows has no such program.
  const [command = '', ...args] = existsSync(ENV) ? [ENV, '-u', 'NODE_OPTIONS', ...client] : client;
  return { command, args, timeoutSeconds: HOOK_TIMEOUT_SECONDS, socketPath: prefix.socket };
}
