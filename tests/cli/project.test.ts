import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claudeDecision, claudePayload, runHook } from '../support/hook.ts';
import { asPerson, hasPerson } from '../support/person.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';

/** What a repository says about its own policy: the built premptictl, the built hook, and a person who trusts it. */

const CLIENT = join(PROGRAM, '..', '..', 'dist', 'hook-client.cjs');

const DEPLOYS = `packs: [git-strict]
rules:
  - rule: Deny deploys
    desc: d
    condition: tool.input contains "make deploy"
    output: Falco stops a deploy
    priority: WARNING
    source: coding_agent
    tags: [coding_agent_deny]
`;

let home: string;
let project: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'prempti-')));
  project = join(home, 'work', 'app');
  mkdirSync(join(project, '.git'), { recursive: true });
  mkdirSync(join(project, 'src'));
  mkdirSync(join(home, '.prempti', 'config'), { recursive: true });
  writeFileSync(join(home, '.prempti', 'config', 'prempti.yaml'), 'service: {start: manual}\n');
});
afterEach(() => {
  premptictl('stop');
  rmSync(home, { recursive: true });
});

const premptictl = (...args: readonly string[]) => runPremptictl(home, args);

/** Writes the file of the project, and gives its path. */
function say(text: string): string {
  const path = join(project, '.prempti.yaml');
  writeFileSync(path, text);
  return path;
}

/** What Claude Code is answered to a command in the project. */
async function answerTo(command: string, cwd = join(project, 'src')): Promise<string> {
  const env = { HOME: home, PATH: '/usr/bin:/bin' };
  return claudeDecision((await runHook(CLIENT, ['claude'], claudePayload(command, cwd), env)).stdout);
}

describe.each(['in the hook', 'in the service'])('the policy of a project, evaluated %s', (where) => {
  test('is in force there, follows the file, and is on record', async () => {
    const path = say(DEPLOYS);
    if (where === 'in the service') premptictl('start');
    expect(await answerTo('make deploy')).toBe('deny');
    expect(await answerTo('make deploy', home)).toBe('defer');
    say(DEPLOYS.replaceAll('deploy', 'push'));
    expect(await answerTo('make deploy')).toBe('defer');
    expect(await answerTo('make push')).toBe('deny');
    premptictl('stop');
    const records = readFileSync(join(home, '.prempti', 'log', 'falco.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { output_fields: Record<string, unknown> }).output_fields)
      .filter((fields) => 'prempti.verdict' in fields);
    expect(records.map((fields) => fields['prempti.project'])).toEqual([[path], undefined, [path], [path]]);
    expect(new Set(records.map((fields) => fields['prempti.policy'])).size).toBe(3);
  });
});

describe('premptictl', () => {
  test('tells which file of a project is in force', () => {
    const path = say(DEPLOYS);
    const projects = [{ path, trust: 'none' }];
    const call = ['make deploy', '--cwd', join(project, 'src'), '--json'];
    expect(JSON.parse(premptictl('test', ...call).stdout)).toMatchObject({
      verdict: 'deny',
      rules: [{ rule: 'Deny deploys', file: path, line: 3 }],
      projects,
    });
    expect(JSON.parse(premptictl('explain', ...call).stdout)).toMatchObject({ verdict: 'deny', projects });
    expect(premptictl('test', 'make deploy').stdout).not.toContain('Project:');
    const here = (...args: readonly string[]): string =>
      runPremptictl(home, args, {}, join(project, 'src')).stdout;
    expect(JSON.parse(here('status', '--json'))).toMatchObject({ projects });
    expect(here('status')).toContain(`Project: ${path} (can only make the policy stricter)`);
    expect(here('doctor')).toContain(`${path} can make the policy stricter here`);
    expect(here('rules', 'list', '--source', 'project')).toContain('Deny deploys');
    say('packs: [git-strikt]\n');
    expect(JSON.parse(here('status', '--json'))).toMatchObject({
      problems: [`${path}: there is no pack "git-strikt"; did you mean "git-strict"?`],
    });
  });

  test.each(['test', 'explain'])(
    '%s takes the file of another project, or none, where it is told to',
    (verb) => {
      const path = say(DEPLOYS);
      const verdict = (...args: readonly string[]): unknown =>
        JSON.parse(premptictl(verb, 'make deploy', '--json', ...args).stdout);
      const inProject = ['--cwd', project];
      expect(verdict('--project', join(project, 'src'))).toMatchObject({
        verdict: 'deny',
        projects: [{ path }],
      });
      expect(verdict(...inProject)).toMatchObject({ verdict: 'deny', projects: [{ path }] });
      expect(verdict(...inProject, '--no-project')).toMatchObject({
        verdict: verb === 'test' ? 'defer' : 'pass',
        projects: [],
      });
      expect(premptictl(verb, 'make deploy', '--project', home)).toMatchObject({
        status: 1,
        stderr: `premptictl: there is no .prempti.yaml at ${home}, nor above it in its repository\n`,
      });
    },
  );

  test('check takes the file of the project that it is run in, and says so', () => {
    const path = say(DEPLOYS);
    const calls = join(home, 'calls.jsonl');
    writeFileSync(calls, '{"id": "a", "tool": "Bash", "input": {"command": "make deploy"}}\n');
    const check = (cwd: string, ...args: readonly string[]) => {
      const { stdout, stderr } = runPremptictl(home, ['check', '--jsonl', calls, ...args], {}, cwd);
      return { verdict: JSON.parse(stdout).verdict, stderr };
    };
    const said = `Project: ${path} (can only make the policy stricter)\n`;
    expect(check(project)).toEqual({ verdict: 'deny', stderr: said });
    expect(check(home, '--project', project)).toEqual({ verdict: 'deny', stderr: said });
    expect(check(project, '--no-project')).toEqual({ verdict: 'defer', stderr: '' });
    expect(check(home)).toEqual({ verdict: 'defer', stderr: '' });
    say('modes: guardrails\n');
    expect(check(project).stderr).toContain('problem: ');
  });

  test('has an agent that can say so tell the person what is wrong when a session starts', async () => {
    const path = say('modes: guardrails\n');
    const payload = { session_id: 's', cwd: project, hook_event_name: 'SessionStart', source: 'startup' };
    const env = { HOME: home, PATH: '/usr/bin:/bin' };
    const { stdout } = await runHook(CLIENT, ['claude'], JSON.stringify(payload), env);
    const warning = `The policy of this project: ${path}:1:1: unknown key "modes"; did you mean "mode"?`;
    expect(stdout).toContain(JSON.stringify(warning).slice(1, -1));
  });

  test('lets only a person trust a file', () => {
    say('mode: monitor\n');
    const { status, stderr } = premptictl('trust', project);
    expect(status).toBe(1);
    expect(stderr).toContain('only a person can say what is trusted');
  });
});

describe.runIf(hasPerson)('a person', () => {
  test('lets a project loosen the policy until its file changes, and takes that back', async () => {
    say(DEPLOYS);
    expect(await answerTo('cat ~/.ssh/id_rsa')).toBe('deny');
    const path = say('mode: monitor\n');
    expect(await answerTo('cat ~/.ssh/id_rsa')).toBe('deny');
    const trusted = await asPerson(home, ['trust', join(project, 'src')]);
    expect(trusted.text).toContain('mode: monitor');
    expect(trusted.text).toContain(`${path} is trusted as it stands here`);
    expect(statSync(join(home, '.prempti', 'trust.json')).mode & 0o777).toBe(0o600);
    expect(await answerTo('cat ~/.ssh/id_rsa')).toBe('defer');
    expect(JSON.parse(premptictl('trust', '--list', '--json').stdout)).toMatchObject([
      { path, state: 'trusted' },
    ]);
    say('mode: monitor # changed\n');
    expect(await answerTo('cat ~/.ssh/id_rsa')).toBe('deny');
    expect(premptictl('trust', '--list').stdout).toContain(`${path}  changed`);
    await asPerson(home, ['trust', project, '--revoke']);
    expect(premptictl('trust', '--list').stdout).toBe('nothing is trusted\n');
    const records = premptictl('audit', 'search', '--kind', 'trust', '--file', path, '--json').stdout;
    const said = records
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { username: by } = userInfo();
    const sha256 = createHash('sha256').update('mode: monitor\n').digest('hex');
    expect(said).toMatchObject([
      { kind: 'trust', path, trust: 'trusted', sha256, by },
      { kind: 'trust', path, trust: 'revoked', sha256, by },
    ]);
    expect(premptictl('audit', 'verify').stdout).toContain('are as they were written');
    expect(premptictl('logs').stdout).toMatch(
      new RegExp(`${by} trusts ${path}\n[^]*${by} trusts ${path} no more`),
    );
  });
});
