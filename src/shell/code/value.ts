import { MAX_ALTERNATIVES } from '../limits.ts';
import {
  derive,
  EMPTY_TEXT,
  isExact,
  joinTexts,
  literal,
  type Text,
  textFrom,
  unite,
  unknownVariable,
} from '../text.ts';

/** What an expression of inline code stands for, as far as it is known. */
export interface Value {
  /** What it may be as a string; empty for objects. */
  readonly texts: readonly Text[];
  /** Elements of a list or tuple. */
  readonly items?: readonly Value[];
  /** Members of an object literal. */
  readonly members?: ReadonlyMap<string, Value>;
  /**
   * The name it goes by in the tables of calls: `os.system`; a call adds `()`, so that `Path('x')` is
   * `pathlib.Path()` and still carries `x` as its text.
   */
  readonly path?: string;
  /** The object a method was taken from. */
  readonly receiver?: Value;
}

const UNKNOWN_TEXT = unknownVariable('value');
export const UNKNOWN_VALUE: Value = { texts: [UNKNOWN_TEXT] };
export const NOTHING: Value = { texts: [] };

export function textValue(text: Text): Value {
  return { texts: [text] };
}

export function stringValue(text: string): Value {
  return { texts: [literal(text)] };
}

export function pathValue(path: string, texts: readonly Text[] = []): Value {
  return { texts, path };
}

/** The value as one text. */
export function textOf(value: Value | undefined): Text {
  if (value === undefined) return UNKNOWN_TEXT;
  const [first] = value.texts;
  if (first !== undefined) return first;
  if (value.items !== undefined) return joinTexts(value.items.map(textOf), ' ');
  if (value.members !== undefined)
    return textFrom(UNKNOWN_TEXT.value, joinTexts([...value.members.values()].map(textOf), '').sources);
  return value.receiver === undefined
    ? UNKNOWN_TEXT
    : textFrom(UNKNOWN_TEXT.value, textOf(value.receiver).sources);
}

/** Every text the value may be; elements of a list count one by one. */
export function textsOf(value: Value | undefined): readonly Text[] {
  if (value === undefined) return [UNKNOWN_TEXT];
  if (value.texts.length > 0) return value.texts;
  if (value.items !== undefined) return value.items.map(textOf);
  return [textOf(value)];
}

export function exactString(value: Value | undefined): string | undefined {
  const text = value?.texts[0];
  return text !== undefined && value?.texts.length === 1 && isExact(text.value) ? text.value : undefined;
}

export function concatValues(left: Value, right: Value, separator = ''): Value {
  const lefts = left.texts.length > 0 ? left.texts : [textOf(left)];
  const rights = right.texts.length > 0 ? right.texts : [textOf(right)];
  const texts: Text[] = [];
  for (const a of lefts)
    for (const b of rights) if (texts.length < MAX_ALTERNATIVES) texts.push(joinTexts([a, b], separator));
  return { texts };
}

export function eitherValue(left: Value, right: Value): Value {
  const texts = [...left.texts, ...right.texts].slice(0, MAX_ALTERNATIVES);
  const path = left.path ?? right.path;
  const items = left.items ?? right.items;
  return { texts, ...(path === undefined ? {} : { path }), ...(items === undefined ? {} : { items }) };
}

/** Something computed from values: unknown, with their origins. */
export function derivedFrom(values: readonly Value[]): Value {
  let { sources, decoded } = EMPTY_TEXT;
  for (const value of values) {
    const text = textOf(value);
    sources = unite(sources, text.sources);
    decoded ||= text.decoded;
  }
  return { texts: [textFrom(UNKNOWN_TEXT.value, sources, decoded)] };
}

/** Every text of a value changed, as far as it is known. */
export function mapTexts(value: Value | undefined, change: (text: string) => string): Value {
  return {
    texts: textsOf(value).map((text) => (isExact(text.value) ? derive(text, change(text.value)) : text)),
  };
}
