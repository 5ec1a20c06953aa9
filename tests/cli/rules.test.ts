import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/guard/index.ts';
import { runPremptictl } from '../support/premptictl.ts';

let home: string;

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'prempti-rules-')));
  fileIn('.prempti/rules/user/git.yaml', GIT);
  fileIn('.prempti/rules/user/vault.yaml', VAULT);
  fileIn('.prempti/rules/tests/git.yaml', GIT_EXAMPLES);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const GIT = `
- rule: Deny git push
  desc: Pushing is for people.
  condition: exec.canonical regex "git push( .*)?"
  output: Falco blocked git push because people push
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny, team]
`;

const VAULT = `
- list: sensitive_paths
  items: [/srv/vault]
  override: { items: append }
- rule: Ask before running with elevated rights
  enabled: false
  override: { enabled: replace }
`;

const GIT_EXAMPLES = `
- rule: Deny git push
  match: [git push, git -C x push]
  no_match: [git pull]
`;

function fileIn(path: string, text: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function premptictl(...args: readonly string[]) {
  return runPremptictl(home, args);
}

describe('test', () => {
  test('shows the verdict, the matching rules, where they stand and what the agent is told', () => {
    const run = premptictl('test', 'npm test && git push');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toBe(
      [
        '⊘ deny  Bash(npm test && git push)',
        '',
        '  deny  Deny git push  .prempti/rules/user/git.yaml:2',
        '        Falco blocked git push because people push',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['a command that nothing stops', ['ls'], /^● pass {2}Bash\(ls\)\n\nNo rule matches: the agent's own/],
    ['a path for a file tool', ['--tool', 'Write', '~/.ssh/x'], /^⊘ deny {2}Write\(~\/\.ssh\/x\)/],
    [
      'all arguments',
      ['--tool', 'Read', '--input', '{"file_path":"/srv/vault/a"}'],
      /Deny reading sensitive paths/,
    ],
    ['a working directory', ['--tool', 'Write', 'a.txt', '--cwd', '/etc'], /^⊘ deny/],
    ['what a user file switched off', ['sudo ls'], /^● pass/],
  ])('takes %s', (_title, args, shown) => {
    expect(premptictl('test', ...args).stdout).toMatch(shown);
  });

  test('gives everything as JSON, and records nothing', () => {
    const call = { tool: 'Bash', input: { command: 'git push' }, cwd: home };
    expect(JSON.parse(premptictl('test', 'git push', '--json').stdout)).toMatchObject({
      ...call,
      verdict: 'deny',
      enforced: 'deny',
      mode: 'guardrails',
      reason: expect.stringMatching(/^Deny git push: Falco blocked git push because people push \| /),
      rules: [{ rule: 'Deny git push', verdict: 'deny', priority: 'Critical', line: 2 }],
      problems: [],
    });
    expect(spawnSync('ls', ['-A', join(home, '.prempti')], { encoding: 'utf8' }).stdout).toBe('rules\n');
  });

  test('tries rules that are not in place, instead of their namesake that is', () => {
    const draft = fileIn('drafts/git.yaml', GIT.replace('push( .*)?', 'pull( .*)?'));
    expect(premptictl('test', 'git pull', '--rules', draft).stdout).toContain('deny');
    expect(premptictl('test', 'git push', '--rules', draft).stdout).toContain('pass');
  });

  test('tells that the mode enforces nothing', () => {
    const prefix = join(home, 'monitored');
    fileIn('monitored/config/prempti.yaml', 'mode: monitor\n');
    const run = premptictl('test', '--tool', 'Write', '~/.ssh/x', '--prefix', prefix);
    expect(run.stdout).toMatch(/^⊘ deny[\s\S]*The mode is monitor: this is recorded, not enforced\.\n$/);
  });

  test.each([
    [[], 'give a command'],
    [['ls', '--input', '{}'], 'not both'],
    [['--input', '{'], '--input is not JSON'],
    [['--input', '[]'], 'takes a JSON object'],
    [['--tool', 'mcp__a__b', 'x'], 'needs its arguments by name'],
    [['--tool', 'Read', '--input', '{}'], 'no agent makes this call'],
    [['ls', '--rules', 'none.yaml'], 'cannot read none.yaml'],
    [
      ['ls', '--rules', 'none'],
      'none: rules and examples are in files named .yaml or .yml, and there is no such folder',
    ],
    [['ls', '--rules', '.netrc'], '.netrc: rules and examples are in files named .yaml or .yml'],
  ])('refuses %j in one line', (args, problem) => {
    const run = premptictl('test', ...args);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(/^premptictl: .*\n$/);
    expect(run.stderr).toContain(problem);
  });
});

describe('rules test', () => {
  test("checks the user's examples", () => {
    const run = premptictl('rules', 'test');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toBe(
      '.prempti/rules/tests/git.yaml\n  ✓ Deny git push  2 match, 1 do not\n\n3 examples of 1 rule hold\n',
    );
  });

  test('shows what does not hold and exits 1', () => {
    const file = fileIn(
      'wrong.yaml',
      '- rule: Deny git push\n  match: [git pull]\n- rule: Deny git puhs\n  match: [ls]\n',
    );
    const run = premptictl('rules', 'test', file);
    expect(run.status).toBe(1);
    expect(run.stdout).toBe(
      [
        'wrong.yaml',
        '  ✗ Deny git push',
        '      Bash(git pull)  wrong.yaml:2',
        '        expected deny, and this rule matches',
        '        found    pass, no rule matches',
        '  ✗ wrong.yaml:3: there is no rule "Deny git puhs"; did you mean "Deny git push"?',
        '',
        '0 examples of 2 rules hold, 1 does not, 1 problem',
        '',
      ].join('\n'),
    );
  });

  test('tests a draft and gives JSON', () => {
    const rules = fileIn('draft.yaml', GIT.replaceAll('push', 'tag'));
    const examples = fileIn('draft-examples.yaml', '- rule: Deny git tag\n  match: [git tag v1]\n');
    const run = premptictl('rules', 'test', examples, '--rules', rules, '--json');
    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      passed: 1,
      failed: 0,
      problems: 0,
      files: [
        {
          file: examples,
          rules: [{ rule: 'Deny git tag', state: 'checked', examples: [{ line: 2, ok: true }] }],
        },
      ],
    });
  });

  test('tests what ships alone, packs included', () => {
    const run = premptictl('rules', 'test', '--defaults');
    expect(run.stdout).toMatch(/packs\/git-strict\.yaml\n {2}✓ [\s\S]*\n\d{4} examples of \d+ rules hold/);
    expect(run.status).toBe(0);
  });

  test('tries the examples of a pack with that pack', () => {
    const examples = join(packageRoot(), 'rules', 'tests', 'packs', 'terraform.yaml');
    const run = premptictl('rules', 'test', examples);
    expect(run.stdout).toMatch(/\d+ examples of \d+ rules hold\n$/);
    expect(run.status).toBe(0);
  });

  test('tells where examples would be', () => {
    const run = premptictl('rules', 'test', '--prefix', join(home, 'empty'));
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain(join('empty', 'rules', 'tests'));
  });
});

describe('rules list', () => {
  test('shows the rules by file, with what user files changed', () => {
    const run = premptictl('rules', 'list');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('.prempti/rules/user/git.yaml\n  deny  Deny git push\n');
    expect(run.stdout).toContain(
      '  off   Ask before running with elevated rights\n        replaced enabled in .prempti/rules/user/vault.yaml:5\n',
    );
    expect(run.stdout).toMatch(/\d+ rules: \d+ deny, \d+ ask, \d+ only report, \d off\n$/);
  });

  test.each([
    [['--source', 'user'], ['Deny git push']],
    [['--tag', 'team'], ['Deny git push']],
    [['--tag', 'team', '--source', 'default'], []],
  ])('gives as JSON those of %j', (args, names) => {
    const rules = JSON.parse(premptictl('rules', 'list', '--json', ...args).stdout);
    expect(rules.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  test('shows the rules of packs that are switched on', () => {
    fileIn('strict/config/prempti.yaml', 'packs: [git-strict, offlne]');
    const run = premptictl('rules', 'list', '--source', 'pack', '--prefix', join(home, 'strict'));
    expect(run.stdout).toContain('rules/packs/git-strict.yaml\n  deny  Deny pushing over');
    expect(run.stderr).toMatch(/^problem: .*prempti\.yaml: there is no pack "offlne"/);
    const status = premptictl('status', '--prefix', join(home, 'strict'));
    expect(status.stdout).toContain('Packs: git-strict, offlne\n');
    expect(status.stdout).toContain('there is no pack "offlne"');
    expect(status.status).toBe(1);
  });

  test('says that there is none', () => {
    expect(premptictl('rules', 'list', '--tag', 'nothing')).toMatchObject({
      status: 1,
      stderr: 'premptictl: there is no rule with the tag "nothing"\n',
    });
  });

  test('lists the rest when a user file does not load, and reports it', () => {
    fileIn('broken/rules/user/bad.yaml', '- rule: R\n');
    const run = premptictl('rules', 'list', '--prefix', join(home, 'broken'));
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('bad.yaml is left out because it does not load');
    expect(run.stdout).toContain('Deny writing to sensitive paths');
  });
});

describe('rules show', () => {
  test('shows a rule: verdict, place, changes, output, fields, macros, both forms of the condition', () => {
    const { stdout } = premptictl('rules', 'show', 'Deny writing to sensitive paths');
    expect(stdout).toMatch(/^deny {2}Deny writing to sensitive paths {2}Critical\n/);
    expect(stdout).toMatch(/\n {2}defined in .*\.yaml:\d+\n/);
    expect(stdout).toMatch(/\n {2}tags {4}coding_agent_deny/);
    expect(stdout).toMatch(/\n {2}output {2}Falco blocked writing/);
    expect(stdout).toMatch(/\n {2}fields {2}[\s\S]*? tool\.real_file_path/);
    expect(stdout).toMatch(/\n {2}macros {2}.*is_sensitive_path/);
    expect(stdout).toMatch(/\n {2}condition\n {4}.*is_sensitive_path/);
    expect(stdout).toMatch(/\n {2}with macros and lists put in\n[\s\S]*\/srv\/vault/);
  });

  test('shows a list with what was appended, as JSON', () => {
    const [list, ...more] = JSON.parse(premptictl('rules', 'show', 'sensitive_paths', '--json').stdout);
    expect(more).toEqual([]);
    expect(list).toMatchObject({
      type: 'list',
      changes: [{ kind: 'defined' }, { kind: 'appended', keys: ['items'], line: 2 }],
      items: expect.arrayContaining(['/etc/', '/srv/vault']),
    });
  });

  test('shows which rules use a macro', () => {
    const { stdout } = premptictl('rules', 'show', 'is_sensitive_path');
    expect(stdout).toMatch(/^is_sensitive_path {2}macro\n/);
    expect(stdout).toMatch(/used by \d+ rules\n[\s\S]*Deny writing to sensitive paths/);
  });

  test('names the nearest when there is none', () => {
    expect(premptictl('rules', 'show', 'is_sensitve_path')).toMatchObject({
      status: 1,
      stderr:
        'premptictl: there is no rule, macro or list "is_sensitve_path"; did you mean "is_sensitive_path"?\n',
    });
  });
});

describe('rules fields', () => {
  test('lists name, type and meaning', () => {
    const { stdout } = premptictl('rules', 'fields');
    expect(stdout).toMatch(/^tool\.arg\[key\] +string +One argument of the tool/m);
    expect(stdout).toMatch(/^fs\.write +list of string +Files/m);
  });

  test('gives them as JSON', () => {
    expect(JSON.parse(premptictl('rules', 'fields', '--json').stdout)).toContainEqual(
      expect.objectContaining({ name: 'agent.pid', type: 'uint64', description: expect.any(String) }),
    );
  });
});

describe('rules schema', () => {
  test('is a JSON Schema of rule files', () => {
    expect(JSON.parse(premptictl('rules', 'schema').stdout)).toMatchObject({
      $schema: expect.stringContaining('json-schema.org'),
    });
  });
});

describe('what would act on the terminal', () => {
  const NAME = 'A \u001b[31m\u009b2J\u202e rule';
  const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}]/u;

  test.each([
    ['list', ['list'], '.'],
    ['show', ['show', NAME], '.'],
    ['test', ['test'], '.'],
    ['validate', ['validate', '--standalone'], 'rules.yaml'],
  ])('is not shown by rules %s', (_, verb, path) => {
    const prefix = join(home, 'hostile\u001b[2J');
    const rule = JSON.stringify(NAME);
    const file = fileIn(
      'hostile\u001b[2J/rules/user/rules.yaml',
      GIT.replace('Deny git push', rule).replace(
        'git push( .*)?"',
        'x" or exec.canonical contains \u001b[3m',
      ),
    );
    fileIn(
      'hostile\u001b[2J/rules/tests/x.yaml',
      `- rule: ${rule}\n  match: [git pull]\n- rule: ${JSON.stringify(`${NAME}x`)}\n`,
    );
    const run = premptictl('rules', ...verb, ...(path === '.' ? ['--prefix', prefix] : [file, file]));
    expect(run.stdout).toContain('[3');
    expect(run.stdout).not.toMatch(UNSEEN);
    expect(run.stderr).toBe('');
  });
});

describe('rules validate', () => {
  const BAD = GIT.replace('exec.canonical', 'exec.canonica').replace('CRITICAL', 'HIGH');

  test('shows all mistakes and exits 1, with nothing on standard error', () => {
    const run = premptictl('rules', 'validate', fileIn('bad.yaml', BAD));
    expect(run).toMatchObject({ status: 1, stderr: '' });
    expect(run.stdout).toMatch(
      /bad\.yaml:4:14: error: .*\[FIELD001[\s\S]*bad\.yaml:6:13: error: .*\[RULE005/,
    );
    expect(run.stdout).toMatch(/\n✗ 2 errors, 0 warnings in 1 file\n$/);
    const [, page = ''] = /^what the codes mean: (.*)$/m.exec(run.stdout) ?? [];
    expect(readFileSync(page, 'utf8')).toContain('\n## FIELD001\n');
  });

  test('gives the result of Falco as JSON, for the files that were given', () => {
    const path = fileIn('bad.yaml', BAD);
    const run = premptictl('rules', 'validate', path, '--json');
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      falco_load_results: [
        {
          name: path,
          successful: false,
          errors: [
            { code: 'LOAD_ERR_COMPILE_CONDITION', codedesc: expect.any(String), message: expect.any(String) },
            { code: 'LOAD_ERR_YAML_VALIDATE' },
          ],
          warnings: [],
        },
      ],
    });
  });

  test('gives SARIF', () => {
    const run = premptictl('rules', 'validate', fileIn('bad.yaml', BAD), '--sarif');
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'premptictl' } },
          results: [
            {
              ruleId: 'FIELD001',
              level: 'error',
              locations: [{ physicalLocation: { region: { startLine: 4 } } }],
            },
            { ruleId: 'RULE005' },
          ],
        },
      ],
    });
  });

  test('knows what the other user files define, and reads folders', () => {
    const path = fileIn(
      'uses.yaml',
      '- rule: Deny git push\n  condition: or tool.name = X\n  override: {condition: append}\n',
    );
    expect(premptictl('rules', 'validate', path)).toMatchObject({
      status: 0,
      stdout: '✓ 0 errors, 0 warnings in 1 file\n',
    });
    expect(premptictl('rules', 'validate', '--standalone', path).status).toBe(1);
    expect(premptictl('rules', 'validate', join(home, '.prempti/rules/user')).stdout).toContain('in 2 files');
  });

  test('is not kept from its work by another user file that does not load', () => {
    fileIn('broken/rules/user/bad.yaml', '- rule: R\n');
    const run = premptictl('rules', 'validate', fileIn('good.yaml', GIT), '--prefix', join(home, 'broken'));
    expect(run).toMatchObject({ status: 0, stdout: '✓ 0 errors, 0 warnings in 1 file\n' });
    expect(run.stderr).toBe('note: broken/rules/user/bad.yaml does not load either and is left out\n');
  });

  test('takes warnings for errors, and our language for none, when asked to', () => {
    const warns = fileIn('warns.yaml', '- list: unused_list_of_mine\n  items: [a]\n');
    expect(premptictl('rules', 'validate', warns)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('✓ 0 errors, 1 warning in 1 file'),
    });
    expect(premptictl('rules', 'validate', '--warnings-as-errors', warns).status).toBe(1);
    const ours = fileIn('ours.yaml', GIT);
    expect(premptictl('rules', 'validate', '--standalone', ours).status).toBe(0);
    expect(premptictl('rules', 'validate', '--standalone', '--strict', ours).status).toBe(1);
  });
});
