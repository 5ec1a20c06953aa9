import type { Node } from 'jsonc-parser';
import { eventFaults, type HookTypes } from '../group-rules.ts';
import {
  type Check,
  flag,
  kindOf,
  memberFaults,
  object,
  repeatedKeys,
  rules,
  text,
  wrong,
} from '../json-rules.ts';
import { type JsonText, member, type SettingsFault } from '../json-text.ts';
import { EVENTS } from './events.ts';

const seconds: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'a whole number of seconds';

const OTHER = { required: [], keys: rules({}) };
const HOOKS: HookTypes = new Map([
  [
    'command',
    {
      required: ['command'],
      keys: rules({ command: text, timeout: seconds, async: flag, statusMessage: text }),
    },
  ],
  ['mcp_tool', OTHER],
  ['prompt', OTHER],
  ['agent', OTHER],
]);

/** Everything in `hooks.json` for which release 0.169 does not read the file: it then runs no hook of it, silently. */
export function findHooksFaults({ text: whole, root }: JsonText): readonly SettingsFault[] {
  if (whole.startsWith('\uFEFF'))
    return [{ node: root, message: 'a byte order mark, which Codex does not read; remove it' }];
  if (root.type !== 'object')
    return [{ node: root, message: `the file holds ${kindOf(root)}, not an object` }];
  const faults = [
    ...unknownKeys(root),
    ...memberFaults(root, rules({ description: text, hooks: object }), ''),
  ];
  const hooks = member(root, 'hooks');
  if (hooks?.type !== 'object') return faults;
  const events = EVENTS.flatMap((event) => {
    const groups = member(hooks, event);
    return groups === undefined ? [] : eventFaults(groups, event, HOOKS);
  });
  return [
    ...faults,
    ...repeatedKeys(root, ['hooks', 'description']),
    ...repeatedKeys(hooks, EVENTS),
    ...events,
  ];
}

function unknownKeys(root: Node): readonly SettingsFault[] {
  return (root.children ?? []).flatMap((property) => {
    const [key] = property.children ?? [];
    if (key === undefined || key.value === 'hooks' || key.value === 'description') return [];
    return [wrong(key, String(key.value), 'only "hooks" and "description" in this file')];
  });
}
