import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { DefaultAction, Mode } from './judgement.ts';

/** What `config/prempti.yaml` can say. */
export interface Settings {
  readonly mode: Mode;
  readonly defaultAction: DefaultAction;
  readonly denyTags: readonly string[];
  readonly askTags: readonly string[];
  readonly seenTags: readonly string[];
  readonly maxRequestBytes: number;
  readonly logRotateBytes: number;
  readonly logRotateKeep: number;
}

export const MODES: readonly Mode[] = ['guardrails', 'monitor', 'passthrough'];
export const DEFAULT_ACTIONS: readonly DefaultAction[] = ['defer', 'allow'];

export const DEFAULT_SETTINGS: Settings = {
  mode: 'guardrails',
  defaultAction: 'defer',
  denyTags: ['coding_agent_deny'],
  askTags: ['coding_agent_ask'],
  seenTags: ['coding_agent_seen'],
  maxRequestBytes: 5 * 1024 * 1024,
  logRotateBytes: 10 * 1024 * 1024,
  logRotateKeep: 3,
};

/** Something to tell the person about the settings file. A warning leaves the key at its default. */
export interface SettingsProblem {
  readonly severity: 'error' | 'warning';
  /** `file:line:column: what is wrong; what would be right`. */
  readonly message: string;
}

type Reader = (value: unknown) => Partial<Settings> | string;

/** One reader per key: the setting, or what would have been right. */
const KEYS: Readonly<Record<string, Reader>> = {
  mode: (v) => (MODES.includes(v as Mode) ? { mode: v as Mode } : oneOf(MODES)),
  default_action: (v) =>
    DEFAULT_ACTIONS.includes(v as DefaultAction)
      ? { defaultAction: v as DefaultAction }
      : oneOf(DEFAULT_ACTIONS),
  deny_tags: (v) => (isTags(v) ? { denyTags: v } : 'a list of tags'),
  ask_tags: (v) => (isTags(v) ? { askTags: v } : 'a list of tags'),
  seen_tags: (v) => (isTags(v) ? { seenTags: v } : 'a list of tags'),
  max_request_bytes: (v) =>
    isWhole(v)
      ? { maxRequestBytes: clamp(v, 4096, 64 * 1024 * 1024) }
      : 'a whole number of bytes (4096 to 67108864)',
  log_rotate_bytes: (v) =>
    isWhole(v) && v >= 4096 ? { logRotateBytes: v } : 'a whole number of bytes, 4096 or more',
  log_rotate_keep: (v) => (isWhole(v) && v <= 100 ? { logRotateKeep: v } : 'a whole number from 0 to 100'),
};

/** A hundred times what all keys need. Larger files take seconds to read, which every call would pay for. */
const MAX_LENGTH = 64 * 1024;

/** The longest bad value that is quoted to the person. */
const MAX_QUOTED_LENGTH = 60;

/** The keys that a settings file may have. */
const SETTING_KEYS: readonly string[] = Object.keys(KEYS);

/**
 * Reads the text of a settings file. Unknown keys are warnings; a bad value is an error, and the settings then
 * hold the default for that key (an unreadable `mode` therefore enforces).
 */
export function parseSettings(
  text: string,
  file: string,
): { readonly settings: Settings; readonly problems: readonly SettingsProblem[] } {
  if (text.length > MAX_LENGTH) {
    const message = `${file}: longer than ${MAX_LENGTH} characters, which no settings are; the defaults apply`;
    return { settings: DEFAULT_SETTINGS, problems: [{ severity: 'error', message }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems: SettingsProblem[] = [];
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  for (const error of document.errors) {
    problems.push({ severity: 'error', message: `${at(error.pos[0])}: ${error.message}` });
  }
  let settings = DEFAULT_SETTINGS;
  if (problems.length > 0 || document.contents === null) return { settings, problems };
  if (!isMap(document.contents)) {
    problems.push({
      severity: 'error',
      message: `${file}: expected keys and values, e.g. "mode: guardrails"`,
    });
    return { settings, problems };
  }
  let values: Record<string, unknown>;
  try {
    values = document.toJS() as Record<string, unknown>;
  } catch (error) {
    // An alias without its anchor, or aliases that expand without bound.
    problems.push({ severity: 'error', message: `${file}: ${(error as Error).message}` });
    return { settings, problems };
  }
  for (const pair of document.contents.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const where = at(isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0);
    const read = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (read === undefined) {
      problems.push({
        severity: 'warning',
        message: `${where}: unknown key "${key}"; known keys: ${SETTING_KEYS.join(', ')}`,
      });
      continue;
    }
    const value = values[key];
    const result = read(value);
    if (typeof result === 'string') {
      const found = value === null ? 'empty' : clip(JSON.stringify(value));
      problems.push({ severity: 'error', message: `${where}: ${key} is ${found}; expected ${result}` });
    } else {
      settings = { ...settings, ...result };
    }
  }
  return { settings, problems };
}

/**
 * The text with one top-level key set, changing nothing but that key's value; a key that is not there is added
 * at the end. Gives the problem instead when the file cannot be understood, or is written in a way that hides the key.
 */
export function setSetting(
  text: string,
  file: string,
  key: string,
  value: string,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string } {
  const firstError = (of: string): string | undefined =>
    parseSettings(of, file).problems.find(({ severity }) => severity === 'error')?.message;
  const edited = replaceOrAppend(text, key, value);
  if (edited !== undefined && says(edited, key, value)) return { ok: true, text: edited };
  const problem =
    firstError(text) ?? firstError(edited ?? text) ?? `${file}: ${key} cannot be set to ${value}`;
  return { ok: false, problem };
}

/** `undefined` for what is not valid YAML. */
function replaceOrAppend(text: string, key: string, value: string): string | undefined {
  const { contents, errors } = parseDocument(text.slice(0, MAX_LENGTH));
  if (errors.length > 0) return undefined;
  const node = isMap(contents) ? contents.get(key, true) : undefined;
  if (isScalar(node) && node.range) {
    const [start, end] = node.range;
    return `${text.slice(0, start)}${start === end ? ' ' : ''}${value}${text.slice(end)}`;
  }
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${separator}${key}: ${value}\n`;
}

/** Whether this text is read as settings in which the key has this value. */
function says(text: string, key: string, value: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  const document = parseDocument(text);
  return document.errors.length === 0 && isMap(document.contents) && document.get(key) === value;
}

function clip(text: string): string {
  return text.length <= MAX_QUOTED_LENGTH ? text : `${text.slice(0, MAX_QUOTED_LENGTH).toWellFormed()}…`;
}

function isTags(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((tag) => typeof tag === 'string' && tag !== '')
  );
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function oneOf(values: readonly string[]): string {
  return `one of ${values.join(', ')}`;
}
