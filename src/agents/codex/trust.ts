import { createHash } from 'node:crypto';
import type { JsonObject } from '../agent.ts';
import { positionOf } from '../json-text.ts';
import type { TextEdit } from '../one-file.ts';
import { readToml, type TomlEntry, type TomlSection } from './toml.ts';

/** The person's word that a hook may run: Codex keeps it in `config.toml` and skips, silently, every other hook. */
export interface Trust {
  /** Which hook: `/home/dev/.codex/hooks.json:pre_tool_use:0:0`. */
  readonly key: string;
  /** What the hook is; another command, timeout or matcher has another one. */
  readonly hash: string;
}

/**
 * The sum by which Codex 0.169 knows a hook: SHA-256 over compact JSON with sorted keys and defaults filled in.
 * Undocumented; read off `hooks/list` of its app-server.
 */
export function trustHash(eventName: string, entry: JsonObject, matcher: unknown): string {
  const { async = false, command, statusMessage, timeout = 600, type } = entry;
  const hook = {
    async,
    command,
    ...(typeof statusMessage === 'string' && { statusMessage }),
    timeout,
    type,
  };
  const identity = {
    event_name: eventName,
    hooks: [hook],
    ...(typeof matcher === 'string' && { matcher }),
  };
  return `sha256:${createHash('sha256').update(JSON.stringify(identity)).digest('hex')}`;
}

/** `config.toml` as far as hooks are concerned. */
export interface CodexConfig {
  readonly ok: true;
  readonly text: string;
  readonly entries: readonly TomlEntry[];
  readonly sections: readonly TomlSection[];
}

/** Reads `config.toml`; no file is an empty one. */
export function readConfig(
  text: string | undefined,
): CodexConfig | { readonly ok: false; readonly problem: string } {
  const read = readToml(text ?? '');
  if (read.ok) return { ...read, text: text ?? '' };
  return { ok: false, problem: `${positionOf(text ?? '', read.offset)}: ${read.problem}` };
}

/** What in a configuration keeps Codex from running any hook of the user. */
export function switchedOff({ entries }: CodexConfig): readonly string[] {
  return entries.flatMap(({ path, value }) => {
    const key = path.join('.');
    return value === false && /^features\.(?:codex_)?hooks$/.test(key)
      ? [`"${key}" is false, so that no hook runs; remove it`]
      : [];
  });
}

/** Whether the administrator's `requirements.toml` keeps Codex from running hooks of the user. */
export function managedOnly(text: string | undefined): readonly string[] {
  const config = readConfig(text);
  if (!config.ok) return [];
  const isOn = config.entries.some(
    ({ path, value }) => path.join('.') === 'allow_managed_hooks_only' && value === true,
  );
  return isOn ? ['"allow_managed_hooks_only" is true, so that no hook of a user runs'] : [];
}

/** Why Codex would not run a hook that has to be trusted; empty when it would. */
export function trustProblems({ entries }: CodexConfig, { key, hash }: Trust): readonly string[] {
  const state = new Map(
    entries
      .filter(({ path }) => isStateOf(key, path) && path.length === 4)
      .map(({ path, value }) => [path[3], value]),
  );
  const event = key.split(':').at(-3);
  if (!state.has('trusted_hash'))
    return [`the ${event} hook is not trusted, so that Codex skips it silently`];
  return [
    ...(state.get('trusted_hash') === hash
      ? []
      : [`another ${event} hook was trusted in its place, so that Codex skips it silently`]),
    ...(state.get('enabled') === false ? [`the ${event} hook is not enabled`] : []),
  ];
}

/** The configuration with this trust in it; nothing else of it changes. */
export function withTrust(text: string | undefined, trust: Trust): TextEdit {
  const config = readConfig(text);
  if (!config.ok) return config;
  if (trustProblems(config, trust).length === 0) return { ok: true, text };
  const eol = config.text.includes('\r\n') ? '\r\n' : '\n';
  const block = [
    `[hooks.state.${JSON.stringify(trust.key)}]`,
    `trusted_hash = "${trust.hash}"`,
    'enabled = true',
    '',
  ].join(eol);
  const section = sectionOf(config, trust.key);
  if (section !== undefined) {
    return verified(config.text.slice(0, section.start) + block + config.text.slice(section.end), trust);
  }
  // A table may not be named in a header once a key with dots or braces has made it.
  const made = config.entries.find(({ path, headerDepth }) => makesState(path, headerDepth, trust.key));
  if (made !== undefined) {
    const place = made.path.slice(0, 2).join('.');
    return {
      ok: false,
      problem: `"${place}" is not written as [${place}] tables; write it so, or trust the hook in Codex itself`,
    };
  }
  return verified(text === undefined ? block : config.text + eol + block, trust);
}

/** The configuration without the trust in these hooks, where it stands in tables of their own. */
export function withoutTrust(text: string | undefined, keys: readonly string[]): TextEdit {
  let left = text;
  // The last was appended last.
  for (const key of keys.toReversed()) {
    const config = readConfig(left);
    if (!config.ok) return config;
    const section = sectionOf(config, key);
    if (section !== undefined) left = without(config.text, section);
  }
  return { ok: true, text: left };
}

/** Undoes what `withTrust` appended, the line end before it included; `undefined` where that made the file. */
function without(text: string, { start, end }: TomlSection): string | undefined {
  const before = text.slice(0, start);
  const after = text.slice(end);
  if (before === '' && after === '') return undefined;
  const shorter = before.replace(/\r?\n$/, '');
  return (after === '' || shorter === '' || shorter.endsWith('\n') ? shorter : before) + after;
}

function verified(text: string, trust: Trust): TextEdit {
  const config = readConfig(text);
  if (config.ok && trustProblems(config, trust).length === 0) return { ok: true, text };
  throw new Error('the edited configuration does not hold the trust');
}

function sectionOf({ sections }: CodexConfig, key: string): TomlSection | undefined {
  return sections.find(({ path }) => path.length === 3 && isStateOf(key, path));
}

const isStateOf = (key: string, path: readonly string[]): boolean =>
  path[0] === 'hooks' && path[1] === 'state' && path[2] === key;

/** Whether an entry makes `hooks`, `hooks.state` or the state of this hook in another way than by a header. */
function makesState(path: readonly string[], headerDepth: number, key: string): boolean {
  const state = ['hooks', 'state', key];
  const shared = state.findIndex((part, index) => part !== path[index]);
  return (shared === -1 ? state.length : shared) > headerDepth;
}
