import { describe, expect, it } from 'vitest';
import { decodeText } from '../condition/byte-string.ts';
import { printCanonical } from '../condition/printer.ts';
import { finish } from '../steps.ts';
import { loadRules, loadRulesInSteps } from './load-rules.ts';
import type { Rule } from './rule.ts';
import { ruleYaml, TEST_CATALOGUE } from './testing/catalogue.ts';

/** The rule `R` after loading. */
function loadRule(text: string): Rule {
  const { ruleSet, diagnostics } = loadRules([{ name: 'r.yaml', text }], { catalogues: [TEST_CATALOGUE] });
  const rule = ruleSet?.rules.find(({ name }) => name === 'R');
  if (rule === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return rule;
}

function conditionOf(text: string): string {
  return decodeText(printCanonical(loadRule(text).condition));
}

describe('a condition', () => {
  const change = (text: string) => `${ruleYaml({ condition: 'tool.name = a or tool.name = b' })}${text}`;
  it.each([
    [
      'appended to is joined, not parenthesised',
      change('- rule: R\n  condition: and agent.pid > 1\n  append: true\n'),
      '(tool.name = a or (tool.name = b and agent.pid > 1))',
    ],
    [
      'replaced is gone',
      change('- rule: R\n  condition: agent.pid > 1\n  override: {condition: replace}\n'),
      'agent.pid > 1',
    ],
    ['redefined is gone', change(ruleYaml({ condition: 'agent.pid > 2' })), 'agent.pid > 2'],
    [
      'takes macros as subtrees',
      `- macro: m\n  condition: tool.name = a or tool.name = b\n${ruleYaml({ condition: 'm and agent.pid > 1' })}`,
      '((tool.name = a or tool.name = b) and agent.pid > 1)',
    ],
    [
      'sees macros that come after it',
      `${ruleYaml({ condition: 'm' })}- macro: m\n  condition: tool.name = a\n`,
      'tool.name = a',
    ],
    [
      'sees the last definition of a macro',
      `- macro: m\n  condition: tool.name = a\n${ruleYaml({ condition: 'm' })}- macro: m\n  condition: tool.name = b\n`,
      'tool.name = b',
    ],
    [
      'takes lists as text',
      `- list: l\n  items: [a, "b c"]\n${ruleYaml({ condition: 'tool.name in (l, d)' })}`,
      'tool.name in (a, "b c", d)',
    ],
  ])('%s', (_, text, expected) => {
    expect(conditionOf(text)).toBe(expected);
  });
});

describe('an exception', () => {
  const withException = (exception: string, more = '') =>
    `${ruleYaml({ extra: `exceptions:\n- {name: e, ${exception}}` })}${more}`;
  const append = (exception: string) => `- rule: R\n  exceptions: [{name: ${exception}}]\n  append: true\n`;
  it.each([
    ['without values changes nothing', withException('fields: agent.name'), 'tool.name = Bash'],
    [
      'of one field means `in`',
      withException('fields: agent.name, values: [x, "y z"]'),
      '(tool.name = Bash and not agent.name in (x, "y z"))',
    ],
    [
      'of one field may say its operator',
      withException('fields: agent.name, comps: pmatch, values: [/a]'),
      '(tool.name = Bash and not agent.name pmatch (/a))',
    ],
    [
      'of several fields means `=`',
      withException('fields: [agent.name, tool.name], values: [[x, y]]'),
      '(tool.name = Bash and not (agent.name = x and tool.name = y))',
    ],
    [
      'of several tuples means any of them',
      withException('fields: [agent.name], values: [[x], [y]]'),
      '(tool.name = Bash and not (agent.name = x or agent.name = y))',
    ],
    [
      'may have an operator for each field',
      withException('fields: [agent.name, agent.pid], comps: [in, ">"], values: [[[x, y], 5]]'),
      '(tool.name = Bash and not (agent.name in (x, y) and agent.pid > 5))',
    ],
    [
      'may have a modifier',
      withException('fields: [agent.name], comps: [startswith anyof], values: [[[x, y]]]'),
      '(tool.name = Bash and not agent.name startswith anyof (x, y))',
    ],
    [
      'puts one value of a list operator in parentheses',
      withException('fields: [agent.name], comps: [in], values: [[x]]'),
      '(tool.name = Bash and not agent.name in (x))',
    ],
    [
      'may name a list',
      `- list: l\n  items: [x, y]\n${withException('fields: [agent.name], comps: [in], values: [[l]]')}`,
      '(tool.name = Bash and not agent.name in (x, y))',
    ],
    [
      'may name another field',
      withException('fields: [agent.name], values: [[val(tool.name)]]'),
      '(tool.name = Bash and not agent.name = val(tool.name))',
    ],
    [
      'gains values',
      withException('fields: agent.name, values: [x]', append('e, values: [y]')),
      '(tool.name = Bash and not agent.name in (x, y))',
    ],
    [
      'may be added',
      withException('fields: agent.name, values: [x]', append('f, fields: tool.name, values: [y]')),
      '(tool.name = Bash and not agent.name in (x) and not tool.name in (y))',
    ],
  ])('%s', (_, text, expected) => {
    expect(conditionOf(text)).toBe(expected);
  });
});

describe('a change', () => {
  const change = (item: string) =>
    loadRule(`${ruleYaml({ extra: 'tags: [b]' })}- rule: R\n${item.replace(/^/gm, '  ')}\n`);
  it.each([
    ['output: more\noverride: {output: append}', { output: 'o more' }],
    ['output: other\noverride: {output: replace}', { output: 'other' }],
    ['desc: more\noverride: {desc: append}', { description: 'd more' }],
    ['tags: [a, b]\noverride: {tags: append}', { tags: ['a', 'b'] }],
    ['tags: [a]\noverride: {tags: replace}', { tags: ['a'] }],
    ['priority: info\noverride: {priority: replace}', { priority: 'Informational' }],
    ['enabled: no\noverride: {enabled: replace}', { enabled: false }],
    ['enabled: OFF', { enabled: false }],
    ['capture_duration: 0x10\noverride: {capture_duration: replace}', { captureDurationMs: 16 }],
    [
      'condition: and agent.pid > 1\ndesc: x\noverride: {condition: append, desc: replace}',
      { description: 'x' },
    ],
  ])('%j gives %j', (item, expected) => {
    expect(change(item)).toMatchObject(expected);
  });
});

it('skips a rule that asks for it when a field is unknown', () => {
  const unknown = { extra: 'skip-if-unknown-filter: true' };
  const text = `${ruleYaml({ name: 'A', condition: 'tool.nme = x', ...unknown })}${ruleYaml({ name: 'B', output: '"%tool.nme"', ...unknown })}${ruleYaml()}`;
  const { ruleSet, diagnostics } = loadRules([{ name: 'r.yaml', text }], { catalogues: [TEST_CATALOGUE] });
  expect(ruleSet?.rules.map(({ name }) => name)).toEqual(['R']);
  expect(diagnostics.map(({ falcoCode, item }) => [falcoCode, item?.name])).toEqual([
    ['LOAD_UNKNOWN_FILTER', 'A'],
    ['LOAD_UNKNOWN_FILTER', 'B'],
  ]);
});

it('tells which engine and plugins the files ask for', () => {
  const text =
    '- required_engine_version: 31\n- required_engine_version: 0.26.0\n- required_plugin_versions: [{name: p, version: 0.1.0, alternatives: [{name: q, version: 0.2.0}]}]\n';
  const { requiredEngineVersion, requiredPlugins } = loadRules([{ name: 'r.yaml', text }], {
    catalogues: [TEST_CATALOGUE],
  });
  expect(requiredEngineVersion).toEqual({ major: 0, minor: 31, patch: 0 });
  expect(requiredPlugins).toEqual([
    [
      { name: 'p', version: { major: 0, minor: 1, patch: 0 } },
      { name: 'q', version: { major: 0, minor: 2, patch: 0 } },
    ],
  ]);
});

describe('loading', () => {
  const options = { catalogues: [TEST_CATALOGUE] };

  it('can be left and gone on with after each file and each rule', () => {
    const names = Array.from({ length: 20 }, (_, number) => `R${number}`);
    const files = [{ name: 'r.yaml', text: names.map((name) => ruleYaml({ name })).join('') }];
    const steps = loadRulesInSteps(files, options);
    let count = 0;
    for (let step = steps.next(); step.done !== true; step = steps.next()) count++;
    expect(count).toBeGreaterThan(names.length);
    const { ruleSet } = finish(loadRulesInSteps(files, options));
    expect(ruleSet?.rules).toEqual(loadRules(files, options).ruleSet?.rules);
  });

  const user = { name: 'a.yaml', text: ruleYaml({ condition: 'm' }) };
  const definition = { name: 'b.yaml', text: '- macro: m\n  condition: tool.name = a\n' };

  it('compiles a file before it reads the next', () => {
    expect(loadRules([user, definition], options).ok).toBe(false);
  });

  it('compiles known files together with what follows them', () => {
    expect(loadRules([{ ...user, isKnown: true }, definition], options).ok).toBe(true);
    const { diagnostics } = loadRules([{ ...user, isKnown: true }], options);
    expect(diagnostics).toMatchObject([{ kind: 'undefined_macro', file: 'a.yaml' }]);
  });
});
