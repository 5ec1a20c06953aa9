import type { Node } from 'jsonc-parser';
import type { HookCommand, JsonObject } from '../agent.ts';
import { containerFaults } from '../group-rules.ts';
import { type HookGroups, hookGroupsText } from '../hook-groups.ts';
import { wrong } from '../json-rules.ts';
import { member, type SettingsFault } from '../json-text.ts';
import { lineEntry, lineProblems } from '../line-entry.ts';
import { registrationInOneFile } from '../one-file.ts';
import { CALL_EVENTS } from './events.ts';

/** `hooks.json` of Cursor: entries without groups, each a shell line that fails closed. */
const entries: HookGroups = {
  events: CALL_EVENTS,
  isFlat: true,
  hasComments: false,
  skeleton: '{\n  "version": 1\n}',
  groupOf: (hook) => ({ ...lineEntry(hook), timeout: hook.timeoutSeconds, failClosed: true }),
  entryProblems,
  faults: ({ root }) => [...versionFaults(root), ...containerFaults(root, CALL_EVENTS)],
  switchedOff: () => [],
};

export const registration = registrationInOneFile({
  programs: ['cursor', 'cursor-agent'],
  variables: [],
  folder: ({ home }) => `${home}/.cursor`,
  path: ({ home }) => `${home}/.cursor/hooks.json`,
  format: hookGroupsText(entries),
});

function entryProblems(entry: JsonObject, hook: HookCommand): readonly string[] {
  const closes = entry.failClosed === true;
  return [
    ...lineProblems(entry, hook),
    ...(closes ? [] : ['lacks "failClosed": true: a hook that fails lets the call run']),
  ];
}

/** The documentation knows one version. */
function versionFaults(root: Node): readonly SettingsFault[] {
  const version = member(root, 'version');
  if (root.type !== 'object' || version?.value === 1) return [];
  return [
    version === undefined ? { node: root, message: '"version" is missing' } : wrong(version, 'version', '1'),
  ];
}
