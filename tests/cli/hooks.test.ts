import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runPremptictl } from '../support/premptictl.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'prempti-hooks-'));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

const premptictl = (...args: readonly string[]) => runPremptictl(home, args);

function put(path: string, text: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Every file below the home, but for those of the guard itself. */
function filesAtHome(): Readonly<Record<string, string>> {
  const names = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('.prempti/'));
  return Object.fromEntries(paths.map((path) => [path.slice(home.length + 1), readFileSync(path, 'utf8')]));
}

/** What a person of several agents has. */
function putAgents(): void {
  put('.claude/settings.json', '{\n\t"model": "opus"\n}\n');
  put('.codex/config.toml', '# mine\nmodel = "gpt-5.5"\n');
  put('.gemini/settings.json', '{\n  // mine\n  "ui": {"theme": "x"} // dark\n}\n');
  mkdirSync(join(home, '.qwen'));
}

const shown = (stdout: string) =>
  JSON.parse(stdout) as { agents: { agent: string; guarded: boolean; status: string; problems: string[] }[] };

test('without names, adds to every agent that is found, and uninstalling leaves every file as it was', () => {
  putAgents();
  const before = filesAtHome();
  const add = premptictl('hook', 'add', '--json');
  expect(add).toMatchObject({ status: 0, stderr: '' });
  const found = ['claude', 'codex', 'gemini', 'qwen'];
  expect(shown(add.stdout).agents.map(({ agent, guarded }) => [agent, guarded])).toEqual(
    found.map((agent) => [agent, true]),
  );
  expect(filesAtHome()['.gemini/settings.json']).toContain('// dark');
  expect(premptictl('hook', 'status')).toMatchObject({ status: 0 });
  expect(premptictl('hook', 'add').stdout.match(/already registered/g)).toHaveLength(found.length);
  expect(premptictl('uninstall')).toMatchObject({ status: 0, stderr: '' });
  expect(filesAtHome()).toEqual(before);
});

test('removing takes away the folders that it leaves empty below those of agents', () => {
  const names = ['copilot', 'opencode', 'pi'];
  expect(premptictl('hook', 'add', ...names)).toMatchObject({ status: 0 });
  const folders = ['.copilot', '.config/opencode', '.pi/agent'].map((folder) => join(home, folder));
  put('.pi/agent/extensions/mine.ts', '');
  expect(folders.map((folder) => readdirSync(folder))).toEqual([['hooks'], ['plugins'], ['extensions']]);
  expect(premptictl('hook', 'remove', ...names)).toMatchObject({ status: 0 });
  expect(folders.map((folder) => readdirSync(folder))).toEqual([[], [], ['extensions']]);
});

test.runIf(process.platform === 'linux')('uninstalling undoes what enable did', () => {
  put('bin/systemctl', '#!/bin/sh\n');
  chmodSync(join(home, 'bin/systemctl'), 0o755);
  const env = { PATH: `${join(home, 'bin')}:/usr/bin:/bin` };
  expect(runPremptictl(home, ['enable'], env)).toMatchObject({ status: 0 });
  expect(Object.keys(filesAtHome()).join()).toContain('systemd');
  const { status, stdout } = premptictl('uninstall');
  expect(status).toBe(0);
  expect(stdout).toContain('does not start at login any more');
  expect(Object.keys(filesAtHome())).toEqual(['bin/systemctl']);
});

test('a dry run shows what would change and changes nothing', () => {
  putAgents();
  const before = filesAtHome();
  const { status, stdout } = premptictl('hook', 'add', '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain(`--- ${home}/.codex/config.toml\n+++ ${home}/.codex/config.toml\n@@ -1,2 +1,`);
  expect(stdout).toContain(`--- /dev/null\n+++ ${home}/.codex/hooks.json\n@@ -0,0 +1,`);
  expect(filesAtHome()).toEqual(before);
  expect(premptictl('uninstall', '--dry-run')).toMatchObject({ status: 0, stdout: '' });
});

describe('status', () => {
  test('exits 1 while an agent that is found is not guarded, and says how to change that', () => {
    putAgents();
    premptictl('hook', 'add', 'claude', 'codex', 'qwen');
    const run = premptictl('hook', 'status');
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('Claude Code is guarded');
    expect(run.stdout).toContain('run "premptictl hook add gemini"');
    expect(premptictl('hook', 'status', 'codex')).toMatchObject({ status: 0 });
  });

  test('says that there is no agent', () => {
    expect(premptictl('hook', 'status')).toMatchObject({ status: 0, stdout: 'No agent is found here.\n' });
    expect(premptictl('hook', 'add')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('name one'),
    });
  });

  test('sees that the project switches the hooks of an agent off', () => {
    putAgents();
    premptictl('hook', 'add');
    const path = put('.gemini/settings.json', readFileSync(join(home, '.gemini/settings.json'), 'utf8'));
    expect(path).toContain(home);
    mkdirSync(join(home, '.git'));
    put(
      '.codex/config.toml',
      `${readFileSync(join(home, '.codex/config.toml'), 'utf8')}[features]\nhooks = false\n`,
    );
    const { status, stdout } = premptictl('hook', 'status', '--json');
    expect(status).toBe(1);
    expect(shown(stdout).agents.find(({ agent }) => agent === 'codex')).toMatchObject({
      guarded: false,
      status: 'disabled',
      switchedOffHere: [{ path: join(home, '.codex/config.toml') }],
    });
  });
});

test('a file that cannot be edited is left alone and does not keep others from being guarded', () => {
  putAgents();
  const broken = put('.codex/config.toml', 'model = \n');
  const run = premptictl('hook', 'add');
  expect(run.status).toBe(1);
  expect(run.stderr).toBe(`premptictl: Codex CLI: ${broken}: line 1, column 9: expected a value\n`);
  expect(readFileSync(broken, 'utf8')).toBe('model = \n');
  expect(existsSync(join(home, '.codex/hooks.json'))).toBe(false);
  expect(premptictl('hook', 'status', 'claude')).toMatchObject({ status: 0 });
});

test('the file as it was is kept beside one that a person has edited since', () => {
  const path = put('.claude/settings.json', '{"model": "opus"}\n');
  premptictl('hook', 'add', 'claude');
  writeFileSync(path, readFileSync(path, 'utf8').replace('opus', 'sonnet'));
  premptictl('hook', 'remove', 'claude');
  expect(readFileSync(path, 'utf8')).toBe('{"model": "sonnet"}\n');
  expect(readFileSync(`${path}.prempti-backup`, 'utf8')).toBe('{"model": "opus"}\n');
});

test.each([
  ['nobody', 'unknown agent "nobody"; known agents: claude, codex, gemini'],
  ['generic', 'is registered by hand'],
])('%s is no agent to register with', (name, problem) => {
  expect(premptictl('hook', 'add', name)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(problem),
  });
});
