import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeCall } from '../../tests/support/fakes.ts';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { EVENT_SOURCE } from './fields.ts';
import { type OpenedGuard, openGuard, openGuardAside } from './open-guard.ts';
import { policyFileChangedAfter, policyFingerprint, writableByOthers } from './policy-fingerprint.ts';
import { type Prefix, prefixAt } from './prefix.ts';

const rule = (name: string, condition: string): string => `
- rule: ${name}
  desc: a rule for tests
  condition: ${condition}
  output: x
  priority: NOTICE
  source: coding_agent
`;

function prefixWith(files: Readonly<Record<string, string>>): Prefix {
  const prefix = prefixAt(tempDir());
  mkdirSync(prefix.userRulesDir, { recursive: true });
  mkdirSync(dirname(prefix.configFile));
  for (const [name, text] of Object.entries(files)) write(prefix, name, text);
  return prefix;
}

function write(prefix: Prefix, name: string, text: string): void {
  writeFileSync(join(prefix.root, name), text);
}

const ruleNames = ({ ruleSet }: OpenedGuard): readonly string[] => ruleSet.rules.map(({ name }) => name);

describe('openGuardAside', () => {
  test('builds the guard that openGuard builds, while other work goes on', async () => {
    const prefix = prefixWith({ 'rules/user/mine.yaml': rule('Mine', 'tool.name = Bash') });
    let turns = 0;
    const count = (): void => {
      turns++;
      turn = setImmediate(count);
    };
    let turn = setImmediate(count);
    const opened = await openGuardAside(prefix);
    clearImmediate(turn);
    expect(turns).toBeGreaterThan(0);
    expect(ruleNames(opened)).toEqual(ruleNames(openGuard(prefix)));
    expect(opened.problems).toEqual([]);
  });
});

test('a guard is made ready for the kinds of events that the one before has met', () => {
  const prefix = prefixWith({});
  const calls = ['Bash', 'Read'].map((tool) => fakeCall('ls', { tool }));
  const met = ({ ruleSet }: OpenedGuard) => ruleSet.kinds(EVENT_SOURCE);
  const before = openGuard(prefix);
  expect(met(before)).toEqual([]);
  for (const call of calls) before.guard.judge([call], { timeMs: 0 });
  expect(met(before)).toHaveLength(calls.length);
  expect(met(openGuard(prefix, { kinds: met(before) }))).toEqual(met(before));
});

describe('openGuard, after files have become wrong', () => {
  const MINE = 'rules/user/mine.yaml';

  test('keeps the version of a rule file that is in force, and takes up all else', () => {
    const prefix = prefixWith({ [MINE]: rule('Mine', 'tool.name = Bash') });
    const inForce = openGuard(prefix);
    write(prefix, MINE, rule('Mine', 'tool.nam = Bash'));
    write(prefix, 'rules/user/other.yaml', rule('Other', 'tool.name = Read'));
    write(prefix, 'config/prempti.yaml', 'mode: monitor\n');
    const opened = openGuard(prefix, { inForce });
    expect(ruleNames(opened)).toEqual(expect.arrayContaining(['Mine', 'Other']));
    expect(opened.settings.mode).toBe('monitor');
    expect(opened.problems).toEqual([
      expect.stringMatching(/mine\.yaml has its version before this one in force because it does not load/),
    ]);
    const again = openGuard(prefix, { inForce: opened });
    expect(ruleNames(again)).toContain('Mine');
    expect(again.problems).toEqual(opened.problems);
  });

  test('leaves out one that never loaded', () => {
    const prefix = prefixWith({ [MINE]: rule('Mine', 'tool.nam = Bash') });
    const opened = openGuard(prefix, { inForce: openGuard(prefix) });
    expect(ruleNames(opened)).not.toContain('Mine');
    expect(opened.problems).toEqual([expect.stringContaining('is left out because it does not load')]);
  });

  test('drops one that was removed', () => {
    const prefix = prefixWith({ [MINE]: rule('Mine', 'tool.name = Bash') });
    const inForce = openGuard(prefix);
    rmSync(join(prefix.root, MINE));
    expect(ruleNames(openGuard(prefix, { inForce }))).not.toContain('Mine');
  });

  test.skipIf(process.getuid?.() === 0)('keeps the files of a folder that cannot be read', () => {
    const prefix = prefixWith({ [MINE]: rule('Mine', 'tool.name = Bash') });
    const inForce = openGuard(prefix);
    chmodSync(prefix.userRulesDir, 0);
    const opened = openGuard(prefix, { inForce });
    chmodSync(prefix.userRulesDir, 0o700);
    expect(ruleNames(opened)).toContain('Mine');
    expect(opened.problems).toHaveLength(1);
  });

  test('keeps a file in whose place a folder stands', () => {
    const prefix = prefixWith({ [MINE]: rule('Mine', 'tool.name = Bash') });
    const inForce = openGuard(prefix);
    rmSync(join(prefix.root, MINE));
    mkdirSync(join(prefix.root, MINE));
    const opened = openGuard(prefix, { inForce });
    expect(ruleNames(opened)).toContain('Mine');
    expect(opened.problems).toEqual([expect.stringContaining('not a regular file')]);
  });

  test('keeps the settings in force', () => {
    const prefix = prefixWith({ 'config/prempti.yaml': 'mode: monitor\n' });
    const inForce = openGuard(prefix);
    write(prefix, 'config/prempti.yaml', 'mode: guardrials\n');
    const opened = openGuard(prefix, { inForce });
    expect(opened.settings.mode).toBe('monitor');
    expect(opened.problems).toEqual([expect.stringContaining('did you mean guardrails?')]);
  });
});

test('policyFileChangedAfter names a file that came later', () => {
  const prefix = prefixWith({ 'rules/user/a.yaml': 'text' });
  expect(policyFileChangedAfter(prefix, Date.now() + 1_000)).toBeUndefined();
  expect(policyFileChangedAfter(prefix, Date.now() - 10_000)).toBe(join(prefix.root, 'rules/user/a.yaml'));
});

test.skipIf(process.platform === 'win32')('writableByOthers names what others can change', () => {
  const prefix = prefixWith({ 'rules/user/a.yaml': 'text' });
  for (const path of [prefix.userRulesDir, dirname(prefix.configFile)]) chmodSync(path, 0o755);
  chmodSync(join(prefix.root, 'rules/user/a.yaml'), 0o644);
  expect(writableByOthers(prefix)).toEqual([]);
  chmodSync(prefix.userRulesDir, 0o775);
  chmodSync(join(prefix.root, 'rules/user/a.yaml'), 0o666);
  expect(writableByOthers(prefix)).toEqual([prefix.userRulesDir, join(prefix.root, 'rules/user/a.yaml')]);
});

describe('policyFingerprint', () => {
  test.each<[string, (prefix: Prefix) => void]>([
    ['a rule file is added', (prefix) => write(prefix, 'rules/user/b.yaml', '')],
    ['a rule file is changed', (prefix) => write(prefix, 'rules/user/a.yaml', 'longer')],
    ['a rule file is removed', (prefix) => rmSync(join(prefix.root, 'rules/user/a.yaml'))],
    ['the folder of rules is removed', (prefix) => rmSync(prefix.userRulesDir, { recursive: true })],
    ['settings are written', (prefix) => write(prefix, 'config/prempti.yaml', '')],
  ])('is another one when %s', (_what, change) => {
    const prefix = prefixWith({ 'rules/user/a.yaml': 'text' });
    const before = policyFingerprint(prefix);
    expect(policyFingerprint(prefix)).toBe(before);
    change(prefix);
    expect(policyFingerprint(prefix)).not.toBe(before);
  });
});
