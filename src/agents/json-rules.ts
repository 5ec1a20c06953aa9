import { getNodeValue, type Node } from 'jsonc-parser';
import { jsonKind } from './json-kind.ts';
import type { SettingsFault } from './json-text.ts';

/** What a value should be, where it is something else. */
export type Check = (value: unknown) => string | undefined;

const isKind =
  (expected: string): Check =>
  (value) =>
    jsonKind(value) === expected ? undefined : expected;
export const text = isKind('a string');
export const flag = isKind('a boolean');
export const object = isKind('an object');
export const list = isKind('an array');
export const positive: Check = (value) =>
  typeof value === 'number' && value > 0 ? undefined : 'a number above 0';
export const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string) ? undefined : words.map((word) => JSON.stringify(word)).join(' or ');
export const texts: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'an array of strings';
export const textMap: Check = (value) =>
  object(value) === undefined && Object.values(value as object).every((item) => typeof item === 'string')
    ? undefined
    : 'an object of strings';
export const webAddress: Check = (value) =>
  typeof value === 'string' && URL.canParse(value) ? undefined : 'a URL with its scheme';

/** What values under some keys should be; other keys hold what they like. */
export type Rules = ReadonlyMap<string, Check>;

export function rules(entries: Readonly<Record<string, Check>>): Rules {
  return new Map(Object.entries(entries));
}

/** Members of an object that are not what the rules say. */
export function memberFaults(node: Node, rules: Rules, prefix: string): readonly SettingsFault[] {
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) return [];
    const expected = rules.get(key.value)?.(getNodeValue(value));
    return expected === undefined ? [] : [wrong(value, prefix + key.value, expected)];
  });
}

/** Keys that must not be there twice and are. */
export function repeatedKeys(node: Node, keys: readonly string[]): readonly SettingsFault[] {
  return keys.flatMap((key) => {
    const found = (node.children ?? []).filter((property) => property.children?.[0]?.value === key);
    const [, second] = found;
    if (second === undefined) return [];
    return [{ node: second, message: `"${key}" is there twice and only the last counts; merge them` }];
  });
}

/** A value that is not what it should be, said by its name. */
export function wrong(node: Node, name: string, expected: string): SettingsFault {
  return { node, message: `"${name}" is ${shown(node)}; expected ${expected}` };
}

/** A short value as it stands, anything longer by its kind. */
export function shown(node: Node | undefined): string {
  if (node === undefined) return 'missing';
  const json = JSON.stringify(getNodeValue(node));
  return json.length <= 40 && node.type !== 'object' && node.type !== 'array' ? json : kindOf(node);
}

export const kindOf = (node: Node): string => jsonKind(getNodeValue(node));
