import { describe, expect, it } from 'vitest';
import { finish } from '../steps.ts';
import { type LoadOptions, loadRules } from './load-rules.ts';
import type { RuleSet, Toggle } from './rule-set.ts';
import { ruleYaml, TEST_CATALOGUE } from './testing/catalogue.ts';

const RULES = [
  ruleYaml({ name: 'bash seen', condition: 'tool.name = Bash', extra: 'tags: [b, a]' }),
  ruleYaml({ name: 'tool seen', condition: 'tool.name exists' }).replace('WARNING', 'CRITICAL'),
  ruleYaml({ name: 'off', condition: 'tool.name exists', extra: 'enabled: false\ntags: [a]' }),
  ruleYaml({ name: 'quiet', condition: 'tool.name exists' }).replace('WARNING', 'DEBUG'),
].join('');

function ruleSet(options: Partial<LoadOptions> = {}): RuleSet {
  const result = loadRules([{ name: 'r.yaml', text: RULES }], { catalogues: [TEST_CATALOGUE], ...options });
  if (result.ruleSet === undefined) throw new Error('the rules do not load');
  return result.ruleSet;
}

function namesMatching(rules: RuleSet, tool: string): readonly string[] {
  const event = { get: (name: string) => (name === 'tool.name' ? tool : undefined) };
  return rules.match('coding_agent', event).map(({ rule }) => rule.name);
}

describe('a rule set', () => {
  it('matches enabled rules in order of definition', () => {
    expect(namesMatching(ruleSet(), 'Bash')).toEqual(['bash seen', 'tool seen', 'quiet']);
    expect(namesMatching(ruleSet(), 'Read')).toEqual(['tool seen', 'quiet']);
  });

  it('stops at the first match where asked to', () => {
    expect(namesMatching(ruleSet({ ruleMatching: 'first' }), 'Bash')).toEqual(['bash seen']);
  });

  it('never tries rules below the minimum priority, even when they are switched on', () => {
    const rules = ruleSet({ minPriority: 'Critical' }).toggle([{ rule: '*', enable: true }]);
    expect(namesMatching(rules, 'Bash')).toEqual(['tool seen']);
    expect(rules.rules.map(({ name, enabled }) => [name, enabled])).toEqual([
      ['bash seen', false],
      ['tool seen', true],
      ['off', false],
      ['quiet', false],
    ]);
  });

  it.each<[Toggle[], readonly string[]]>([
    [[{ rule: 'off', enable: true }], ['bash seen', 'tool seen', 'quiet', 'off']],
    [[{ tag: 'a', enable: true }], ['bash seen', 'tool seen', 'quiet', 'off']],
    [[{ tag: 'a', enable: false }], ['tool seen', 'quiet']],
    [[{ rule: '*seen', enable: false }], ['quiet']],
    [[{ rule: 'b*n', enable: false }], ['tool seen', 'quiet']],
    [[{ rule: 'seen', enable: false }], ['bash seen', 'tool seen', 'quiet']],
    [
      [
        { rule: '*', enable: false },
        { rule: 'quiet', enable: true },
        { rule: 'bash*', enable: true },
      ],
      ['quiet', 'bash seen'],
    ],
    [[], ['bash seen', 'tool seen', 'quiet']],
  ])('after %j tries %j', (toggles, expected) => {
    const original = ruleSet();
    expect(namesMatching(original.toggle(toggles), 'Bash')).toEqual(expected);
    expect(namesMatching(original, 'Bash')).toEqual(['bash seen', 'tool seen', 'quiet']);
  });

  it('knows nothing of other sources', () => {
    expect(ruleSet().match('syscall', { get: () => 'Bash' })).toEqual([]);
  });

  it('can be made ready for the kinds of events that others met', () => {
    const [old, next] = [ruleSet(), ruleSet()];
    expect([old.kinds('coding_agent'), old.kinds('syscall')]).toEqual([[], []]);
    namesMatching(old, 'Bash');
    finish(next.prepareInSteps('coding_agent', old.kinds('coding_agent')));
    finish(next.prepareInSteps('syscall', old.kinds('coding_agent')));
    expect(next.kinds('coding_agent')).toEqual(old.kinds('coding_agent'));
    expect(next.kinds('coding_agent')).toHaveLength(1);
  });

  it('describes its rules', () => {
    const [rule] = ruleSet({ appendOutput: [{ extraOutput: 'pid=%agent.pid', tags: ['a'] }] }).rules;
    expect(rule).toMatchObject({
      name: 'bash seen',
      source: 'coding_agent',
      priority: 'Warning',
      tags: ['a', 'b'],
      output: 'o pid=%agent.pid',
      enabled: true,
      file: 'r.yaml',
      range: { start: 8, end: 17 },
    });
  });

  it('renders an alert only when asked to', () => {
    const asked: string[] = [];
    const event = {
      get: (name: string) => {
        asked.push(name);
        return name === 'tool.name' ? 'Bash' : 7;
      },
    };
    const [match] = ruleSet({ appendOutput: [{ extraOutput: 'pid=%agent.pid' }] }).match(
      'coding_agent',
      event,
    );
    expect(asked).not.toContain('agent.pid');
    expect(match?.alert()).toEqual({ message: 'o pid=7', outputFields: { 'agent.pid': 7 } });
  });

  it('matches wildcards in bounded time', () => {
    const start = performance.now();
    ruleSet().toggle([{ rule: `${'*a'.repeat(2000)}b`, enable: true }]);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
