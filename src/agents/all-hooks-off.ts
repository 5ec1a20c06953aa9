import type { Node } from 'jsonc-parser';
import { member, nodeValue, readJsonText } from './json-text.ts';

/** What in these settings switches every hook off, for the agents that have Claude Code's key for that. */
export function allHooksOff(root: Node): readonly string[] {
  return nodeValue(member(root, 'disableAllHooks')) === true
    ? ['"disableAllHooks" is true, so that no hook runs; remove it or set it to false']
    : [];
}

/** The same in the text of a project's file; nothing for a text that cannot be read. */
export function allHooksOffIn(text: string): string | undefined {
  const read = readJsonText(text, { hasComments: true });
  return read.ok ? allHooksOff(read.json.root)[0] : undefined;
}
