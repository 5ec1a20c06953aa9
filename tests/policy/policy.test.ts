import { platform } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRecord, createDefaultGuard } from '../../src/cli/check-records.ts';
import { packageRoot } from '../../src/guard/index.ts';
import { type Example, readExamples } from './examples.ts';
import { defaultRules, verdictOf } from './rules.ts';

const HOME = '/home/dev';
const CWD = '/home/dev/project';

const guard = createDefaultGuard(HOME);
const examples = readExamples(join(packageRoot(), 'rules', 'tests'));
const os = { linux: 'linux', darwin: 'macos', win32: 'windows' }[platform() as string];

function check({ tool, input }: Example): { verdict: string; rules: readonly string[] } {
  const { verdict, rules } = checkRecord(guard, { id: 'example', tool, input, cwd: CWD }, { home: HOME });
  return { verdict: verdict === 'defer' ? 'pass' : verdict, rules };
}

describe.each(examples.filter((entry) => entry.os === undefined || entry.os === os))(
  '$rule',
  ({ rule, match, noMatch }) => {
    it.each(match)('matches $text', (example) => {
      const { verdict, rules } = check(example);
      expect(rules).toContain(rule);
      expect(verdict).toBe(example.verdict);
    });

    it.each(noMatch)('leaves alone $text', (example) => {
      const { verdict, rules } = check(example);
      expect(rules).not.toContain(rule);
      expect({ verdict, rules }).toMatchObject({ verdict: example.verdict });
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

  it('belong to rules that exist', () => {
    const names = new Set(defaultRules().map((rule) => rule.name));
    expect(examples.map((entry) => entry.rule).filter((name) => !names.has(name))).toEqual([]);
  });
});
