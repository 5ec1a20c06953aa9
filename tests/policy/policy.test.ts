import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCall } from '../../src/cli/rule-call.ts';
import { checkExamples, createExampleBench } from '../../src/cli/rule-example-check.ts';
import { parseExamples } from '../../src/cli/rule-examples.ts';
import { DEFAULT_SETTINGS, packageRoot, prefixAt, readPolicy } from '../../src/guard/index.ts';
import { defaultRules, verdictOf } from './rules.ts';

const FOLDER = join(packageRoot(), 'rules', 'tests');

const files = readdirSync(FOLDER).map((name) => ({
  name,
  ...parseExamples(readFileSync(join(FOLDER, name), 'utf8')),
}));
const examples = files.flatMap(({ rules }) => rules);
const bench = createExampleBench(readPolicy(prefixAt(`${packageRoot()}/no-prefix`)), DEFAULT_SETTINGS);
const results = examples.map((entry) => checkExamples(bench, entry));

describe.each(results.filter(({ state }) => state !== 'other-system'))(
  '$examples.rule',
  ({ state, checked }) => {
    it('has examples that can be tried', () => {
      expect(state).toBe('checked');
    });

    const cases = checked.map((result) => ({ ...result, call: describeCall(result.example) }));

    it.each(cases)('$kind: $expected for $call', ({ ok, verdict, rules }) => {
      expect({ ok, verdict, rules }).toMatchObject({ ok: true });
    });
  },
);

describe('the examples', () => {
  it.each(defaultRules().filter((rule) => rule.enabled && verdictOf(rule) !== 'none'))(
    'show $name at least three times, and three calls that it leaves alone',
    ({ name }) => {
      const found = examples.filter((entry) => entry.rule === name);
      expect(found).toHaveLength(1);
      expect(found[0]?.match.length).toBeGreaterThanOrEqual(3);
      expect(found[0]?.noMatch.length).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(files)('in $name can be read', ({ problems }) => {
    expect(problems).toEqual([]);
  });
});
