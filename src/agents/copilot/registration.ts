import type { AgentUser, HookCommand } from '../agent.ts';
import { lineEntry, tellingEntry } from '../line-entry.ts';
import { registrationInOneFile } from '../one-file.ts';
import { ownFile } from '../own-file.ts';

/**
 * A hooks file of our own. There is no `matcher`: it would be a pattern for the whole name of a tool, and with one that is
 * not valid the hook sees nothing.
 */
export const registration = registrationInOneFile({
  programs: ['copilot'],
  variables: ['COPILOT_HOME'],
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

function hooksFile(hook: HookCommand): string {
  const timeoutSec = hook.timeoutSeconds;
  const asking = { ...lineEntry(hook), timeoutSec };
  const telling = { ...tellingEntry(hook), timeoutSec };
  const hooks = {
    preToolUse: [asking],
    ...(hook.tellsOutcomes === true && { postToolUse: [telling], postToolUseFailure: [telling] }),
  };
  return `${JSON.stringify({ version: 1, hooks }, null, 2)}\n`;
}
