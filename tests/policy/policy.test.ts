import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRecord, createDefaultGuard } from '../../src/cli/check-records.ts';
import { describeCall } from '../../src/cli/rule-call.ts';
import { checkExamples, createExampleBench } from '../../src/cli/rule-example-check.ts';
import { parseExamples, type RuleExamples } from '../../src/cli/rule-examples.ts';
import { DEFAULT_SETTINGS, packageRoot, prefixAt, readPolicy } from '../../src/guard/index.ts';
import { defaultRules, verdictOf } from './rules.ts';

const HOME = '/home/dev';
const CWD = '/home/dev/project';
const TESTS = join(packageRoot(), 'rules', 'tests');

const files = readdirSync(TESTS).filter((name) => name.endsWith('.yaml'));
const parsed = files.map((name) => ({ name, ...parseExamples(readFileSync(join(TESTS, name), 'utf8')) }));
const examples: readonly RuleExamples[] = parsed.flatMap(({ rules }) => rules);
const bench = createExampleBench(readPolicy(prefixAt(join(packageRoot(), 'no-prefix'))), DEFAULT_SETTINGS);
const guard = createDefaultGuard(HOME);

function check(tool: string, input: { readonly [key: string]: string }): ReturnType<typeof checkRecord> {
  return checkRecord(guard, { id: 'example', tool, input, cwd: CWD }, { home: HOME });
}

describe.each(examples)('$rule', (entry) => {
  const { state, checked } = checkExamples(bench, entry);

  it('exists and is on, or is for another system', () => {
    expect(['checked', 'other-system']).toContain(state);
  });

  const cases = checked.map((one) => ({ ...one, does: one.kind === 'match' ? 'matches' : 'leaves alone' }));
  it.each(cases.map((one) => ({ ...one, call: describeCall(one.example) })))(
    '$does $call',
    ({ ok, expected, verdict, rules }) => {
      expect({ ok, verdict, rules }).toMatchObject({ ok: true, verdict: expected });
    },
  );
});

describe('the examples', () => {
  it('can be read', () => {
    expect(parsed.flatMap(({ name, problems }) => problems.map(({ line }) => `${name}:${line}`))).toEqual([]);
  });

  it.each(defaultRules().filter((rule) => rule.enabled && verdictOf(rule) !== 'none'))(
    'show $name at least three times, and three calls that it leaves alone',
    ({ name }) => {
      const found = examples.filter((entry) => entry.rule === name);
      expect(found).toHaveLength(1);
      expect(found[0]?.match.length).toBeGreaterThanOrEqual(3);
      expect(found[0]?.noMatch.length).toBeGreaterThanOrEqual(3);
    },
  );
});

describe('the sentences that agents are used to', () => {
  it.each([
    ['Write', '~/.ssh/random_number.txt', 'Deny writing to sensitive paths', 'writing to'],
    ['Read', '~/.ssh/id_rsa', 'Deny reading sensitive paths', 'reading'],
  ])('say why %s %s is blocked', (tool, path, name, doing) => {
    const [reported, first] = check(tool, { file_path: path, content: 'x' }).rules;
    expect([reported, first]).toEqual(['Monitor activity outside working directory', name]);
    expect(defaultRules().find((rule) => rule.name === name)?.output).toBe(
      `Falco blocked ${doing} %tool.real_file_path because it is a sensitive path`,
    );
  });
});

/** Everyday commands, one a line, that neither stop nor ask. */
const ORDINARY = readFileSync(join(import.meta.dirname, 'ordinary-commands.txt'), 'utf8')
  .trim()
  .split('\n');

describe('ordinary work', () => {
  it.each(ORDINARY)('goes on with %s', (command) => {
    expect(check('Bash', { command })).toMatchObject({ verdict: 'defer' });
  });
});
