import { parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { findSettingsFaults } from './settings-rules.ts';

/** Messages about the settings, which are serialised first: an `undefined` is a missing key. */
function faults(value: unknown): readonly string[] {
  const root = parseTree(typeof value === 'string' ? value : JSON.stringify(value));
  if (root === undefined) throw new Error('not JSON');
  return findSettingsFaults(root).map(({ message }) => message);
}

const preToolUse = (...groups: unknown[]) => ({ hooks: { PreToolUse: groups } });
const hook = (entry: object) =>
  preToolUse({ matcher: '', hooks: [{ type: 'command', command: 'x', ...entry }] });

// Every case below was run on release 2.1.330: a deny hook beside it held, or was dropped with the file.

describe('settings with which the hooks hold', () => {
  test.each([
    {},
    { $schema: 'https://example.com/x' },
    { permissions: {} },
    { permissions: { deny: ['Bash('], foo: 1 } },
    { permissions: { deny: [5], allow: [''] } },
    { permissions: { defaultMode: 'auto' } },
    { env: { A: 1, B: true, C: null, D: {} } },
    { model: '' },
    { disableAllHooks: false },
    { allowManagedHooksOnly: true },
    { allowedHttpHookUrls: [] },
    { attribution: false },
    { effortLevel: 'zzz' },
    { enabledMcpjsonServers: 'x' },
    { extraKnownMarketplaces: 5 },
    { forceLoginMethod: 'zzz' },
    { theme: 5 },
    { statusLine: { type: 'command', command: 'x' } },
    { unknownKey: { a: [1] } },
    { hooks: { Foo: 5, PostToolUse: 5, Stop: [{ hooks: [{ type: 'weird' }] }] } },
    hook({}),
    hook({ onFailure: 'continue' }),
    hook({ timeout: 0.5 }),
    hook({ command: '' }),
    hook({ args: ['a'] }),
    hook({ async: true, once: true }),
    hook({ if: 'Bash(' }),
    hook({ shell: 'powershell' }),
    hook({ unknown: 5 }),
    hook({ type: 'http', url: 'http://127.0.0.1:7/' }),
    hook({ type: 'prompt', prompt: 'x' }),
    hook({ type: 'agent', prompt: 'x' }),
    hook({ type: 'mcp_tool', server: 'a', tool: 'b' }),
    preToolUse({ hooks: [] }),
    preToolUse({ matcher: '(', hooks: [], foo: 1 }),
  ])('%j', (settings) => {
    expect(faults(settings)).toEqual([]);
  });
});

describe('settings that the agent drops as a whole', () => {
  test.each([
    [[], 'the file holds an array, not an object'],
    [{ $schema: 5 }, '"$schema" is 5; expected a string'],
    [{ permissions: null }, '"permissions" is null; expected an object'],
    [{ permissions: { deny: 5 } }, '"permissions.deny" is 5; expected an array'],
    [
      { permissions: { additionalDirectories: 'x' } },
      '"permissions.additionalDirectories" is "x"; expected an array',
    ],
    [
      { permissions: { defaultMode: 'weird' } },
      '"permissions.defaultMode" is "weird"; expected "default" or "acceptEdits" or "bypassPermissions" or "plan" or "dontAsk" or "auto" or "manual"',
    ],
    [{ env: 7 }, '"env" is 7; expected an object'],
    [{ env: [] }, '"env" is an array; expected an object'],
    [{ model: null }, '"model" is null; expected a string'],
    [{ disableAllHooks: 1 }, '"disableAllHooks" is 1; expected a boolean'],
    [{ allowManagedHooksOnly: 'x' }, '"allowManagedHooksOnly" is "x"; expected a boolean'],
    [{ allowedHttpHookUrls: 'x' }, '"allowedHttpHookUrls" is "x"; expected an array of strings'],
    [{ cleanupPeriodDays: 0 }, '"cleanupPeriodDays" is 0; expected a number above 0'],
    [{ sandbox: 5 }, '"sandbox" is 5; expected an object'],
    [{ hooks: null }, '"hooks" is null; expected an object'],
    [{ hooks: [] }, '"hooks" is an array; expected an object'],
    [{ hooks: { PreToolUse: {} } }, '"hooks.PreToolUse" is an object; expected an array'],
    [{ hooks: { PermissionRequest: 5 } }, '"hooks.PermissionRequest" is 5; expected an array'],
    [preToolUse(null), '"hooks.PreToolUse[0]" is null; expected an object {"matcher", "hooks"}'],
    [
      preToolUse({ matcher: 'x' }),
      '"hooks.PreToolUse[0]" has no "hooks"; wrap the hook in {"matcher": "", "hooks": [...]}',
    ],
    [preToolUse({ hooks: {} }), '"hooks.PreToolUse[0].hooks" is an object; expected an array'],
    [preToolUse({ matcher: 5, hooks: [] }), '"hooks.PreToolUse[0].matcher" is 5; expected a string'],
    [preToolUse({ hooks: [null] }), '"hooks.PreToolUse[0].hooks[0]" is null; expected an object'],
    [
      hook({ type: 'weird' }),
      '"hooks.PreToolUse[0].hooks[0].type" is "weird"; expected one of "command", "http", "mcp_tool", "prompt", "agent"',
    ],
    [
      hook({ type: undefined }),
      '"hooks.PreToolUse[0].hooks[0].type" is missing; expected one of "command", "http", "mcp_tool", "prompt", "agent"',
    ],
    [hook({ command: undefined }), '"hooks.PreToolUse[0].hooks[0].command" is missing'],
    [
      hook({ onFailure: 'deny' }),
      '"hooks.PreToolUse[0].hooks[0].onFailure" is "deny"; expected "continue" or "block"',
    ],
    [hook({ timeout: 0 }), '"hooks.PreToolUse[0].hooks[0].timeout" is 0; expected a number above 0'],
    [hook({ timeout: '30' }), '"hooks.PreToolUse[0].hooks[0].timeout" is "30"; expected a number above 0'],
    [hook({ args: [5] }), '"hooks.PreToolUse[0].hooks[0].args" is an array; expected an array of strings'],
    [
      hook({ shell: 'fish' }),
      '"hooks.PreToolUse[0].hooks[0].shell" is "fish"; expected "bash" or "powershell"',
    ],
    [hook({ async: 'x' }), '"hooks.PreToolUse[0].hooks[0].async" is "x"; expected a boolean'],
    [hook({ type: 'http' }), '"hooks.PreToolUse[0].hooks[0].url" is missing'],
    [
      hook({ type: 'http', url: 'nope' }),
      '"hooks.PreToolUse[0].hooks[0].url" is "nope"; expected a URL with its scheme',
    ],
    [
      hook({ type: 'http', url: 'http://h/', headers: { A: 5 } }),
      '"hooks.PreToolUse[0].hooks[0].headers" is an object; expected an object of strings',
    ],
    [hook({ type: 'mcp_tool', server: 'a' }), '"hooks.PreToolUse[0].hooks[0].tool" is missing'],
    [hook({ type: 'prompt' }), '"hooks.PreToolUse[0].hooks[0].prompt" is missing'],
    ['{"hooks":{},"hooks":{}}', '"hooks" is there twice and only the last counts; merge them'],
    [
      '{"hooks":{"PreToolUse":[],"PreToolUse":[]}}',
      '"PreToolUse" is there twice and only the last counts; merge them',
    ],
  ])('%j', (settings, message) => {
    expect(faults(settings)).toEqual([message]);
  });

  test('for several reasons are told all of them', () => {
    expect(faults({ model: 5, env: 7 })).toHaveLength(2);
  });
});
