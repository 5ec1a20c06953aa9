import type { Node } from 'jsonc-parser';
import type {
  AgentUser,
  HookCommand,
  HookStatus,
  JsonObject,
  Registration,
  SettingsEdit,
  SettingsFile,
} from '../agent.ts';
import { type HookGroups, hookGroupsText } from '../hook-groups.ts';
import { isJsonObject } from '../json-kind.ts';
import { nodeValue, readJsonText } from '../json-text.ts';
import { lineEntry, lineProblems, tellingEntry } from '../line-entry.ts';
import { findOwnHooks } from '../own-hooks.ts';
import { CALL_EVENTS, OUTCOME_EVENTS } from './events.ts';
import { findHooksFaults } from './hooks-rules.ts';
import {
  managedOnly,
  readConfig,
  switchedOff,
  type Trust,
  trustHash,
  trustProblems,
  withoutTrust,
  withTrust,
} from './trust.ts';

/** `hooks.json`: strict JSON with nothing but hooks in it. */
const groups: HookGroups = {
  events: [...CALL_EVENTS, 'SessionStart'],
  hasComments: false,
  skeleton: '{\n  "description": "Prempti checks each call before it runs"\n}',
  groupOf: (hook) => ({ hooks: [{ ...lineEntry(hook), timeout: hook.timeoutSeconds }] }),
  outcomes: {
    events: OUTCOME_EVENTS,
    groupOf: (hook) => ({ hooks: [{ ...tellingEntry(hook), timeout: hook.timeoutSeconds }] }),
  },
  entryProblems: lineProblems,
  faults: findHooksFaults,
  switchedOff: () => [],
};

const hooksText = hookGroupsText(groups);

/**
 * Registration in Codex: the hooks in `hooks.json`, the trust in them in `config.toml`. The administrator's
 * requirements are looked at and never written.
 */
export const registration: Registration = {
  programs: ['codex'],
  variables: ['CODEX_HOME'],
  folder,
  paths: (user) => [
    `${folder(user)}/hooks.json`,
    `${folder(user)}/config.toml`,
    '/etc/codex/requirements.toml',
  ],
  inspect,
  add,
  remove,
};

/** Codex follows the links in `CODEX_HOME` before it names a hook by its file, and none in the home directory. */
function folder({ home, env, realPath = (path) => path }: AgentUser): string {
  const moved = env.CODEX_HOME ?? '';
  return moved === '' ? `${home}/.codex` : realPath(moved).replace(/[\\/]+$/, '');
}

function inspect(files: readonly SettingsFile[], hook: HookCommand): HookStatus {
  const { hooks, config, requirements } = named(files);
  const status = hooksText.inspect(hooks.text, hook);
  if (status.kind === 'broken') return { kind: 'broken', problem: `${hooks.path}: ${status.problem}` };
  if (status.kind === 'absent') return status;
  const read = readConfig(config.text);
  if (!read.ok) return { kind: 'broken', problem: `${config.path}: ${read.problem}` };
  const problems = [
    ...('problems' in status ? status.problems : []),
    ...trustsOf(hooks).flatMap((trust) => trustProblems(read, trust)),
  ];
  const off = [
    ...switchedOff(read).map((problem) => `${config.path}: ${problem}`),
    ...managedOnly(requirements.text).map((problem) => `${requirements.path}: ${problem}`),
  ];
  if (problems.length > 0) return { kind: 'needs-repair', problems: [...problems, ...off] };
  return off.length > 0 ? { kind: 'disabled', problems: off } : status;
}

function add(files: readonly SettingsFile[], hook: HookCommand): SettingsEdit {
  const { hooks, config, requirements } = named(files);
  const edit = hooksText.add(hooks.text, hook);
  if (!edit.ok) return { ok: false, problem: `${hooks.path}: ${edit.problem}` };
  const added = { path: hooks.path, text: edit.text };
  const trusts = trustsOf(added);
  const stale = trustsOf(hooks).filter(({ key }) => !trusts.some((trust) => trust.key === key));
  const untrusted = withoutTrust(
    config.text,
    stale.map(({ key }) => key),
  );
  if (!untrusted.ok) return { ok: false, problem: `${config.path}: ${untrusted.problem}` };
  let { text } = untrusted;
  for (const trust of trusts) {
    const trusted = withTrust(text, trust);
    if (!trusted.ok) return { ok: false, problem: `${config.path}: ${trusted.problem}` };
    text = trusted.text;
  }
  return { ok: true, files: [added, { path: config.path, text }, requirements] };
}

function remove(files: readonly SettingsFile[]): SettingsEdit {
  const { hooks, config, requirements } = named(files);
  const edit = hooksText.remove(hooks.text);
  if (!edit.ok) return { ok: false, problem: `${hooks.path}: ${edit.problem}` };
  const keys = trustsOf(hooks).map(({ key }) => key);
  const untrusted = withoutTrust(config.text, keys);
  if (!untrusted.ok) return { ok: false, problem: `${config.path}: ${untrusted.problem}` };
  return {
    ok: true,
    files: [{ path: hooks.path, text: edit.text }, { path: config.path, text: untrusted.text }, requirements],
  };
}

function named(files: readonly SettingsFile[]) {
  const [hooks, config, requirements] = files;
  if (hooks === undefined || config === undefined || requirements === undefined) {
    throw new Error('expected hooks.json, config.toml and requirements.toml');
  }
  return { hooks, config, requirements };
}

/** The trust that our entries in `hooks.json` need. */
function trustsOf({ path, text }: SettingsFile): readonly Trust[] {
  const read = readJsonText(text ?? '{}');
  if (!read.ok) return [];
  return findOwnHooks(read.json.root).map(({ event, entry, group }) => {
    const name = event.replaceAll(/(?<=.)[A-Z]/g, '_$&').toLowerCase();
    return {
      key: [path, name, indexOf(group), entry === group ? 0 : indexOf(entry)].join(':'),
      hash: trustHash(name, objectOf(entry), objectOf(group).matcher),
    };
  });
}

const indexOf = (node: Node): number => node.parent?.children?.indexOf(node) ?? 0;

function objectOf(node: Node): JsonObject {
  const value = nodeValue(node);
  return isJsonObject(value) ? value : {};
}
