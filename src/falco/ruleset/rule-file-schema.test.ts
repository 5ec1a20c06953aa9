import { expect, it } from 'vitest';
import { LIST_KEYS, MACRO_KEYS } from './read-items.ts';
import { RULE_KEYS } from './read-rule.ts';
import { type JsonSchema, RULE_FILE_SCHEMA } from './rule-file-schema.ts';

const items = (RULE_FILE_SCHEMA.items as { anyOf: JsonSchema[] }).anyOf;

function keysOf(item: string): readonly string[] {
  const schema = items.find(({ required }) => (required as string[] | undefined)?.[0] === item);
  return Object.keys((schema?.properties ?? {}) as object);
}

it.each([
  ['rule', RULE_KEYS],
  ['macro', MACRO_KEYS],
  ['list', LIST_KEYS],
  ['required_engine_version', ['required_engine_version']],
  ['required_plugin_versions', ['required_plugin_versions']],
])('knows the keys of a %s', (item, keys) => {
  expect([...keysOf(item)].sort()).toEqual([...keys].sort());
});

it('is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(RULE_FILE_SCHEMA))).toEqual(RULE_FILE_SCHEMA);
});
