import type { AgentUser, HookCommand } from '../agent.ts';
import { registrationInOneFile } from '../one-file.ts';
import { ownFile } from '../own-file.ts';
import { shellLine } from '../shell-line.ts';

/**
 * A hooks file of our own. There is no `matcher`: it would be a pattern for the whole name of a tool, and with one that is
 * not valid the hook sees nothing. A hook that fails refuses the call; one that takes too long does not.
 */
export const registration = registrationInOneFile({
  programs: ['copilot'],
  folder,
  path: (user) => `${folder(user)}/hooks/prempti.json`,
  format: ownFile(hooksFile),
});

/** `COPILOT_HOME` counts where it is absolute; the agent takes another one from its working folder. */
function folder({ home, env }: AgentUser): string {
  const moved = env.COPILOT_HOME ?? '';
  const found = /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(moved) ? moved : `${home}/.copilot`;
  return found.replace(/[\\/]+$/, '');
}

function hooksFile({ command, args, timeoutSeconds }: HookCommand): string {
  const hook = { type: 'command', bash: shellLine([command, ...args]), timeoutSec: timeoutSeconds };
  return `${JSON.stringify({ version: 1, hooks: { preToolUse: [hook], permissionRequest: [hook] } }, null, 2)}\n`;
}
