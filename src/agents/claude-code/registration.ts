import type { AgentUser, HookCommand, JsonObject } from '../agent.ts';
import { allHooksOff } from '../all-hooks-off.ts';
import { type HookGroups, hookGroupsText } from '../hook-groups.ts';
import { isStringArray } from '../json-kind.ts';
import { registrationInOneFile } from '../one-file.ts';
import { findSettingsFaults } from './settings-rules.ts';

const SCHEMA = 'https://json.schemastore.org/claude-code-settings.json';

/** The settings of Claude Code: a group for every tool, in exec form. */
const groups: HookGroups = {
  events: ['PreToolUse'],
  hasComments: false,
  skeleton: `{\n  "$schema": "${SCHEMA}"\n}`,
  groupOf: ({ command, args, timeoutSeconds }) => ({
    matcher: '',
    hooks: [{ type: 'command', command, args: [...args], timeout: timeoutSeconds, onFailure: 'block' }],
  }),
  entryProblems: (entry, hook) => [...commandProblems(entry, hook), ...settingProblems(entry)],
  faults: findSettingsFaults,
  switchedOff: allHooksOff,
};

export const settingsText = hookGroupsText(groups);

/** Registration in Claude Code's user settings. */
export const registration = registrationInOneFile({
  programs: ['claude'],
  folder,
  path: (user) => `${folder(user)}/settings.json`,
  format: settingsText,
});

/** `CLAUDE_CONFIG_DIR` counts where it is absolute; the agent takes another one from its working folder. */
function folder({ home, env }: AgentUser): string {
  const moved = env.CLAUDE_CONFIG_DIR ?? '';
  const found = /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(moved) ? moved : `${home}/.claude`;
  return found.replace(/[\\/]+$/, '');
}

function commandProblems({ command, args }: JsonObject, hook: HookCommand): readonly string[] {
  if (!isStringArray(args)) return [`runs ${JSON.stringify(command)} through a shell`];
  const prefix = prefixOf(args);
  const expected = prefixOf(hook.args);
  if (prefix !== expected) {
    return [`belongs to the prefix ${prefix ?? '(default)'}, not to ${expected ?? '(default)'}`];
  }
  const found = [command, ...args].join(' ');
  const wanted = [hook.command, ...hook.args].join(' ');
  return found === wanted ? [] : [`runs "${found}" instead of "${wanted}"`];
}

function settingProblems(entry: JsonObject): readonly string[] {
  const problems: string[] = [];
  if (entry.if !== undefined) problems.push('has an "if", so that it does not see every call');
  if (entry.once === true) problems.push('has "once": it sees the first call only');
  for (const key of ['async', 'asyncRewake']) {
    if (entry[key] === true) problems.push(`has "${key}": the call does not wait for the verdict`);
  }
  if (entry.type !== 'command') problems.push('has another type than "command"');
  if (entry.onFailure !== 'block') {
    problems.push('lacks "onFailure": "block": a hook that fails lets the call run');
  }
  if (entry.timeout === undefined) problems.push('has no timeout: a hung hook holds a call for 600 s');
  return problems;
}

const prefixOf = (args: readonly string[]): string | undefined => {
  const at = args.indexOf('--prefix');
  return at < 0 ? undefined : args[at + 1];
};
