import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { nearestName } from '../falco/index.ts';
import { DEFAULT_SETTINGS, SETTING_KEYS, type Settings } from './setting-keys.ts';
import { mismatch } from './setting-type.ts';

/** Something to tell the person about the settings file. A warning leaves the key at its default. */
export interface SettingsProblem {
  readonly severity: 'error' | 'warning';
  /** `file:line:column: what is wrong; what would be right`. */
  readonly message: string;
}

export interface ParsedSettings {
  /** With the default for each key that the text does not give, or gives wrongly. */
  readonly settings: Settings;
  /** What the text gives. */
  readonly given: Partial<Settings>;
  readonly problems: readonly SettingsProblem[];
}

/** A hundred times what all keys need. Larger files take seconds to read, which every call would pay for. */
const MAX_LENGTH = 64 * 1024;

/** The longest bad value that is quoted to the person. */
const MAX_QUOTED_LENGTH = 60;

const KEYS = new Map(SETTING_KEYS.map((key) => [key.name, key]));

/** What stands before the dot in names of keys: below it they may be written as a map. */
const SECTIONS = new Set(SETTING_KEYS.map(({ name }) => name.split('.')).flatMap(([a, b]) => (b ? [a] : [])));

/**
 * Reads the text of a settings file. Unknown keys are warnings; a bad value is an error, and the settings then
 * hold the default for that key (an unreadable `mode` therefore enforces).
 */
export function parseSettings(text: string, file: string): ParsedSettings {
  if (text.length > MAX_LENGTH) {
    return withDefaults(
      `${file}: longer than ${MAX_LENGTH} characters, which no settings are; the defaults apply`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const { contents, errors } = document;
  if (errors.length > 0) return withDefaults(...errors.map((e) => `${at(e.pos[0])}: ${e.message}`));
  if (contents === null) return withDefaults();
  if (!isMap(contents)) return withDefaults(`${file}: expected keys and values, e.g. "mode: guardrails"`);
  let values: unknown;
  try {
    values = document.toJS();
  } catch (error) {
    // An alias without its anchor, or aliases that expand without bound.
    return withDefaults(`${file}: ${(error as Error).message}`);
  }
  const problems: SettingsProblem[] = [];
  const found = new Map<keyof Settings, unknown>();
  for (const { name, value, offset } of entriesOf(contents, values, '')) {
    const key = KEYS.get(name);
    if (key === undefined) {
      problems.push({ severity: 'warning', message: `${at(offset)}: unknown key "${name}"${hint(name)}` });
      continue;
    }
    const expected = found.has(key.setting) ? 'it only once' : mismatch(key.type, value);
    if (expected === undefined) {
      found.set(key.setting, value);
    } else {
      const told = value === null ? 'empty' : clip(JSON.stringify(value));
      problems.push({
        severity: 'error',
        message: `${at(offset)}: ${name} is ${told}; expected ${expected}`,
      });
    }
  }
  const given: Partial<Settings> = Object.fromEntries(found);
  return { settings: { ...DEFAULT_SETTINGS, ...given }, given, problems };
}

interface Entry {
  readonly name: string;
  readonly value: unknown;
  readonly offset: number;
}

/** The keys of a map, and those of its sections by their whole names. */
function entriesOf(map: YAMLMap, values: unknown, section: string): readonly Entry[] {
  return map.items.flatMap(({ key, value: node }: Pair) => {
    const own = isScalar(key) ? String(key.value) : '';
    const value = (values as Record<string, unknown>)[own];
    const name = `${section}${own}`;
    if (SECTIONS.has(name) && isMap(node)) return entriesOf(node, value, `${name}.`);
    return [{ name, value, offset: isScalar(key) ? (key.range?.[0] ?? 0) : 0 }];
  });
}

function withDefaults(...problems: readonly string[]): ParsedSettings {
  return {
    settings: DEFAULT_SETTINGS,
    given: {},
    problems: problems.map((message) => ({ severity: 'error', message })),
  };
}

function hint(name: string): string {
  const nearest = nearestName(name, [...KEYS.keys()]);
  return nearest === undefined
    ? `; known keys: ${[...KEYS.keys()].join(', ')}`
    : `; did you mean "${nearest}"?`;
}

/**
 * The text with one key set, changing nothing but that key's value; a key that is not there is added
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
  if (edited !== undefined && says(edited, file, key, value)) return { ok: true, text: edited };
  const problem =
    firstError(text) ?? firstError(edited ?? text) ?? `${file}: ${key} cannot be set to ${value}`;
  return { ok: false, problem };
}

/** `undefined` for what is not valid YAML. */
function replaceOrAppend(text: string, key: string, value: string): string | undefined {
  const { contents, errors } = parseDocument(text.slice(0, MAX_LENGTH));
  if (errors.length > 0) return undefined;
  const node = isMap(contents)
    ? (contents.get(key, true) ?? contents.getIn(key.split('.'), true))
    : undefined;
  if (isScalar(node) && node.range) {
    const [start, end] = node.range;
    return `${text.slice(0, start)}${start === end ? ' ' : ''}${value}${text.slice(end)}`;
  }
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${separator}${key}: ${value}\n`;
}

/** Whether this text is read as settings in which the key has this value. */
function says(text: string, file: string, name: string, value: string): boolean {
  const key = KEYS.get(name);
  return key !== undefined && parseSettings(text, file).given[key.setting] === value;
}

function clip(text: string): string {
  return text.length <= MAX_QUOTED_LENGTH ? text : `${text.slice(0, MAX_QUOTED_LENGTH).toWellFormed()}…`;
}
