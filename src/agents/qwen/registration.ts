import type { Node } from 'jsonc-parser';
import type { AgentUser } from '../agent.ts';
import { containerFaults } from '../group-rules.ts';
import { type HookGroups, hookGroupsText } from '../hook-groups.ts';
import { member, nodeValue, readJsonText } from '../json-text.ts';
import { lineEntry, lineProblems } from '../line-entry.ts';
import { registrationInOneFile } from '../one-file.ts';

const EVENTS = ['PreToolUse'];

const SCHEMA =
  'https://raw.githubusercontent.com/QwenLM/qwen-code/main/packages/vscode-ide-companion/schemas/settings.schema.json';

/** The settings of Qwen Code: JSON with comments, timeouts in seconds. */
const groups: HookGroups = {
  events: EVENTS,
  hasComments: true,
  skeleton: `{\n  "$schema": "${SCHEMA}"\n}`,
  groupOf: (hook) => ({ hooks: [{ ...lineEntry(hook), timeout: hook.timeoutSeconds }] }),
  entryProblems: lineProblems,
  faults: ({ root }) => containerFaults(root, EVENTS),
  switchedOff: hooksOff,
};

const settingsText = hookGroupsText(groups);

/** Registration in Qwen Code's user settings. */
export const registration = registrationInOneFile({
  programs: ['qwen'],
  folder,
  path: (user) => `${folder(user)}/settings.json`,
  format: settingsText,
});

/** Why a project with these settings runs without our hook. */
export function switchOff(text: string): string | undefined {
  const read = readJsonText(text, groups);
  return read.ok ? hooksOff(read.json.root)[0] : undefined;
}

function folder({ home, env }: AgentUser): string {
  const moved = env.QWEN_HOME ?? '';
  return moved === '' ? `${home}/.qwen` : moved.replace(/[\\/]+$/, '');
}

function hooksOff(root: Node): readonly string[] {
  return nodeValue(member(root, 'disableAllHooks')) === true
    ? ['"disableAllHooks" is true, so that no hook runs; remove it or set it to false']
    : [];
}
