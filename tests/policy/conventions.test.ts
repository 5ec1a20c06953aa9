import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultFiles, defaultRules, loadWith, verdictOf } from './rules.ts';

const SEEN = 'coding_agent_seen';

const rules = defaultRules().filter((rule) => !rule.tags.includes(SEEN));

describe('the default policy', () => {
  it('loads without an error or a warning', () => {
    expect(loadWith().diagnostics.map((d) => `${basename(d.file)}: ${d.message}`)).toEqual([]);
  });

  it('keeps every file of rules below 300 lines', () => {
    const long = defaultFiles().filter(({ text }) => text.split('\n').length > 300);
    expect(long.map(({ name }) => basename(name))).toEqual([]);
  });

  it('comments every list, and every shared macro, with what it is for', () => {
    const bare = defaultFiles().flatMap(({ name, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) =>
        (/^- list:/.test(line) || (basename(name).startsWith('0') && /^- macro:/.test(line))) &&
        !lines[index - 1]?.startsWith('#')
          ? [`${basename(name)}: ${line}`]
          : [],
      );
    });
    expect(bare).toEqual([]);
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
