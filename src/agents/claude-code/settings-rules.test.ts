import { describe, expect, test } from 'vitest';
import { readJsonText } from '../json-text.ts';
import { DROPPED_SETTINGS, HOLDING_SETTINGS } from './settings-cases.ts';
import { findSettingsFaults } from './settings-rules.ts';

function faults(json: string): readonly string[] {
  const read = readJsonText(json);
  if (!read.ok) throw new Error(read.problem);
  return findSettingsFaults(read.json).map(({ message }) => message);
}

describe('settings with which the hooks hold have no fault', () => {
  test.each(HOLDING_SETTINGS)('%j', (settings) => {
    expect(faults(JSON.stringify(settings))).toEqual([]);
  });
});

describe('settings that the agent drops, or takes no hooks from, have one', () => {
  test.each<readonly [json: string, message: string]>([
    ...DROPPED_SETTINGS.map(([settings, message]) => [JSON.stringify(settings), message] as const),
    ['[]', 'the file holds an array, not an object'],
    ['{"hooks":null}', '"hooks" is null; expected an object'],
    ['{"hooks":[]}', '"hooks" is an array; expected an object'],
    ['{"hooks":{"PreToolUse":null}}', '"hooks.PreToolUse" is null; expected an array'],
    ['{"hooks":{},"hooks":{}}', '"hooks" is there twice and only the last counts; merge them'],
    [
      '{"hooks":{"PreToolUse":[],"PreToolUse":[]}}',
      '"PreToolUse" is there twice and only the last counts; merge them',
    ],
  ])('%s', (json, message) => {
    expect(faults(json)).toEqual([message]);
  });

  test('for several reasons are told all of them', () => {
    expect(faults('{"model": 5, "env": 7}')).toHaveLength(2);
  });
});
