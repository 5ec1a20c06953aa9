import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ruleFiles } from '../../src/guard/index.ts';
import { defaultRules, loadShipped, PACKS, packRules, shippedPolicy, verdictOf } from './rules.ts';

const SEEN = 'coding_agent_seen';

const rules = [
  ...defaultRules().filter((rule) => !rule.tags.includes(SEEN)),
  ...PACKS.flatMap((pack) => packRules(pack)),
];
const files = ruleFiles(shippedPolicy(PACKS));

describe('the policy that ships', () => {
  it.each([[], PACKS, ...PACKS.map((pack) => [pack])].map((packs) => ({ packs })))(
    'loads with the packs $packs without an error or a warning',
    ({ packs }) => {
      const { diagnostics } = loadShipped(packs);
      expect(diagnostics.map((d) => `${basename(d.file)}: ${d.message}`)).toEqual([]);
    },
  );

  it('keeps every file of rules below 300 lines', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 300);
    expect(long.map(({ name }) => basename(name))).toEqual([]);
  });

  it('comments every list, and every macro that is shared or of a pack, with what it is for', () => {
    const bare = files.flatMap(({ name, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) =>
        (/^- list:/.test(line) || (/^(0|[a-z])/.test(basename(name)) && /^- macro:/.test(line))) &&
        !lines[index - 1]?.startsWith('#')
          ? [`${basename(name)}: ${line}`]
          : [],
      );
    });
    expect(bare).toEqual([]);
  });
});

describe('the packs', () => {
  it('define nothing that another pack or the default rules define', () => {
    const { definitions } = loadShipped(PACKS);
    const changed = [definitions.rules, definitions.macros, definitions.lists].flatMap((all) =>
      [...all.values()].filter(({ changes }) => changes.length > 1),
    );
    expect(changed.map(({ name }) => name)).toEqual([]);
  });

  it.each(PACKS)('mark the rules of %s with its name', (pack) => {
    const tag = `pack_${pack.replaceAll('-', '_')}`;
    expect(packRules(pack).length).toBeGreaterThan(0);
    expect(packRules(pack).filter(({ tags }) => !tags.includes(tag))).toEqual([]);
  });
});

describe.each(rules)('$name', (rule) => {
  const verdict = verdictOf(rule);

  it('belongs to the source of coding agents', () => {
    expect(rule.source).toBe('coding_agent');
  });

  it('has the priority of its verdict', () => {
    expect(rule.priority).toBe({ deny: 'Critical', ask: 'Warning', none: 'Notice' }[verdict]);
  });

  it('has a name that begins with its verdict', () => {
    expect(rule.name).toMatch({ deny: /^Deny /, ask: /^Ask before /, none: /^Monitor / }[verdict]);
  });

  it('describes itself in at most three sentences', () => {
    expect(rule.description.split('. ').length).toBeLessThanOrEqual(3);
    expect(rule.description.length).toBeGreaterThan(20);
  });

  it('speaks to the agent in one sentence that begins with Falco', () => {
    const verb = { deny: 'blocked', ask: 'requires confirmation', none: 'noted' }[verdict];
    expect(rule.output).toMatch(new RegExp(`^Falco ${verb} `));
    expect(rule.output).not.toMatch(/[.] [A-Z]|[.]$|\n/);
  });
});
