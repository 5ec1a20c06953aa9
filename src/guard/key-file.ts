import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { nearestName } from '../falco/index.ts';
import { plainText } from './plain-text.ts';
import { mismatch, type SettingType } from './setting-type.ts';

/** One key that a file can give, for a reader that calls it `Setting`. */
export interface FileKey<Setting extends string> {
  /** As in the file; `a.b` may also be written as `b` below `a`. */
  readonly name: string;
  readonly setting: Setting;
  readonly type: SettingType;
  /** For people, in Markdown. */
  readonly meaning: string;
}

/** Something to tell the person about a file of settings. A warning leaves the key at its default. */
export interface SettingsProblem {
  readonly severity: 'error' | 'warning';
  /** `file:line:column: what is wrong; what would be right`. */
  readonly message: string;
}

/** What a file gives, by the names of its reader. */
export interface KeysRead<Settings> {
  readonly given: Partial<Settings>;
  /** Where the values stand, in UTF-16 units. */
  readonly ranges: ReadonlyMap<keyof Settings, readonly [start: number, end: number]>;
  readonly problems: readonly SettingsProblem[];
}

/** A hundred times what all keys need. Larger files take seconds to read, which every call would pay for. */
export const MAX_LENGTH = 64 * 1024;

/** One slip in a long file can make an error of each of its lines. */
const MAX_TOLD = 10;

/** The longest bad value that is quoted to the person. */
const MAX_QUOTED_LENGTH = 60;

/**
 * Reads the keys of a YAML text. Unknown keys are warnings with the nearest name; a bad value is an error, and not
 * given.
 */
export function readKeys<Settings>(
  text: string,
  file: string,
  keys: readonly FileKey<keyof Settings & string>[],
): KeysRead<Settings> {
  if (text.length > MAX_LENGTH) {
    return nothing(`${file}: longer than ${MAX_LENGTH} characters, which no settings are: none of it counts`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const { contents, errors } = document;
  if (errors.length > 0) {
    return nothing(...errors.map((e) => `${at(e.pos[0])}: ${e.message}`));
  }
  if (contents === null) return nothing();
  if (!isMap(contents)) return nothing(`${file}: expected keys and values, e.g. "mode: guardrails"`);
  let values: unknown;
  try {
    values = document.toJS();
  } catch (error) {
    // An alias without its anchor, or aliases that expand without bound.
    return nothing(`${file}: ${(error as Error).message}`);
  }
  const known = new Map(keys.map((key) => [key.name, key]));
  const problems: SettingsProblem[] = [];
  const found = new Map<keyof Settings, unknown>();
  const ranges = new Map<keyof Settings, readonly [number, number]>();
  for (const { name, value, offset, range } of entriesOf(contents, values, '', sectionsOf(keys))) {
    const key = known.get(name);
    if (key === undefined) {
      const message = `${at(offset)}: unknown key "${clip(name)}"${hint(name, [...known.keys()])}`;
      problems.push({ severity: 'warning', message });
      continue;
    }
    if (key.type.kind === 'map') {
      const parts = key.type.read(value);
      found.set(key.setting, parts.value);
      for (const { path, message } of parts.problems) {
        const whole = [name, ...path];
        problems.push({
          severity: 'error',
          message: `${at(offsetOf(contents, whole))}: ${whole.join('.')}: ${message}`,
        });
      }
      continue;
    }
    const expected = found.has(key.setting) ? 'it only once' : mismatch(key.type, value);
    if (expected === undefined) {
      found.set(key.setting, value);
      ranges.set(key.setting, range);
    } else {
      const told = value === null ? 'empty' : clip(JSON.stringify(value));
      problems.push({
        severity: 'error',
        message: `${at(offset)}: ${name} is ${told}; expected ${expected}`,
      });
    }
  }
  return { given: Object.fromEntries(found) as Partial<Settings>, ranges, problems: toTell(problems) };
}

interface Entry {
  readonly name: string;
  readonly value: unknown;
  /** Of the key. */
  readonly offset: number;
  /** Of the value. */
  readonly range: readonly [number, number];
}

/** The keys of a map, and those of its sections by their whole names. */
function entriesOf(
  map: YAMLMap,
  values: unknown,
  section: string,
  sections: ReadonlySet<string>,
): readonly Entry[] {
  return map.items.flatMap(({ key, value: node }: Pair) => {
    const own = isScalar(key) ? String(key.value) : '';
    const value = (values as Record<string, unknown>)[own];
    const name = `${section}${own}`;
    if (sections.has(name) && isMap(node)) return entriesOf(node, value, `${name}.`, sections);
    const [start, end] = (node as Node | null)?.range ?? [0, 0];
    return [{ name, value, offset: isScalar(key) ? (key.range?.[0] ?? 0) : 0, range: [start, end] }];
  });
}

/** Where the key stands that a path leads to, or the last one on the way there. */
function offsetOf(map: YAMLMap, path: readonly string[]): number {
  let offset = 0;
  let node: unknown = map;
  for (const name of path) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined;
    if (pair === undefined) break;
    offset = (isScalar(pair.key) && pair.key.range?.[0]) || offset;
    node = pair.value;
  }
  return offset;
}

/** What stands before the dot in names of keys: below it they may be written as a map. */
function sectionsOf(keys: readonly FileKey<string>[]): ReadonlySet<string> {
  return new Set(keys.map(({ name }) => name.split('.')).flatMap(([a = '', b]) => (b ? [a] : [])));
}

function nothing<Settings>(...messages: readonly string[]): KeysRead<Settings> {
  const problems = messages.map((message): SettingsProblem => ({ severity: 'error', message }));
  return { given: {}, ranges: new Map(), problems: toTell(problems) };
}

/** Not too many, and without what would drive a terminal: they quote the file, which anybody may have written. */
function toTell(problems: readonly SettingsProblem[]): readonly SettingsProblem[] {
  return problems
    .slice(0, MAX_TOLD)
    .map(({ severity, message }) => ({ severity, message: plainText(message) }));
}

function hint(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `; known keys: ${known.join(', ')}` : `; did you mean "${nearest}"?`;
}

function clip(text: string): string {
  return text.length <= MAX_QUOTED_LENGTH ? text : `${text.slice(0, MAX_QUOTED_LENGTH).toWellFormed()}…`;
}
