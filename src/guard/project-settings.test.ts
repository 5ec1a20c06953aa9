import { describe, expect, test } from 'vitest';
import { type ProjectSettings, parseProjectSettings, withProject } from './project-settings.ts';
import { DEFAULT_SETTINGS, type Settings } from './setting-keys.ts';

describe('parseProjectSettings', () => {
  test('reads every key', () => {
    const text = 'mode: guardrails\ndefault_action: defer\npacks: [cloud]\nrules: []\n';
    expect(parseProjectSettings(text, 'p')).toEqual({
      given: { mode: 'guardrails', defaultAction: 'defer', packs: ['cloud'], rules: expect.any(String) },
      problems: [],
    });
  });

  test.each([
    ['a block', 'packs: []\nrules:\n  - rule: é😀\n    desc: d\n# end\nmode: guardrails\n'],
    ['a flow', 'rules: [{rule: é😀, desc: d}]\r\nmode: guardrails\r\n'],
  ])('gives rules written as %s their own places', (_how, text) => {
    const { given } = parseProjectSettings(text, 'p');
    const { rules = '' } = given;
    expect(text.slice(rules.search(/\S/), rules.length)).toBe(rules.trimStart());
    expect(rules.trim()).toMatch(/^(?:- rule|\[)/);
    expect(rules).not.toContain('packs');
    expect(rules).not.toContain('mode');
    expect(rules.split('\n').findIndex((line) => line.includes('rule: é😀'))).toBe(
      text.split('\n').findIndex((line) => line.includes('rule: é😀')),
    );
  });

  test.each([
    ['an unknown key', 'pack: [cloud]', 'p:1:1: unknown key "pack"; did you mean "packs"?'],
    [
      'a key of the person',
      'packs: []\nfail_open: true',
      'p:2:1: unknown key "fail_open"; known keys: mode,',
    ],
    ['a bad value', 'mode: of', 'p:1:1: mode is "of"; expected one of guardrails'],
    ['rules that are none', 'rules: {rule: x}', 'p:1:1: rules is {"rule":"x"}; expected a list of rules'],
    ['broken YAML', 'mode: [', 'p:1:8: '],
    ['a list', '- rule: x', 'p: expected keys and values'],
  ])('reports %s, which counts for nothing', (_what, text, problem) => {
    const { given, problems } = parseProjectSettings(text, 'p');
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(Object.keys(given)).toEqual(text.startsWith('packs') ? ['packs'] : []);
  });
});

describe('withProject', () => {
  const lax: Partial<Settings> = { mode: 'monitor', defaultAction: 'allow', packs: ['cloud'] };

  test.each<[string, Partial<Settings>, ProjectSettings, boolean, Partial<Settings>]>([
    ['enforces', lax, { mode: 'guardrails' }, false, { mode: 'guardrails' }],
    ['raises in part', { mode: 'passthrough' }, { mode: 'monitor' }, false, { mode: 'monitor' }],
    ['does not lower the mode', {}, { mode: 'passthrough' }, false, { mode: 'guardrails' }],
    ['lowers the mode where trusted', {}, { mode: 'monitor' }, true, { mode: 'monitor' }],
    ['takes allowing back', lax, { defaultAction: 'defer' }, false, { defaultAction: 'defer' }],
    ['does not allow', {}, { defaultAction: 'allow' }, false, { defaultAction: 'defer' }],
    ['allows where trusted', {}, { defaultAction: 'allow' }, true, { defaultAction: 'allow' }],
    ['adds packs', lax, { packs: ['terraform', 'cloud'] }, false, { packs: ['cloud', 'terraform'] }],
    ['takes no pack away', lax, { packs: [] }, true, { packs: ['cloud'] }],
    ['says nothing', lax, {}, true, lax],
  ])('%s', (_what, own, given, isTrusted, expected) => {
    const settings = { ...DEFAULT_SETTINGS, ...own };
    expect(withProject(settings, given, isTrusted)).toEqual({ ...settings, ...expected });
  });
});
