import type { AgentUser, HookCommand, JsonObject, SettingsChange } from '../agent.ts';
import { allHooksOff, allHooksOffIn } from '../all-hooks-off.ts';
import { type HookGroups, hookGroupsText } from '../hook-groups.ts';
import { isStringArray } from '../json-kind.ts';
import { readJsonText } from '../json-text.ts';
import { registrationInOneFile } from '../one-file.ts';
import { findOwnHooks } from '../own-hooks.ts';
import { OUTCOME_EVENTS } from './events.ts';
import { findSettingsFaults } from './settings-rules.ts';

const SCHEMA = 'https://json.schemastore.org/claude-code-settings.json';

/** The settings of Claude Code: a group for every tool, that asks over HTTP where we answer so, else in exec form. */
const groups: HookGroups = {
  events: ['PreToolUse', 'ConfigChange', 'SessionStart'],
  hasComments: false,
  skeleton: `{\n  "$schema": "${SCHEMA}"\n}`,
  groupOf: (hook) => ({
    matcher: '',
    hooks: [{ ...callOf(hook), timeout: hook.timeoutSeconds, onFailure: 'block' }],
  }),
  outcomes: {
    events: OUTCOME_EVENTS,
    // Over HTTP there is no process to wait for.
    groupOf: (hook) => ({
      matcher: '',
      hooks: [
        { ...callOf(hook), timeout: hook.timeoutSeconds, ...(hook.http === undefined && { async: true }) },
      ],
    }),
  },
  entryProblems: (entry, hook) => [
    ...(entry.type === 'http' ? httpProblems(entry, hook) : commandProblems(entry, hook)),
    ...settingProblems(entry),
  ],
  faults: findSettingsFaults,
  switchedOff: allHooksOff,
};

export const settingsText = hookGroupsText(groups);

/** Registration in Claude Code's user settings. */
export const registration = registrationInOneFile({
  programs: ['claude'],
  variables: ['CLAUDE_CONFIG_DIR'],
  folder,
  path: (user) => `${folder(user)}/settings.json`,
  format: settingsText,
});

/** Why a session that takes up this text would go on without our hook. */
export function losesHook({ isUsers }: SettingsChange, text: string | undefined): string | undefined {
  const off = text === undefined ? undefined : allHooksOffIn(text);
  if (off !== undefined || !isUsers) return off;
  const edit = settingsText.remove(text);
  if (!edit.ok) return `it would not be read: ${edit.problem}`;
  const read = readJsonText(text ?? '{}');
  const isAsked = read.ok && findOwnHooks(read.json.root).some(({ event }) => event === 'PreToolUse');
  return isAsked ? undefined : 'our hook is not in it any more';
}

/** `CLAUDE_CONFIG_DIR` counts where it is absolute; the agent takes another one from its working folder. */
function folder({ home, env }: AgentUser): string {
  const moved = env.CLAUDE_CONFIG_DIR ?? '';
  const found = /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(moved) ? moved : `${home}/.claude`;
  return found.replace(/[\\/]+$/, '');
}

function callOf({ command, args, http }: HookCommand): JsonObject {
  if (http === undefined) return { type: 'command', command, args: [...args] };
  return { type: 'http', url: http.url, headers: headersOf(http.token) };
}

const headersOf = (token: string): JsonObject => ({ authorization: `Bearer ${token}` });

function httpProblems({ url, headers }: JsonObject, { http }: HookCommand): readonly string[] {
  if (http === undefined) return ['asks over HTTP, where nothing answers ("service.http_port" is 0)'];
  if (url !== http.url) return [`asks at ${JSON.stringify(url)} instead of ${http.url}`];
  const isCurrent = JSON.stringify(headers) === JSON.stringify(headersOf(http.token));
  return isCurrent ? [] : ['does not have the token of the service'];
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
  if (entry.type !== 'command' && entry.type !== 'http')
    problems.push('has another type than "command" or "http"');
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
