import { getNodeValue, type Node } from 'jsonc-parser';
import type { HookCommand } from '../agent.ts';
import { isOwnHook } from '../own-hook.ts';
import { member } from './settings-rules.ts';

/** One entry of ours in a settings file. */
export interface OwnHook {
  readonly event: string;
  /** The `{"type": "command", ...}` object. */
  readonly entry: Node;
  /** The `{"matcher", "hooks"}` object around it; the entry itself where that was left out. */
  readonly group: Node;
  /** No other hook shares the group. */
  readonly isAlone: boolean;
}

/** Our entries under every event, in document order. */
export function findOwnHooks(root: Node): readonly OwnHook[] {
  const events = member(root, 'hooks')?.children ?? [];
  return events.flatMap((property) => {
    const event = String(property.children?.[0]?.value);
    const groups = property.children?.[1];
    return groups?.type === 'array' ? (groups.children ?? []).flatMap((group) => ownIn(group, event)) : [];
  });
}

function ownIn(group: Node, event: string): readonly OwnHook[] {
  if (isOwn(group)) return [{ event, entry: group, group, isAlone: true }];
  const entries = member(group, 'hooks')?.children ?? [];
  const isAlone = entries.length === 1;
  return entries.filter(isOwn).map((entry) => ({ event, entry, group, isAlone }));
}

function isOwn(entry: Node): boolean {
  const command: unknown = keyOf(entry, 'command');
  const args = argsOf(entry) ?? [];
  return typeof command === 'string' && isOwnHook(command, args);
}

/** Why our entries, as they are, would not reliably ask us before each tool call; empty when they would. */
export function ownHookProblems(own: readonly OwnHook[], hook: HookCommand): readonly string[] {
  const before = own.filter(({ event }) => event === 'PreToolUse');
  const elsewhere = own.filter(({ event }) => event !== 'PreToolUse');
  return [
    ...(before.length === 0 ? ['not registered for PreToolUse, the one event that can stop a call'] : []),
    ...(before.length > 1 ? [`registered ${before.length} times: each call is judged as often`] : []),
    ...elsewhere.map(({ event }) => `registered for ${event}, which can stop nothing`),
    ...before.flatMap((one) => [...commandProblems(one.entry, hook), ...settingProblems(one)]),
  ];
}

function commandProblems(entry: Node, hook: HookCommand): readonly string[] {
  const command: unknown = keyOf(entry, 'command');
  const args = argsOf(entry);
  if (args === undefined) return [`runs ${JSON.stringify(command)} through a shell`];
  const prefix = prefixOf(args);
  const expected = prefixOf(hook.args);
  if (prefix !== expected) {
    return [`belongs to the prefix ${prefix ?? '(default)'}, not to ${expected ?? '(default)'}`];
  }
  const found = [command, ...args].join(' ');
  const wanted = [hook.command, ...hook.args].join(' ');
  return found === wanted ? [] : [`runs "${found}" instead of "${wanted}"`];
}

function settingProblems({ entry, group }: OwnHook): readonly string[] {
  const matcher: unknown = keyOf(group, 'matcher') ?? '';
  const problems: string[] = [];
  if (group === entry) problems.push('stands outside of a {"matcher", "hooks"} group');
  else if (matcher !== '' && matcher !== '*')
    problems.push(`sees only tools that match ${JSON.stringify(matcher)}`);
  if (keyOf(entry, 'if') !== undefined) problems.push('has an "if", so that it does not see every call');
  if (keyOf(entry, 'once') === true) problems.push('has "once": it sees the first call only');
  for (const key of ['async', 'asyncRewake']) {
    if (keyOf(entry, key) === true) problems.push(`has "${key}": the call does not wait for the verdict`);
  }
  if (keyOf(entry, 'type') !== 'command') problems.push('has another type than "command"');
  if (keyOf(entry, 'onFailure') !== 'block') {
    problems.push('lacks "onFailure": "block": a hook that fails lets the call run');
  }
  if (keyOf(entry, 'timeout') === undefined)
    problems.push('has no timeout: a hung hook holds a call for 600 s');
  return problems;
}

/** The node to take out so that nothing of ours stays, containers emptied by that included. */
export function removalOf({ entry, group }: OwnHook): Node {
  if (entry !== group && (entry.parent?.children?.length ?? 0) > 1) return entry;
  const groups = group.parent;
  if (groups === undefined || (groups.children?.length ?? 0) > 1) return group;
  const event = groups.parent;
  const events = event?.parent;
  if (event === undefined || events === undefined) return group;
  return (events.children?.length ?? 0) > 1 ? event : (events.parent ?? event);
}

const prefixOf = (args: readonly string[]): string | undefined => {
  const at = args.indexOf('--prefix');
  return at < 0 ? undefined : args[at + 1];
};

function argsOf(entry: Node): readonly string[] | undefined {
  const args: unknown = keyOf(entry, 'args');
  return Array.isArray(args) && args.every((item) => typeof item === 'string') ? args : undefined;
}

function keyOf(node: Node, key: string): unknown {
  const value = member(node, key);
  return value === undefined ? undefined : getNodeValue(value);
}
