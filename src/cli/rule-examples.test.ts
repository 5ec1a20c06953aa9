import { describe, expect, it } from 'vitest';
import { findAgent } from '../agents/index.ts';
import { parseExamples } from './rule-examples.ts';

/** The one example of a file that holds one rule with one matching call. */
function example(text: string): unknown {
  const { rules, problems } = parseExamples(`- rule: R\n  match:\n    - ${text}\n`);
  expect(problems).toEqual([]);
  return rules[0]?.match[0];
}

describe('parseExamples', () => {
  it.each([
    ['git push', { tool: 'Bash', input: { command: 'git push' } }],
    ["'echo a: b'", { tool: 'Bash', input: { command: 'echo a: b' } }],
    ['Read: a.txt', { tool: 'Read', input: { file_path: 'a.txt' } }],
    ['Write: a.txt', { tool: 'Write', input: { file_path: 'a.txt', content: 'x' } }],
    ['Write: { file_path: a, content: c }', { tool: 'Write', input: { file_path: 'a', content: 'c' } }],
    ['WebFetch: https://x.example', { tool: 'WebFetch', input: { url: 'https://x.example' } }],
    ['mcp__a__b: { n: 1, l: [x] }', { tool: 'mcp__a__b', input: { n: 1, l: ['x'] } }],
    ['{ Bash: ls, agent: codex }', { tool: 'Bash', agent: findAgent('codex') }],
    ['{ Bash: ls, verdict: ask, cwd: /srv }', { tool: 'Bash', verdict: 'ask', cwd: '/srv' }],
  ])('reads %s', (text, expected) => {
    expect(example(text)).toMatchObject({ ...expected, line: 3 });
  });

  it('reads calls that match, calls that do not, and the system of a rule', () => {
    const text = '- rule: A\n  os: macos\n  match: [x]\n  no_match:\n    - y\n- rule: B\n';
    expect(parseExamples(text)).toMatchObject({
      rules: [
        { rule: 'A', os: 'macos', line: 1, match: [{ line: 3 }], noMatch: [{ line: 5 }] },
        { rule: 'B', line: 6, match: [], noMatch: [] },
      ],
      problems: [],
    });
  });

  it.each([
    ['', []],
    ['# nothing\n', []],
    ['rule: R', ['1:1 expected a list']],
    ['- [a]', ['1:3 expected "rule"']],
    ['- match: [a]', ['1:3 expected the name of the rule']],
    ['- rule: R\n  matches: [a]', ['2:3 unknown key "matches"']],
    ['- rule: R\n  match: a', ['2:10 expected a list of calls']],
    ['- rule: R\n  match:\n    - 42', ['3:7 expected a command; put it in quotes']],
    ['- rule: R\n  match:\n    - git commit: x', ['3:7 "git commit" is no tool']],
    ['- rule: R\n  match:\n    - echo a: b: c', ['3:15 a text that holds ": " needs quotes']],
    ['- rule: R\n  match:\n    - { Read: a, Write: b }', ['3:7 expected one tool']],
    ['- rule: R\n  match:\n    - { verdict: ask }', ['3:7 expected one tool']],
    ['- rule: R\n  match:\n    - Read: 1', ['3:7 expected the arguments of Read']],
    ['- rule: R\n  match:\n    - mcp__a__b: x', ['3:7 mcp__a__b needs its arguments by name']],
    ['- rule: R\n  match:\n    - { Read: a, verdict: allow }', ['3:7 expected deny, ask, pass']],
    ['- a: [', ['1:7 Flow sequence']],
  ])('says what is wrong with %j', (text, expected) => {
    const found = parseExamples(text).problems.map(
      ({ line, column, message }) => `${line}:${column} ${message}`,
    );
    expect(found).toEqual(expected.map((start) => expect.stringContaining(start)));
  });

  it('goes on after an entry that cannot be understood', () => {
    const { rules, problems } = parseExamples('- rule: R\n  match: [1, ls, {Read: 2}]\n  no_match: [pwd]\n');
    expect(problems).toHaveLength(2);
    expect(rules).toMatchObject([{ match: [{ input: { command: 'ls' } }], noMatch: [{}] }]);
  });

  it('does not follow aliases that multiply', () => {
    const levels = Array.from({ length: 20 }, (_, n) => `    l${n + 1}: &l${n + 1} [*l${n}, *l${n}, *l${n}]`);
    const text = `- rule: R\n  match:\n  - mcp__a__b:\n      x: &l0 [1]\n  ${levels.join('\n  ')}\n`;
    const { problems } = parseExamples(text);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('mcp__a__b')]);
  });
});
