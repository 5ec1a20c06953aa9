import { platform } from 'node:os';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type PolicyFile } from '../guard/index.ts';
import { checkExamples, createExampleBench } from './rule-example-check.ts';
import { parseExamples } from './rule-examples.ts';

const RULES = `
- rule: Deny A
  desc: d
  condition: tool.input_command contains a
  output: o
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny]
- rule: Ask before B
  desc: d
  condition: tool.input_command contains b
  output: o
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
- rule: Monitor C
  desc: d
  condition: tool.input_command contains c
  output: o
  priority: NOTICE
  source: coding_agent
- rule: Off
  desc: d
  condition: tool.input_command contains d
  output: o
  priority: NOTICE
  source: coding_agent
  enabled: false
`;

const policy: readonly PolicyFile[] = [{ path: 'rules.yaml', origin: 'user', text: RULES }];

function check(examples: string, settings = DEFAULT_SETTINGS) {
  const bench = createExampleBench(policy, settings);
  return parseExamples(examples).rules.map((rule) => checkExamples(bench, rule));
}

describe('checkExamples', () => {
  it.each([
    ['a call that the rule stops', 'Deny A', 'match: [xa]', true],
    ['a call that it leaves alone', 'Deny A', 'match: [xx]', false],
    ['a call that a stricter rule stops as well', 'Ask before B', 'match: [ab]', false],
    ['the same with the verdict said', 'Ask before B', 'match: [{Bash: ab, verdict: deny}]', true],
    ['a match of a rule that only reports', 'Monitor C', 'match: [c]', true],
    ['a call that must pass and does', 'Deny A', 'no_match: [x]', true],
    ['a call that must pass and does not', 'Deny A', 'no_match: [a]', false],
    ['a call that another rule stops', 'Deny A', 'no_match: [b]', false],
    ['the same with the verdict said', 'Deny A', 'no_match: [{Bash: b, verdict: ask}]', true],
    ['a call that no agent makes', 'Deny A', 'no_match: [Read: {}]', false],
  ])('judges %s', (_title, rule, examples, ok) => {
    expect(check(`- rule: ${rule}\n  ${examples}\n`)).toMatchObject([
      { state: 'checked', checked: [{ ok }] },
    ]);
  });

  it.each([
    ['unknown-rule', '- rule: Deny X\n  match: [a]\n'],
    ['disabled-rule', '- rule: Off\n  match: [d]\n'],
    ['no-examples', '- rule: Deny A\n'],
    ['other-system', `- rule: Deny A\n  os: ${platform() === 'win32' ? 'linux' : 'windows'}\n  match: [x]\n`],
  ])('says %s when there is nothing to check', (state, examples) => {
    expect(check(examples)).toMatchObject([{ state, checked: [] }]);
  });

  it('takes verdicts from the tags of the settings, and nothing else of these', () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      mode: 'passthrough',
      defaultAction: 'allow',
      denyTags: ['mine'],
    } as const;
    expect(
      check('- rule: Deny A\n  match: [a]\n- rule: Ask before B\n  match: [b]\n', settings),
    ).toMatchObject([
      { checked: [{ expected: 'pass', verdict: 'pass' }] },
      { checked: [{ expected: 'ask', verdict: 'ask' }] },
    ]);
  });
});
