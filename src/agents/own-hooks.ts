import type { Node } from 'jsonc-parser';
import { isStringArray } from './json-kind.ts';
import { member, nodeValue } from './json-text.ts';
import { isOwnHook, isOwnUrl } from './own-hook.ts';

/** One entry of ours in a file of hook groups. */
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
  if (isOwnUrl(nodeValue(member(entry, 'url')))) return true;
  const command = nodeValue(member(entry, 'command'));
  const args = nodeValue(member(entry, 'args'));
  return typeof command === 'string' && isOwnHook(command, isStringArray(args) ? args : []);
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
