import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRecord, createDefaultGuard } from '../../src/cli/check-records.ts';
import { describeCall } from '../../src/cli/rule-call.ts';
import { checkExamples, createExampleBench } from '../../src/cli/rule-example-check.ts';
import { parseExamples } from '../../src/cli/rule-examples.ts';
import type { Rule } from '../../src/falco/index.ts';
import { DEFAULT_SETTINGS, packageRoot } from '../../src/guard/index.ts';
import { defaultRules, PACKS, packRules, shippedPolicy, verdictOf } from './rules.ts';

const HOME = '/home/dev';
const CWD = '/home/dev/project';
const TESTS = join(packageRoot(), 'rules', 'tests');

/** Examples of the default rules, and of each pack with that pack in force. */
const suites = [
  { folder: TESTS, packs: [] },
  ...PACKS.map((pack) => ({ folder: join(TESTS, 'packs'), packs: [pack] })),
].map(({ folder, packs }) => {
  const [pack] = packs;
  const names = readdirSync(folder).filter((name) =>
    pack ? name === `${pack}.yaml` : name.endsWith('.yaml'),
  );
  const parsed = names.map((name) => ({ name, ...parseExamples(readFileSync(join(folder, name), 'utf8')) }));
  return {
    parsed,
    examples: parsed.flatMap(({ rules }) => rules),
    bench: createExampleBench(shippedPolicy(packs), DEFAULT_SETTINGS),
    rules: pack === undefined ? defaultRules() : packRules(pack),
  };
});
const guard = createDefaultGuard(HOME);

function check(tool: string, input: { readonly [key: string]: string }): ReturnType<typeof checkRecord> {
  return checkRecord(guard, { id: 'example', tool, input, cwd: CWD }, { home: HOME });
}

const entries = suites.flatMap(({ bench, examples }) => examples.map((entry) => ({ ...entry, bench })));

describe.each(entries)('$rule', ({ bench, ...entry }) => {
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

/** Neither of the guard itself nor of a pack. */
function isOfThreats({ tags }: Rule): boolean {
  return !tags.some((tag) => tag === 'prempti_self_protection' || tag.startsWith('pack_'));
}

describe('the examples', () => {
  it('can be read', () => {
    expect(
      suites
        .flatMap(({ parsed }) => parsed)
        .flatMap(({ name, problems }) => problems.map(({ line }) => `${name}:${line}`)),
    ).toEqual([]);
  });

  it.each(
    suites.flatMap(({ rules, examples }) =>
      rules.flatMap((rule) =>
        rule.enabled && verdictOf(rule) !== 'none'
          ? [{ name: rule.name, examples, times: isOfThreats(rule) ? 6 : 3 }]
          : [],
      ),
    ),
  )(
    'show $name at least $times times, and as many calls that it leaves alone',
    ({ name, examples, times }) => {
      const found = examples.filter((entry) => entry.rule === name);
      expect(found).toHaveLength(1);
      expect(found[0]?.match.length).toBeGreaterThanOrEqual(times);
      expect(found[0]?.noMatch.length).toBeGreaterThanOrEqual(times);
    },
  );
});

describe('an agent that runs as root', () => {
  const root = createDefaultGuard('/root');
  const verdict = (tool: string, input: { readonly [key: string]: string }): string =>
    checkRecord(root, { id: 'root', tool, input, cwd: '/root/project' }, { home: '/root' }).verdict;

  it.each([
    ['Read', { file_path: '/root/project/src/a.ts' }, 'defer'],
    ['Write', { file_path: '/root/project/src/a.ts', content: 'x' }, 'defer'],
    ['Read', { file_path: '/root/notes.txt' }, 'defer'],
    ['Write', { file_path: '/root/notes.txt', content: 'x' }, 'ask'],
    ['Bash', { command: 'rm -rf /root/project/dist' }, 'defer'],
    ['Bash', { command: 'rm -rf /root/other' }, 'ask'],
    ['Bash', { command: 'rm -rf /root' }, 'deny'],
    ['Read', { file_path: '/root/.ssh/id_rsa' }, 'deny'],
    ['Read', { file_path: '/etc/shadow' }, 'deny'],
    ['Write', { file_path: '/etc/hosts', content: 'x' }, 'deny'],
  ])('has its home in /root: %s %o is %s', (tool, input, expected) => {
    expect(verdict(tool, input)).toBe(expected);
  });

  it('keeps others out of it', () => {
    expect(check('Read', { file_path: '/root/notes.txt' }).verdict).toBe('deny');
  });
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
