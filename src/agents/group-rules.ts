import type { Node } from 'jsonc-parser';
import {
  kindOf,
  list,
  memberFaults,
  type Rules,
  repeatedKeys,
  rules,
  shown,
  text,
  wrong,
} from './json-rules.ts';
import { member, type SettingsFault } from './json-text.ts';

/** What a hook of each type has to hold. */
export type HookTypes = ReadonlyMap<string, { readonly required: readonly string[]; readonly keys: Rules }>;

const GROUP = rules({ matcher: text, hooks: list });

/** Why a file that its agent reads leniently has no place for our hooks. */
export function containerFaults(root: Node, events: readonly string[]): readonly SettingsFault[] {
  if (root.type !== 'object')
    return [{ node: root, message: `the file holds ${kindOf(root)}, not an object` }];
  const hooks = member(root, 'hooks');
  if (hooks === undefined) return [];
  if (hooks.type !== 'object') return [wrong(hooks, 'hooks', 'an object')];
  const lists = events.flatMap((event) => {
    const groups = member(hooks, event);
    return groups === undefined || groups.type === 'array'
      ? []
      : [wrong(groups, `hooks.${event}`, 'an array')];
  });
  return [...repeatedKeys(root, ['hooks']), ...repeatedKeys(hooks, events), ...lists];
}

/** What is wrong with the groups of one event, `[{"matcher", "hooks": [...]}]`. */
export function eventFaults(groups: Node, event: string, types: HookTypes): readonly SettingsFault[] {
  if (groups.type !== 'array') return [wrong(groups, `hooks.${event}`, 'an array')];
  return (groups.children ?? []).flatMap((group, index) => {
    const name = `hooks.${event}[${index}]`;
    if (group.type !== 'object') return [wrong(group, name, 'an object {"matcher", "hooks"}')];
    const hooks = member(group, 'hooks');
    if (hooks === undefined) {
      return [
        {
          node: group,
          message: `"${name}" has no "hooks"; wrap the hook in {"matcher": "", "hooks": [...]}`,
        },
      ];
    }
    const faults = memberFaults(group, GROUP, `${name}.`);
    return faults.length > 0
      ? faults
      : (hooks.children ?? []).flatMap((hook, at) => hookFaults(hook, `${name}.hooks[${at}]`, types));
  });
}

function hookFaults(hook: Node, name: string, types: HookTypes): readonly SettingsFault[] {
  if (hook.type !== 'object') return [wrong(hook, name, 'an object')];
  const type = member(hook, 'type');
  const known = types.get(String(type?.value));
  if (type?.type !== 'string' || known === undefined) {
    const names = [...types.keys()].map((key) => JSON.stringify(key)).join(', ');
    return [{ node: type ?? hook, message: `"${name}.type" is ${shown(type)}; expected one of ${names}` }];
  }
  const missing = known.required.filter((key) => member(hook, key) === undefined);
  return [
    ...missing.map((key) => ({ node: hook, message: `"${name}.${key}" is missing` })),
    ...memberFaults(hook, known.keys, `${name}.`),
  ];
}
