import type { AgentUser } from '../agent.ts';
import { allHooksOff } from '../all-hooks-off.ts';
import { containerFaults } from '../group-rules.ts';
import { type HookGroups, hookGroupsText } from '../hook-groups.ts';
import { lineEntry, lineProblems, tellingEntry } from '../line-entry.ts';
import { registrationInOneFile } from '../one-file.ts';
import { OUTCOME_EVENTS } from './events.ts';

const EVENTS = ['PreToolUse'];

const SCHEMA =
  'https://raw.githubusercontent.com/QwenLM/qwen-code/main/packages/vscode-ide-companion/schemas/settings.schema.json';

/** The settings of Qwen Code: JSON with comments, timeouts in seconds. */
const groups: HookGroups = {
  events: EVENTS,
  hasComments: true,
  skeleton: `{\n  "$schema": "${SCHEMA}"\n}`,
  groupOf: (hook) => ({ hooks: [{ ...lineEntry(hook), timeout: hook.timeoutSeconds }] }),
  outcomes: {
    events: OUTCOME_EVENTS,
    groupOf: (hook) => ({ hooks: [{ ...tellingEntry(hook), timeout: hook.timeoutSeconds }] }),
  },
  entryProblems: lineProblems,
  faults: ({ root }) => containerFaults(root, EVENTS),
  switchedOff: allHooksOff,
};

/** Registration in Qwen Code's user settings. */
export const registration = registrationInOneFile({
  programs: ['qwen'],
  variables: ['QWEN_HOME'],
  folder,
  path: (user) => `${folder(user)}/settings.json`,
  format: hookGroupsText(groups),
});

function folder({ home, env }: AgentUser): string {
  const moved = env.QWEN_HOME ?? '';
  return moved === '' ? `${home}/.qwen` : moved.replace(/[\\/]+$/, '');
}
