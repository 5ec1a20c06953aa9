import type { Node } from 'jsonc-parser';
import type { AgentUser, HookCommand, HookStatus, JsonObject } from '../agent.ts';
import { appendItem, appendMember, removeChild, replaceValue } from '../json-edit.ts';
import { type JsonText, positionOf, readJsonText } from '../json-text.ts';
import { registrationInOneFile, type SettingsText, type TextEdit } from '../one-file.ts';
import { findOwnHooks, type OwnHook, ownHookProblems, removalOf } from './own-hooks.ts';
import { findSettingsFaults, member } from './settings-rules.ts';

/** The settings of Claude Code: a PreToolUse group for every tool, in exec form. */
export const settingsText: SettingsText = { inspect, add, remove };

/** Registration in Claude Code's user settings. */
export const registration = registrationInOneFile({
  programs: ['claude'],
  folder,
  path: (user) => `${folder(user)}/settings.json`,
  format: settingsText,
});

/** What a settings file holds that `add` creates where there was none. `remove` knows it by this. */
const SCHEMA = 'https://json.schemastore.org/claude-code-settings.json';
const SKELETON = `{\n  "$schema": "${SCHEMA}"\n}`;

/** `CLAUDE_CONFIG_DIR` counts where it is absolute; the agent takes another one from its working folder. */
function folder({ home, env }: AgentUser): string {
  const moved = env.CLAUDE_CONFIG_DIR ?? '';
  const found = /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(moved) ? moved : `${home}/.claude`;
  return found.replace(/[\\/]+$/, '');
}

function inspect(text: string | undefined, hook: HookCommand): HookStatus {
  if (text === undefined || isBlank(text)) return { kind: 'absent' };
  const file = readSettings(text);
  if (!file.ok) return { kind: 'broken', problem: file.problem };
  if (file.own.length === 0) return { kind: 'absent' };
  const problems = [...file.ownFaults, ...ownHookProblems(file.own, hook)];
  const off =
    member(file.json.root, 'disableAllHooks')?.value === true
      ? ['"disableAllHooks" is true, so that no hook runs; remove it or set it to false']
      : [];
  if (problems.length > 0) return { kind: 'needs-repair', problems: [...problems, ...off] };
  return off.length > 0 ? { kind: 'disabled', problems: off } : { kind: 'registered' };
}

function add(text: string | undefined, hook: HookCommand): TextEdit {
  const blank = text === undefined || isBlank(text);
  const before = blank ? (text ?? '') + SKELETON + (text === undefined ? '\n' : '') : text;
  const file = readSettings(before);
  if (!file.ok) return file;
  if (file.ownFaults.length === 0 && file.own.length > 0 && ownHookProblems(file.own, hook).length === 0) {
    return { ok: true, text: before };
  }
  const after = withOurGroup(file.json, groupOf(hook));
  const status = inspect(after, hook);
  if (status.kind === 'registered' || status.kind === 'disabled') return { ok: true, text: after };
  throw new Error(`the edited settings are ${status.kind}`);
}

function remove(text: string | undefined): TextEdit {
  if (text === undefined || isBlank(text)) return { ok: true, text };
  const file = readSettings(text);
  if (!file.ok) return file;
  const after = withoutOwn(file.json).text;
  if (after === text) return { ok: true, text };
  if (after === `${SKELETON}\n`) return { ok: true, text: undefined };
  const before = after.endsWith(SKELETON) ? after.slice(0, -SKELETON.length) : after;
  return { ok: true, text: isBlank(before) ? before : after };
}

interface Settings {
  readonly ok: true;
  readonly json: JsonText;
  readonly own: readonly OwnHook[];
  /** What is wrong inside our own entries: replacing them puts it right. */
  readonly ownFaults: readonly string[];
}

/** Reads a settings file as the agent does; a fault outside our own entries makes it untouchable. */
function readSettings(text: string): Settings | { readonly ok: false; readonly problem: string } {
  const read = readJsonText(text);
  if (!read.ok) return read;
  const { json } = read;
  const own = findOwnHooks(json.root);
  const faults = findSettingsFaults(json.root);
  const foreign = faults.find(({ node }) => !own.some(({ entry }) => isWithin(node, entry)));
  if (foreign !== undefined) {
    return { ok: false, problem: `${positionOf(text, foreign.node.offset)}: ${foreign.message}` };
  }
  return { ok: true, json, own, ownFaults: faults.map(({ message }) => message) };
}

const isWithin = (node: Node, outer: Node): boolean =>
  node === outer || (node.parent !== undefined && isWithin(node.parent, outer));

const isBlank = (text: string): boolean => text.trim() === '';

function groupOf({ command, args, timeoutSeconds }: HookCommand): JsonObject {
  return {
    matcher: '',
    hooks: [{ type: 'command', command, args: [...args], timeout: timeoutSeconds, onFailure: 'block' }],
  };
}

/** The text with our group in the place of what there is of ours, else after the other groups. */
function withOurGroup(found: JsonText, group: JsonObject): string {
  const json = withoutOwn(found, hasPlace);
  const place = findOwnHooks(json.root).find(hasPlace);
  if (place !== undefined) return replaceValue(json, place.group, group);
  const hooks = member(json.root, 'hooks');
  if (hooks === undefined) return appendMember(json, json.root, 'hooks', { PreToolUse: [group] });
  const groups = member(hooks, 'PreToolUse');
  return groups === undefined
    ? appendMember(json, hooks, 'PreToolUse', [group])
    : appendItem(json, groups, group);
}

/** Whether replacing the hook's whole group harms no other hook. */
const hasPlace = ({ event, isAlone }: OwnHook): boolean => event === 'PreToolUse' && isAlone;

/** The file without our entries, but for the first that `mayStay`. */
function withoutOwn(json: JsonText, mayStay: (hook: OwnHook) => boolean = () => false): JsonText {
  const own = findOwnHooks(json.root);
  const kept = own.find(mayStay);
  const extra = own.findLast((hook) => hook !== kept);
  if (extra === undefined) return json;
  const read = readJsonText(removeChild(json, removalOf(extra)));
  if (!read.ok) throw new Error(`removing a hook broke the file: ${read.problem}`);
  return withoutOwn(read.json, mayStay);
}
