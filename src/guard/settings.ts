import { isMap, isScalar, parseDocument } from 'yaml';
import { MAX_LENGTH, readKeys, type SettingsProblem } from './key-file.ts';
import { DEFAULT_SETTINGS, SETTING_KEYS, type Settings } from './setting-keys.ts';

export interface ParsedSettings {
  /** With the default for each key that the text does not give, or gives wrongly. */
  readonly settings: Settings;
  /** What the text gives. */
  readonly given: Partial<Settings>;
  readonly problems: readonly SettingsProblem[];
}

/**
 * Reads the text of a settings file, see `readKeys`. Where a value is bad, the settings hold the default for that key (an
 * unreadable `mode` therefore enforces).
 */
export function parseSettings(text: string, file: string): ParsedSettings {
  const { given, problems } = readKeys<Settings>(text, file, SETTING_KEYS);
  return { settings: { ...DEFAULT_SETTINGS, ...given }, given, problems };
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
  const key = SETTING_KEYS.find((one) => one.name === name);
  return key !== undefined && parseSettings(text, file).given[key.setting] === value;
}
