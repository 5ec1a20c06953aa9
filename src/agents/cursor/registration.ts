import type { Node } from 'jsonc-parser';
import type { HookCommand, JsonObject } from '../agent.ts';
import { type HookGroups, hookGroupsText } from '../hook-groups.ts';
import { member, type SettingsFault } from '../json-text.ts';
import { registrationInOneFile } from '../one-file.ts';
import { shellLine } from '../shell-line.ts';
import { CALL_EVENTS } from './events.ts';

/** `hooks.json` of Cursor: entries without groups, each a shell line that fails closed. */
const entries: HookGroups = {
  events: CALL_EVENTS,
  isFlat: true,
  hasComments: false,
  skeleton: '{\n  "version": 1\n}',
  groupOf: (hook) => ({ command: lineOf(hook), timeout: hook.timeoutSeconds, failClosed: true }),
  entryProblems,
  faults,
  switchedOff: () => [],
};

export const registration = registrationInOneFile({
  programs: ['cursor', 'cursor-agent'],
  folder: ({ home }) => `${home}/.cursor`,
  path: ({ home }) => `${home}/.cursor/hooks.json`,
  format: hookGroupsText(entries),
});

const lineOf = ({ command, args }: HookCommand): string => shellLine([command, ...args]);

function entryProblems(entry: JsonObject, hook: HookCommand): readonly string[] {
  const problems: string[] = [];
  if (entry.command !== lineOf(hook)) {
    problems.push(`runs ${JSON.stringify(entry.command)} instead of ${JSON.stringify(lineOf(hook))}`);
  }
  if (entry.failClosed !== true)
    problems.push('lacks "failClosed": true: a hook that fails lets the call run');
  if (typeof entry.timeout !== 'number') problems.push('has no timeout');
  return problems;
}

/** The documentation asks for version 1 and a list of hooks for each event. */
function faults(root: Node): readonly SettingsFault[] {
  if (root.type !== 'object') return [{ node: root, message: 'the file holds no object' }];
  const version = member(root, 'version');
  if (version?.value !== 1) return [{ node: version ?? root, message: '"version" is not 1' }];
  const hooks = member(root, 'hooks');
  if (hooks !== undefined && hooks.type !== 'object')
    return [{ node: hooks, message: '"hooks" is not an object' }];
  return CALL_EVENTS.flatMap((event) => {
    const list = member(hooks, event);
    return list === undefined || list.type === 'array'
      ? []
      : [{ node: list, message: `"hooks.${event}" is not an array` }];
  });
}
