import { basename, join } from 'node:path';
import type { HookCommand } from '../agents/index.ts';
import type { World } from './world.ts';

/** Words in a call that make the broken hook fail. */
export const CRASH_WORD = 'proof-crash';
export const HANG_WORD = 'proof-hang';

/** Long enough for every agent to start it, and short enough to wait for. */
const TIMEOUT_SECONDS = 2;

const CLIENT = 'hook-client.cjs';

/** Says nothing, which is no objection, but for calls that hold one of the words. */
const SOURCE = `const call = require('node:fs').readFileSync(0, 'utf8');
if (call.includes('${CRASH_WORD}')) {
  console.error('this hook crashes');
  process.exit(1);
}
if (call.includes('${HANG_WORD}')) setTimeout(() => process.exit(0), 20_000);
`;

/** The hook as it would be registered, but for a client that fails, a short time limit and no service to ask. */
export function brokenHook(hook: HookCommand, world: World): HookCommand {
  const client = world.write(join('broken', CLIENT), SOURCE);
  return {
    ...hook,
    args: hook.args.map((word) => (basename(word) === CLIENT ? client : word)),
    timeoutSeconds: TIMEOUT_SECONDS,
    socketPath: join(world.home, 'broken', 'no.sock'),
  };
}
