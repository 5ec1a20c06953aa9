import { expect, it } from 'vitest';
import { describe as describeDefinition } from './describe.ts';
import { loadRules } from './load-rules.ts';
import { ruleYaml, TEST_CATALOGUE } from './testing/catalogue.ts';

const FILES = [
  {
    name: 'a.yaml',
    text: [
      '- list: shells\n  items: [bash, zsh]',
      '- macro: is_shell\n  condition: tool.name in (shells)',
      '- macro: watched\n  condition: is_shell or tool.arg[path] exists',
      ruleYaml({ name: 'R', condition: 'watched and not agent.name = x' }),
    ].join('\n'),
  },
  { name: 'b.yaml', text: '- rule: R\n  condition: or watched\n  override: {condition: append}\n' },
];

const loaded = loadRules(FILES, { catalogues: [TEST_CATALOGUE] });

it('describes a rule as written, as it came about and as it is', () => {
  expect(describeDefinition(loaded, 'R')).toMatchObject([
    {
      type: 'rule',
      place: { file: 'a.yaml' },
      changes: [
        { kind: 'defined', place: { file: 'a.yaml' } },
        { kind: 'appended', place: { file: 'b.yaml' }, keys: ['condition'] },
      ],
      written: 'watched and not agent.name = x or watched',
      expanded:
        '((tool.name in (bash, zsh) or tool.arg[path] exists) and not agent.name = x)\n' +
        'or (tool.name in (bash, zsh) or tool.arg[path] exists)',
      fields: ['agent.name', 'tool.arg[path]', 'tool.name'],
      macros: ['watched', 'is_shell'],
      rule: { name: 'R', enabled: true },
    },
  ]);
});

it('tells which rules use a macro, and what is in a list', () => {
  expect(describeDefinition(loaded, 'is_shell')).toMatchObject([
    { type: 'macro', written: 'tool.name in (shells)', usedBy: ['R'] },
  ]);
  expect(describeDefinition(loaded, 'shells')).toMatchObject([{ type: 'list', items: ['bash', 'zsh'] }]);
  expect(describeDefinition(loaded, 'nothing')).toEqual([]);
});
