import type { Json, JsonObject } from '../agent.ts';

// Every case was run on release 2.1.330, and `npm run e2e:claude` runs them again: a deny hook that stands in the
// same file holds, or is dropped with the file.

const preToolUse = (...groups: readonly Json[]): JsonObject => ({ hooks: { PreToolUse: groups } });
const hook = (entry: JsonObject): JsonObject =>
  preToolUse({ matcher: '', hooks: [{ type: 'command', command: 'x', ...entry }] });

/** Settings with which the hooks of the file hold. */
export const HOLDING_SETTINGS: readonly JsonObject[] = [
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
];

/** Settings that the agent drops as a whole, with what we say about each. */
export const DROPPED_SETTINGS: readonly (readonly [settings: JsonObject, message: string])[] = [
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
    preToolUse({ hooks: [{ command: 'x' }] }),
    '"hooks.PreToolUse[0].hooks[0].type" is missing; expected one of "command", "http", "mcp_tool", "prompt", "agent"',
  ],
  [preToolUse({ hooks: [{ type: 'command' }] }), '"hooks.PreToolUse[0].hooks[0].command" is missing'],
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
];
