import type { Node } from 'jsonc-parser';
import type { AgentUser } from '../agent.ts';
import { containerFaults } from '../group-rules.ts';
import { type HookGroups, hookGroupsText } from '../hook-groups.ts';
import { isStringArray } from '../json-kind.ts';
import { member, nodeValue, readJsonText } from '../json-text.ts';
import { lineEntry, lineProblems, tellingEntry } from '../line-entry.ts';
import { registrationInOneFile } from '../one-file.ts';
import { isOwnHook } from '../own-hook.ts';
import { CALL_EVENTS, OUTCOME_EVENTS } from './events.ts';

/** The name under which Gemini CLI lists our hook, and under which settings can disable it. */
const NAME = 'prempti';

const SCHEMA = 'https://raw.githubusercontent.com/google-gemini/gemini-cli/main/schemas/settings.schema.json';

const EVENTS = [...CALL_EVENTS, 'SessionStart'];

/** The settings of Gemini CLI: JSON with comments, timeouts in milliseconds. */
const groups: HookGroups = {
  events: EVENTS,
  hasComments: true,
  skeleton: `{\n  "$schema": "${SCHEMA}"\n}`,
  groupOf: (hook) => ({
    hooks: [{ ...lineEntry(hook), name: NAME, timeout: hook.timeoutSeconds * 1000 }],
  }),
  outcomes: {
    events: OUTCOME_EVENTS,
    groupOf: (hook) => ({
      hooks: [{ ...tellingEntry(hook), name: NAME, timeout: hook.timeoutSeconds * 1000 }],
    }),
  },
  entryProblems: lineProblems,
  faults: ({ root }) => containerFaults(root, EVENTS),
  switchedOff: hooksOff,
};

const settingsText = hookGroupsText(groups);

/** Registration in Gemini CLI's user settings. */
export const registration = registrationInOneFile({
  programs: ['gemini'],
  variables: ['GEMINI_CLI_HOME'],
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
  const moved = env.GEMINI_CLI_HOME ?? '';
  return `${moved === '' ? home : moved}/.gemini`;
}

function hooksOff(root: Node): readonly string[] {
  const config = member(root, 'hooksConfig');
  const disabled = nodeValue(member(config, 'disabled'));
  const names = isStringArray(disabled) ? disabled : [];
  return [
    ...(nodeValue(member(config, 'enabled')) === false
      ? ['"hooksConfig.enabled" is false, so that no hook runs; remove it']
      : []),
    ...names
      .filter((name) => name === NAME || isOwnHook(name, []))
      .map((name) => `"hooksConfig.disabled" names our hook, ${JSON.stringify(name)}; remove it`),
  ];
}
