import type { Node } from 'jsonc-parser';
import type { HookCommand, HookStatus, JsonObject } from './agent.ts';
import { appendItem, appendMember, removeChild, replaceValue } from './json-edit.ts';
import { isJsonObject } from './json-kind.ts';
import {
  type JsonText,
  member,
  nodeValue,
  positionOf,
  readJsonText,
  type SettingsFault,
} from './json-text.ts';
import type { SettingsText, TextEdit } from './one-file.ts';
import { findOwnHooks, type OwnHook, removalOf } from './own-hooks.ts';

/**
 * What one agent makes of a settings file whose hooks stand in groups:
 * `{"hooks": {EVENT: [{"matcher": "", "hooks": [{"type": "command", ...}]}]}}`.
 */
export interface HookGroups {
  /** The events under which our hook stands. */
  readonly events: readonly string[];
  /** Whether hooks stand without groups around them: `{"hooks": {EVENT: [{"command": ...}]}}`. */
  readonly isFlat?: boolean;
  /** Whether the agent reads a file with comments. */
  readonly hasComments: boolean;
  /** What `add` makes where there is no file, before our hook is in it; `remove` knows it by this. An object. */
  readonly skeleton: string;
  /** Our group, or our entry where there are none; alike for every event. */
  groupOf(hook: HookCommand): JsonObject;
  /** How the agent is made to tell what became of calls. Default: it cannot. */
  readonly outcomes?: {
    readonly events: readonly string[];
    /** Our group under these; the agent does not wait for it. */
    groupOf(hook: HookCommand): JsonObject;
  };
  /** Why an entry of ours would not reliably ask us; empty when it would. */
  entryProblems(entry: JsonObject, hook: HookCommand): readonly string[];
  /** Everything for which the agent does not read the file, or the hooks in it. */
  faults(json: JsonText): readonly SettingsFault[];
  /** What else in the file switches hooks off. */
  switchedOff(root: Node): readonly string[];
}

/** Matchers that see every tool, for every agent with groups. */
const EVERY_TOOL: readonly unknown[] = [undefined, '', '*', '.*'];

/** The edits of a file of hook groups. A file that the agent could not read is never edited. */
export function hookGroupsText(dialect: HookGroups): SettingsText {
  return {
    inspect: (text, hook) => inspect(dialect, text, hook),
    add: (text, hook) => add(dialect, text, hook),
    remove: (text) => remove(dialect, text),
  };
}

function inspect(dialect: HookGroups, text: string | undefined, hook: HookCommand): HookStatus {
  if (text === undefined || isBlank(text)) return { kind: 'absent' };
  const file = readSettings(dialect, text);
  if (!file.ok) return { kind: 'broken', problem: file.problem };
  if (file.own.length === 0) return { kind: 'absent' };
  const problems = ownProblems(dialect, file, hook);
  const off = dialect.switchedOff(file.json.root);
  if (problems.length > 0) return { kind: 'needs-repair', problems: [...problems, ...off] };
  if (off.length > 0) return { kind: 'disabled', problems: off };
  const outdated = outcomesProblem(dialect, file, hook);
  const asksOverHttp = file.own.some(({ entry }) => objectOf(entry).type === 'http');
  return {
    kind: 'registered',
    ...(outdated !== undefined && { outdated }),
    ...(asksOverHttp && { asksOverHttp }),
  };
}

function add(dialect: HookGroups, text: string | undefined, hook: HookCommand): TextEdit {
  const isNew = text === undefined || isBlank(text);
  const before = isNew ? (text ?? '') + dialect.skeleton + (text === undefined ? '\n' : '') : text;
  const file = readSettings(dialect, before);
  if (!file.ok) return file;
  const isCurrent =
    file.own.length > 0 &&
    ownProblems(dialect, file, hook).length === 0 &&
    outcomesProblem(dialect, file, hook) === undefined;
  if (isCurrent) return { ok: true, text: before };
  const after = withOurGroups(dialect, file.json, wantedGroups(dialect, hook));
  const status = inspect(dialect, after, hook);
  if (status.kind === 'registered' || status.kind === 'disabled') return { ok: true, text: after };
  throw new Error(`the edited settings are ${status.kind}`);
}

function remove(dialect: HookGroups, text: string | undefined): TextEdit {
  if (text === undefined || isBlank(text)) return { ok: true, text };
  const file = readSettings(dialect, text);
  if (!file.ok) return file;
  const after = withoutOwn(dialect, file.json).text;
  if (after === text) return { ok: true, text };
  if (after === `${dialect.skeleton}\n`) return { ok: true, text: undefined };
  const before = after.endsWith(dialect.skeleton) ? after.slice(0, -dialect.skeleton.length) : after;
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
function readSettings(
  dialect: HookGroups,
  text: string,
): Settings | { readonly ok: false; readonly problem: string } {
  const read = readJsonText(text, dialect);
  if (!read.ok) return read;
  const { json } = read;
  const own = findOwnHooks(json.root);
  const faults = dialect.faults(json);
  const foreign = faults.find(({ node }) => !own.some(({ entry }) => isWithin(node, entry)));
  if (foreign !== undefined) {
    return { ok: false, problem: `${positionOf(text, foreign.node.offset)}: ${foreign.message}` };
  }
  return { ok: true, json, own, ownFaults: faults.map(({ message }) => message) };
}

const isWithin = (node: Node, outer: Node): boolean =>
  node === outer || (node.parent !== undefined && isWithin(node.parent, outer));

const isBlank = (text: string): boolean => text.trim() === '';

/** The events under which our hook is to stand, with our group under each. */
function wantedGroups(dialect: HookGroups, hook: HookCommand): ReadonlyMap<string, JsonObject> {
  const { events, outcomes } = dialect;
  const asked = dialect.groupOf(hook);
  const wanted = new Map(events.map((event) => [event, asked]));
  if (hook.tellsOutcomes !== true || outcomes === undefined) return wanted;
  const told = outcomes.groupOf(hook);
  for (const event of outcomes.events) wanted.set(event, told);
  return wanted;
}

/** Why what the agent is made to tell of calls afterwards is not as it should be. Calls are asked about for all that. */
function outcomesProblem(dialect: HookGroups, { own }: Settings, hook: HookCommand): string | undefined {
  const events = dialect.outcomes?.events ?? [];
  const wanted = wantedGroups(dialect, hook);
  const isRight = (event: string): boolean => {
    const found = own.filter((one) => one.event === event);
    const group = wanted.get(event);
    if (group === undefined) return found.length === 0;
    const [entry = group] = Array.isArray(group.hooks) ? group.hooks : [];
    return found.length === 1 && found.every((one) => isSame(nodeValue(one.entry), entry));
  };
  if (events.every(isRight)) return undefined;
  return hook.tellsOutcomes === true
    ? 'it does not tell what became of calls'
    : 'it still tells what became of calls';
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Why our entries, as they are, would not reliably ask us before each tool call; empty when they would. */
function ownProblems(
  dialect: HookGroups,
  { own: all, ownFaults }: Settings,
  hook: HookCommand,
): readonly string[] {
  const own = all.filter(({ event }) => dialect.outcomes?.events.includes(event) !== true);
  const times = (event: string): number => own.filter((one) => one.event === event).length;
  const idle = own.filter(({ event }) => !dialect.events.includes(event));
  return [
    ...ownFaults,
    ...dialect.events.filter((event) => times(event) === 0).map((event) => `not registered for ${event}`),
    ...dialect.events
      .filter((event) => times(event) > 1)
      .map((event) => `registered ${times(event)} times for ${event}: each call is judged as often`),
    ...idle.map(({ event }) => `registered for ${event}, where it is of no use`),
    ...own
      .filter((one) => !idle.includes(one))
      .flatMap((one) => [
        ...groupProblems(one, dialect),
        ...dialect.entryProblems(objectOf(one.entry), hook),
      ]),
  ];
}

function groupProblems({ entry, group }: OwnHook, { isFlat }: HookGroups): readonly string[] {
  if (group === entry && isFlat !== true) return ['stands outside of a {"matcher", "hooks"} group'];
  const { matcher } = objectOf(group);
  return EVERY_TOOL.includes(matcher) ? [] : [`sees only tools that match ${JSON.stringify(matcher)}`];
}

function objectOf(node: Node): JsonObject {
  const value = nodeValue(node);
  return isJsonObject(value) ? value : {};
}

/** The text with our groups in the place of what there is of ours, else after the other groups. */
function withOurGroups(
  dialect: HookGroups,
  found: JsonText,
  wanted: ReadonlyMap<string, JsonObject>,
): string {
  const seen = new Set<string>();
  const hasPlace = ({ event, isAlone }: OwnHook): boolean => isAlone && wanted.has(event);
  let json = withoutOwn(dialect, found, (hook) => {
    if (!hasPlace(hook) || seen.has(hook.event)) return false;
    seen.add(hook.event);
    return true;
  });
  for (const [event, group] of wanted) {
    // What the agent reads leniently may hold nonsense where it is told nothing yet.
    const groups = member(member(json.root, 'hooks'), event);
    const isUsable = groups === undefined || groups.type === 'array' || dialect.events.includes(event);
    if (isUsable) json = reread(dialect, withOurGroup(json, event, group));
  }
  return json.text;
}

function withOurGroup(json: JsonText, event: string, group: JsonObject): string {
  const place = findOwnHooks(json.root).find((hook) => hook.event === event);
  if (place !== undefined) return replaceValue(json, place.group, group);
  const hooks = member(json.root, 'hooks');
  if (hooks === undefined) return appendMember(json, json.root, 'hooks', { [event]: [group] });
  const groups = member(hooks, event);
  return groups === undefined ? appendMember(json, hooks, event, [group]) : appendItem(json, groups, group);
}

/** The file without our entries, but for those that `mayStay`, which is asked once for each. */
function withoutOwn(
  dialect: HookGroups,
  json: JsonText,
  mayStay: (hook: OwnHook) => boolean = () => false,
): JsonText {
  const own = findOwnHooks(json.root);
  const kept = own.map(mayStay);
  let left = json;
  // From the end, so that what is still to go keeps its place in the list.
  for (let index = own.length - 1; index >= 0; index -= 1) {
    const hook = findOwnHooks(left.root)[index];
    if (kept[index] === false && hook !== undefined)
      left = reread(dialect, removeChild(left, removalOf(hook)));
  }
  return left;
}

function reread(dialect: HookGroups, text: string): JsonText {
  const read = readJsonText(text, dialect);
  if (!read.ok) throw new Error(`the edit broke the file: ${read.problem}`);
  return read.json;
}
