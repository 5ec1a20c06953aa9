import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import type { ToolCall } from '../agents/index.ts';
import { createGuard } from './create-guard.ts';
import type { Guard } from './judgement.ts';
import { type OpenedGuard, openGuard } from './open-guard.ts';
import { type Prefix, prefixAt } from './prefix.ts';
import { ProjectFiles } from './project-files.ts';
import { ProjectGuard } from './project-guard.ts';
import { DEFAULT_SETTINGS } from './setting-keys.ts';

const rule = (name: string, word: string, more = ''): string => `
  - rule: ${name}
    desc: d
    condition: tool.input contains ${word}
    output: Falco stops ${word}
    priority: WARNING
    source: coding_agent
    tags: [coding_agent_deny]
${more}`;

const OWN_RULE = rule('Mine', 'mine').replaceAll(/^ {2}/gm, '');

interface World {
  readonly prefix: Prefix;
  readonly home: string;
  readonly file: (path: string, text: string) => string;
  readonly trust: (...paths: readonly string[]) => void;
}

/** A home with a prefix and the repositories `a` and `b` in it. */
function world(settings = ''): World {
  const home = realpathSync(tempDir());
  const prefix = prefixAt(join(home, '.prempti'));
  const file = (path: string, text: string): string => {
    const whole = join(home, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };
  for (const repository of ['a', 'b']) mkdirSync(join(home, repository, '.git'), { recursive: true });
  file('.prempti/config/prempti.yaml', settings);
  file('.prempti/rules/user/mine.yaml', OWN_RULE);
  const trust = (...paths: readonly string[]): void => {
    const entries = paths.map((path) => {
      const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
      return [path, { sha256, atMs: 0, by: 'dev' }];
    });
    file('.prempti/trust.json', JSON.stringify(Object.fromEntries(entries)));
  };
  return { prefix, home, file, trust };
}

function call(command: string, cwd: string): ToolCall {
  return { agent: 'claude_code', event: 'PreToolUse', tool: 'Bash', input: { command }, command, cwd };
}

const enforced = (guard: Guard, command: string, ...folders: readonly string[]): string =>
  guard.judge(
    folders.map((cwd) => call(command, cwd)),
    { timeMs: 0 },
  ).enforced;

describe('a guard', () => {
  test('adds what a project asks for, there and nowhere else, and takes it back with the file', () => {
    const { prefix, home, file } = world();
    const path = file('a/.prempti.yaml', `packs: [git-strict]\nrules:${rule('Theirs', 'theirs')}`);
    const { guard } = openGuard(prefix, { home });
    const [a, b] = [join(home, 'a', 'deep', 'er'), join(home, 'b')];
    expect(enforced(guard, 'echo theirs', a)).toBe('deny');
    expect(enforced(guard, 'echo theirs', b)).toBe('defer');
    expect(enforced(guard, 'echo theirs', b, a)).toBe('deny');
    expect(enforced(guard, 'echo mine', a)).toBe('deny');
    const { reason, policy, projectFiles } = guard.judge([call('echo theirs', a)], { timeMs: 0 });
    expect(reason).toMatch(/^Theirs \(a rule of the project\): Falco stops theirs \|/);
    expect(projectFiles).toEqual([path]);
    const elsewhere = guard.judge([call('echo theirs', b)], { timeMs: 0 });
    expect(elsewhere.projectFiles).toBeUndefined();
    expect(elsewhere.policy).toMatch(/^[0-9a-f]{16}$/);
    expect(policy).not.toBe(elsewhere.policy);
    rmSync(path);
    expect(enforced(guard, 'echo theirs', a)).toBe('defer');
  });

  test('enforces in a project that asks for it', () => {
    const { prefix, home, file } = world('mode: monitor\ndefault_action: allow\n');
    file('a/.prempti.yaml', 'mode: guardrails\ndefault_action: defer\n');
    const { guard } = openGuard(prefix, { home });
    expect(enforced(guard, 'echo mine', join(home, 'a'))).toBe('deny');
    expect(enforced(guard, 'echo', join(home, 'a'))).toBe('defer');
    expect(enforced(guard, 'echo mine', join(home, 'b'))).toBe('defer');
  });

  test('lets a project loosen nothing before a person trusts its file, and only as long as it stays the same', () => {
    const { prefix, home, file, trust } = world();
    const text = 'mode: monitor\nrules:\n  - rule: Mine\n    enabled: false\n';
    const path = file('a/.prempti.yaml', text);
    const { guard } = openGuard(prefix, { home });
    const a = join(home, 'a');
    expect(enforced(guard, 'echo mine', a)).toBe('deny');
    trust(path);
    expect(guard.judge([call('echo mine', a)], { timeMs: 0 })).toMatchObject({
      verdict: 'defer',
      mode: 'monitor',
    });
    file('a/.prempti.yaml', `${text}# changed\n`);
    expect(enforced(guard, 'echo mine', a)).toBe('deny');
    file('a/.prempti.yaml', text);
    expect(enforced(guard, 'echo mine', a)).toBe('defer');
    trust();
    expect(enforced(guard, 'echo mine', a)).toBe('deny');
  });

  test('lets the rules of a project use the patterns of the policy', () => {
    const { prefix, home, file } = world();
    file('a/.prempti.yaml', `rules:${rule('Theirs', 'theirs and is_premptictl_harmless')}`);
    const { guard, problems } = openGuard(prefix, { home, folder: join(home, 'a') });
    expect(problems).toEqual([]);
    expect(enforced(guard, 'echo theirs', join(home, 'a'))).toBe('deny');
  });

  test('does not take the trust in one project for another that has a part in the same calls', () => {
    const { prefix, home, file, trust } = world();
    trust(file('a/.prempti.yaml', 'mode: monitor\n'));
    const { guard } = openGuard(prefix, { home });
    expect(enforced(guard, 'echo mine', join(home, 'a'))).toBe('defer');
    expect(enforced(guard, 'echo mine', join(home, 'a'), join(home, 'b'))).toBe('deny');
  });

  test.each<[string, string]>([
    ['switches a rule off', '  - rule: Mine\n    enabled: false'],
    ['redefines a rule', rule('Mine', 'nothing')],
    [
      'adds an exception',
      '  - rule: Mine\n    exceptions: [{name: e, fields: [tool.name], comps: [=], values: [[Bash]]}]\n    override: {exceptions: append}',
    ],
    ['appends in the old way', '  - rule: Mine\n    append: true\n    condition: and never_true'],
    ['replaces the tags', '  - rule: Mine\n    tags: []\n    override: {tags: replace}'],
    ['redefines a macro', '  - macro: is_bash\n    condition: agent.os = none'],
    ['empties a list', '  - list: sensitive_paths\n    items: []'],
    [
      'uses a pattern of its own',
      `  - macro: slow\n    condition: tool.input regex ".*x.*"\n${rule('Slow', 'x or slow')}`,
    ],
    [
      'uses a pattern in an exception',
      rule('Slow', 'x', '    exceptions: [{name: e, fields: [tool.name], comps: [regex], values: [[.*]]}]\n'),
    ],
    ['appends to the catch-all', '  - rule: Coding Agent Event Seen\n    enabled: false'],
  ])('leaves out the rules of a project of which one %s, and says so', (_what, item) => {
    const { prefix, home, file } = world();
    const path = file('a/.prempti.yaml', `rules:${rule('Theirs', 'theirs')}\n${item}\n`);
    const folder = join(home, 'a');
    const { guard, problems } = openGuard(prefix, { home, folder });
    expect(enforced(guard, 'echo mine', folder)).toBe('deny');
    expect(enforced(guard, 'echo theirs', folder)).toBe('defer');
    expect(enforced(guard, 'cat ~/.ssh/id_rsa', folder)).toBe('deny');
    expect(problems).toEqual([expect.stringContaining(path)]);
    expect(problems[0]).toMatch(/\.prempti\.yaml:\d+:\d+: its rules are left out|does not load/);
  });

  test.each<[string, string, RegExp]>([
    [
      'does not load',
      `rules:${rule('X', 'x').replace('tool.input', 'tool.inputt')}`,
      /\.prempti\.yaml:4:16[\s\S]*tool\.input/,
    ],
    ['is no YAML', 'rules: [', /\.prempti\.yaml:1:9: /],
    [
      'names no pack',
      'packs: [kubernets]',
      /\.prempti\.yaml: there is no pack "kubernets"; did you mean "kubernetes"\?/,
    ],
  ])('goes on by the own policy when the file of a project %s, and says so', (_what, text, problem) => {
    const { prefix, home, file } = world();
    file('a/.prempti.yaml', text);
    const { guard, problems } = openGuard(prefix, { home, folder: join(home, 'a') });
    expect(enforced(guard, 'echo mine', join(home, 'a'))).toBe('deny');
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(guard.projectProblems?.(join(home, 'a', 'deep'))).toEqual(problems);
    expect(guard.projectProblems?.(join(home, 'b'))).toEqual([]);
  });

  test('does not blame a project for a pack that the settings name', () => {
    const { prefix, home, file } = world('packs: [nope]\n');
    file('a/.prempti.yaml', 'packs: [cloud]\n');
    const { problems } = openGuard(prefix, { home, folder: join(home, 'a') });
    expect(problems).toEqual([expect.stringContaining(`${prefix.configFile}: there is no pack "nope"`)]);
  });

  test('tells what is in force in a folder', () => {
    const { prefix, home, file } = world();
    const path = file('a/.prempti.yaml', `packs: [cloud]\nrules:${rule('Theirs', 'theirs')}`);
    const inA: OpenedGuard = openGuard(prefix, { home, folder: join(home, 'a') });
    expect(inA.projectFiles).toMatchObject([{ path, trust: 'none' }]);
    expect(inA.settings.packs).toEqual(['cloud']);
    expect(inA.policy.map(({ origin }) => origin)).toEqual(expect.arrayContaining(['pack', 'project']));
    expect(inA.ruleSet.rules.at(-1)).toMatchObject({ name: 'Theirs', file: path });
    expect(openGuard(prefix, { home }).projectFiles).toEqual([]);
  });
});

describe('ProjectGuard', () => {
  const result = createGuard({ rules: [{ name: 'r', text: '[]' }] });
  if (!result.ok) throw new Error('no guard');
  const { guard: none } = result;

  /** A guard that counts how often it builds one. */
  function counting({ prefix, home }: World) {
    const built: string[] = [];
    const guard = new ProjectGuard({
      files: new ProjectFiles(prefix, home),
      settings: DEFAULT_SETTINGS,
      *build(projects) {
        built.push(projects.map(({ path }) => path).join());
        // As long as a slice: the process does other things before it goes on.
        for (const end = performance.now() + 5; performance.now() < end; );
        yield;
        built.push('done');
        return { guard: none, problems: [] };
      },
      ready: { projects: [], guard: none, problems: [] },
    });
    const ask = (...folders: readonly string[]): number => {
      for (const folder of folders) guard.judge([call('x', join(home, folder))], { timeMs: 0 });
      return built.filter((one) => one === 'done').length;
    };
    return { ask, guard, built };
  }

  test('builds a policy once, and none for a file that changes nothing', () => {
    const here = world();
    const { ask } = counting(here);
    here.file('a/.prempti.yaml', 'mode: guardrails\ndefault_action: allow\n');
    expect(ask('a', 'b', 'a')).toBe(0);
    here.file('a/.prempti.yaml', 'packs: [cloud]\n');
    here.file('b/.prempti.yaml', '# the same\npacks: [cloud]\n');
    expect(ask('a', 'b', 'a', 'b')).toBe(1);
  });

  test('keeps the few that were used last', () => {
    const here = world();
    const { ask } = counting(here);
    const projects = Array.from({ length: 6 }, (_, i) => `p${i}`);
    for (const name of projects) here.file(`${name}/.prempti.yaml`, `rules: [{rule: ${name}}]\n`);
    expect(ask(...projects)).toBe(6);
    expect(ask('p5', 'p4', 'p3', 'a')).toBe(6);
    expect(ask('p0')).toBe(7);
    expect(ask('p3')).toBe(7);
    expect(ask('p5')).toBe(8);
  });

  test('builds what is not ready in slices, once for all who wait for it, and one after the other', async () => {
    const here = world();
    const { ask, guard, built } = counting(here);
    for (const name of ['a', 'b']) here.file(`${name}/.prempti.yaml`, `rules: [{rule: ${name}}]\n`);
    const [a, b] = [join(here.home, 'a'), join(here.home, 'b')];
    const waiting = [guard.at([a]), guard.at([b]), guard.at([a])];
    expect(waiting.map((one) => one instanceof Promise)).toEqual([true, true, true]);
    await Promise.all(waiting);
    expect(built).toEqual([join(a, '.prempti.yaml'), 'done', join(b, '.prempti.yaml'), 'done']);
    expect(ask('a', 'b')).toBe(2);
    expect(guard.at([a])).not.toBeInstanceOf(Promise);
    expect(guard.at([here.home])).not.toBeInstanceOf(Promise);
  });

  test('knows of a new file in a project a moment later', async () => {
    const here = world();
    const { guard } = counting(here);
    const a = join(here.home, 'a');
    expect(guard.at([a])).not.toBeInstanceOf(Promise);
    here.file('a/.prempti.yaml', 'rules: [{rule: a}]\n');
    await vi.waitFor(() => expect(guard.at([a])).toBeInstanceOf(Promise));
  });

  test('denies, with the reason, where a policy cannot be built', async () => {
    const here = world();
    here.file('a/.prempti.yaml', 'packs: [cloud]\n');
    const guard = new ProjectGuard({
      files: new ProjectFiles(here.prefix, here.home),
      settings: DEFAULT_SETTINGS,
      // biome-ignore lint/correctness/useYield: it ends at once.
      *build() {
        throw new Error('rules are gone');
      },
      ready: { projects: [], guard: none, problems: [] },
    });
    const a = join(here.home, 'a');
    for (const one of [guard, await guard.at([a])]) {
      const judgement = one.judge([call('x', a)], { timeMs: 0 });
      expect(judgement).toMatchObject({
        enforced: 'deny',
        reason: expect.stringContaining('rules are gone'),
      });
      expect(judgement.events).toHaveLength(1);
      expect(one.projectProblems?.(a)).toEqual(['rules are gone']);
    }
  });

  test('trusts nothing by a store that is broken, and says so', () => {
    const here = world();
    here.file('a/.prempti.yaml', 'mode: monitor\n');
    here.file('.prempti/trust.json', '{"x": 1');
    const [file] = new ProjectFiles(here.prefix, here.home).at(join(here.home, 'a'));
    expect(file).toMatchObject({
      trust: 'none',
      problems: [expect.stringContaining('trust.json is not what')],
    });
  });
});
