import { describe, expect, test } from 'vitest';
import type { HookCommand, SettingsFile } from '../agent.ts';
import { registration } from './registration.ts';
import { trustHash } from './trust.ts';

const { add, inspect, remove } = registration;
const hook: HookCommand = {
  command: '/usr/bin/node',
  args: ['/opt/prempti/dist/hook-client.cjs', 'codex'],
  timeoutSeconds: 60,
  socketPath: '',
};

const [hooksPath = '', configPath = '', requirementsPath = ''] = registration.paths({
  home: '/home/dev',
  env: {},
});

function files(hooks?: string, config?: string, requirements?: string): readonly SettingsFile[] {
  return [
    { path: hooksPath, text: hooks },
    { path: configPath, text: config },
    { path: requirementsPath, text: requirements },
  ];
}

function added(before: readonly SettingsFile[]): readonly SettingsFile[] {
  const edit = add(before, hook);
  if (!edit.ok) throw new Error(edit.problem);
  return edit.files;
}

const texts = (all: readonly SettingsFile[]) => all.map(({ text }) => text);
const [newHooks = '', newConfig = ''] = texts(added(files()));
const foreign = { matcher: 'Bash', hooks: [{ type: 'command', command: 'notify' }] };

test('the hooks are trusted by the sums that Codex works out for them', () => {
  // Both read off `hooks/list` of the real program.
  expect(trustHash('pre_tool_use', { type: 'command', command: '/bin/true', timeout: 60 }, undefined)).toBe(
    'sha256:981e232c472c5b73933a8740c151ca72892b18b717b500d42c596e4bcf35c308',
  );
  expect(trustHash('permission_request', { type: 'command', command: '/bin/true x' }, '')).toBe(
    'sha256:3259b46b7a0700e0d09157044a745a2988259901e724ab812f3fafc5bafbe6f8',
  );
});

test('new files hold one hook for each event that is answered, and the trust in it', () => {
  const line = JSON.parse(newHooks).hooks.PreToolUse[0].hooks[0].command;
  expect(line).toMatch(/^\/bin\/sh -c '.*' prempti 55 \/usr\/bin\/node \/opt\/prempti/);
  const group = { hooks: [{ type: 'command', command: line, timeout: 60 }] };
  expect(JSON.parse(newHooks)).toMatchObject({
    hooks: { PreToolUse: [group], PermissionRequest: [group], SessionStart: [group] },
  });
  const block = (event: string) => `[hooks.state."/home/dev/.codex/hooks.json:${event}:0:0"]
trusted_hash = "${trustHash(event, group.hooks[0] ?? {}, undefined)}"
enabled = true
`;
  expect(newConfig).toBe(['pre_tool_use', 'permission_request', 'session_start'].map(block).join('\n'));
});

describe('files of a person', () => {
  test.each<readonly [string, string | undefined, string | undefined]>([
    ['only a configuration', undefined, 'model = "gpt-5.5" # mine\n'],
    ['an empty configuration', undefined, ''],
    ['a configuration without a line end', undefined, '[features]\nweb_search = true'],
    ['a configuration with blank lines at its end', '{}', 'a = 1\n\n\n'],
    [
      'a configuration of another system',
      '{}\r\n',
      '# mine\r\n[projects."/x"]\r\ntrust_level = "trusted"\r\n',
    ],
    [
      'hooks and trust of others',
      JSON.stringify({ description: 'mine', hooks: { PreToolUse: [foreign], Stop: [foreign] } }, null, 2),
      `[hooks.state."${hooksPath}:pre_tool_use:0:0"]\ntrusted_hash = "sha256:1"\n\n[other]\nx = """\n[hooks.state]"""\n`,
    ],
  ])('%s keep every character and are the very files they were after removal', (_, hooks, config) => {
    const before = files(hooks, config);
    const after = added(before);
    expect(after[1]?.text).toContain(config);
    expect(inspect(after, hook)).toEqual({ kind: 'registered' });
    expect(added(after)).toEqual(after);
    expect(remove(after)).toEqual({ ok: true, files: before });
  });

  test('that a person wrote on in stay as written when our hook is removed', () => {
    const [hooks] = added(files(undefined, 'a = 1\n'));
    const config = `${added(files(undefined, 'a = 1\n'))[1]?.text}\n[projects."/x"]\ntrust_level = "trusted"\n`;
    const edit = remove(files(hooks?.text, config));
    expect(edit.ok && texts(edit.files)).toEqual([
      undefined,
      'a = 1\n\n[projects."/x"]\ntrust_level = "trusted"\n',
      undefined,
    ]);
  });
});

describe('a registration that Codex would skip', () => {
  const skipped = 'so that Codex skips it silently';
  test.each<readonly [string, string | undefined, readonly string[]]>([
    [
      'without trust',
      undefined,
      [
        `the pre_tool_use hook is not trusted, ${skipped}`,
        `the permission_request hook is not trusted, ${skipped}`,
        `the session_start hook is not trusted, ${skipped}`,
      ],
    ],
    [
      'trusted as something else',
      newConfig.replace(/sha256:\w{4}/, 'sha256:0000'),
      [`another pre_tool_use hook was trusted in its place, ${skipped}`],
    ],
    [
      'not enabled',
      newConfig.replace('enabled = true', 'enabled = false'),
      ['the pre_tool_use hook is not enabled'],
    ],
  ])('%s is told and repaired', (_, config, problems) => {
    const before = files(newHooks, config);
    expect(inspect(before, hook)).toEqual({ kind: 'needs-repair', problems });
    expect(inspect(added(before), hook)).toEqual({ kind: 'registered' });
  });

  test('with its trust in dotted keys or braces is read as Codex reads it', () => {
    const trusts = [...newConfig.matchAll(/"(\/home[^"]*)"\]\ntrusted_hash = "([^"]*)"/g)];
    const dotted = trusts.map(([, key, hash]) => `hooks.state."${key}".trusted_hash = '${hash}'\n`).join('');
    const braces = `[hooks]\nstate = { ${trusts.map(([, key, hash]) => `'${key}' = { trusted_hash = "${hash}" }`).join(', ')} }\n`;
    for (const config of [dotted, braces]) {
      expect(inspect(files(newHooks, config), hook)).toEqual({ kind: 'registered' });
      const stale = config.replaceAll('sha256:', 'sha256:0');
      expect(add(files(newHooks, stale), hook)).toMatchObject({ ok: false });
    }
  });
});

describe('hooks that are switched off', () => {
  test.each([
    [
      '[features]\nhooks = false\n',
      undefined,
      `${configPath}: "features.hooks" is false, so that no hook runs; remove it`,
    ],
    [
      'features = { codex_hooks = false }\n',
      undefined,
      `${configPath}: "features.codex_hooks" is false, so that no hook runs; remove it`,
    ],
    [
      '',
      'allow_managed_hooks_only = true',
      '/etc/codex/requirements.toml: "allow_managed_hooks_only" is true, so that no hook of a user runs',
    ],
  ])('%j %j', (config, requirements, problem) => {
    const before = files(undefined, config, requirements);
    const edit = add(before, hook);
    expect(edit.ok && inspect(edit.files, hook)).toEqual({ kind: 'disabled', problems: [problem] });
    expect(edit.ok && edit.files[2]).toEqual(before[2]);
  });
});

describe('a file that Codex does not read', () => {
  test.each([
    [
      '{"hooks": {}, "version": 1}',
      '',
      'hooks.json: line 1, column 15: "version" is "version"; expected only "hooks" and "description" in this file',
    ],
    [
      '{"hooks": {"PreToolUse": [],}}',
      '',
      'hooks.json: line 1, column 29: "}" where a value or key is expected; look for a comma too many before it',
    ],
    ['\uFEFF{}', '', 'hooks.json: line 1, column 2: a byte order mark, which Codex does not read; remove it'],
    ['{"hooks": {"Stop": 5}}', '', 'hooks.json: line 1, column 20: "hooks.Stop" is 5; expected an array'],
    [
      '{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "x", "timeout": 5.5}]}]}}',
      '',
      'hooks.json: line 1, column 85: "hooks.PreToolUse[0].hooks[0].timeout" is 5.5; expected a whole number of seconds',
    ],
    [
      '{"hooks": {"PreToolUse": [], "PreToolUse": []}}',
      '',
      'hooks.json: line 1, column 30: "PreToolUse" is there twice and only the last counts; merge them',
    ],
    ['{}', 'a = \n', 'config.toml: line 1, column 5: expected a value'],
    [
      '{}',
      'a = "b\n',
      'config.toml: line 1, column 7: a string that is not closed, or an escape that is unknown',
    ],
  ])('%j %j is left alone', (hooks, config, problem) => {
    const before = files(hooks, config);
    expect(add(before, hook)).toEqual({ ok: false, problem: `/home/dev/.codex/${problem}` });
    expect(remove(files(hooks === '{}' ? newHooks : hooks, config))).toEqual({
      ok: false,
      problem: `/home/dev/.codex/${problem}`,
    });
  });
});

test.each([
  [{}, '/home/dev/.codex/hooks.json'],
  [{ CODEX_HOME: '' }, '/home/dev/.codex/hooks.json'],
  [{ CODEX_HOME: '/etc/my-codex/' }, '/real/etc/my-codex/hooks.json'],
])('with %j the hooks are in %s', (env, path) => {
  const user = { home: '/home/dev', env, realPath: (found: string) => `/real${found}` };
  expect(registration.paths(user)[0]).toBe(path);
});
