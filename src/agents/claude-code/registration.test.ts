import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HookCommand } from '../agent.ts';
import { losesHook, registration, settingsText } from './registration.ts';

const { add, inspect, remove } = settingsText;

const CLIENT = '/opt/prempti/dist/hook-client.cjs';
const hook: HookCommand = {
  command: '/usr/bin/node',
  args: [CLIENT, 'claude'],
  timeoutSeconds: 60,
  socketPath: '',
};
const entry = { type: 'command', command: hook.command, args: hook.args, timeout: 60, onFailure: 'block' };
const group = { matcher: '', hooks: [entry] };
const foreign = { matcher: 'Bash', hooks: [{ type: 'command', command: 'notify "$TOOL"' }] };

const settings = (value: object, indent: string | number = 2): string => JSON.stringify(value, null, indent);
const theirs = (groups: unknown[]): string => settings({ hooks: { PreToolUse: groups } });
const registered = (groups: unknown[], others = [group] as unknown[]): string =>
  settings({ hooks: { PreToolUse: groups, ConfigChange: others, SessionStart: others } });

function added(text: string | undefined): string {
  const edit = add(text, hook);
  if (!edit.ok || edit.text === undefined) throw new Error(JSON.stringify(edit));
  return edit.text;
}

test('a new file names its schema and holds our hook alone', () => {
  expect(added(undefined)).toBe(`{
  "$schema": "https://json.schemastore.org/claude-code-settings.json",
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "",
        "hooks": [
          {
            "type": "command",
            "command": "/usr/bin/node",
            "args": [
              "/opt/prempti/dist/hook-client.cjs",
              "claude"
            ],
            "timeout": 60,
            "onFailure": "block"
          }
        ]
      }
    ],
    "ConfigChange": [
      {
        "matcher": "",
        "hooks": [
          {
            "type": "command",
            "command": "/usr/bin/node",
            "args": [
              "/opt/prempti/dist/hook-client.cjs",
              "claude"
            ],
            "timeout": 60,
            "onFailure": "block"
          }
        ]
      }
    ],
    "SessionStart": [
      {
        "matcher": "",
        "hooks": [
          {
            "type": "command",
            "command": "/usr/bin/node",
            "args": [
              "/opt/prempti/dist/hook-client.cjs",
              "claude"
            ],
            "timeout": 60,
            "onFailure": "block"
          }
        ]
      }
    ]
  }
}
`);
});

const userFiles: readonly (readonly [title: string, text: string | undefined])[] = [
  ['no file', undefined],
  ['an empty file', ''],
  ['an empty line', '\n'],
  ['a byte order mark alone', '\uFEFF'],
  ['an empty object', '{}'],
  ['an empty object on a line', '{}\n'],
  ['an empty object over lines', '{\n}\n'],
  ['one line', '{"model":"opus"}'],
  ['one spaced line', '{ "model": "opus" }\n'],
  ['two spaces', settings({ model: 'opus', env: { A: '1' } })],
  ['four spaces', `${settings({ model: 'opus' }, 4)}\n`],
  ['tabs', `${settings({ model: 'opus', permissions: { deny: ['Read(.env)'] } }, '\t')}\n`],
  ['CRLF', `${settings({ model: 'opus' }).replaceAll('\n', '\r\n')}\r\n`],
  ['a byte order mark', `\uFEFF${settings({ model: 'opus' })}`],
  ['an odd layout', '{ "env" : {"A":"1"} ,\n\n   "model":"opus"  }'],
  ['hooks of other events', settings({ hooks: { Stop: [foreign] }, model: 'opus' })],
  ['hooks of other events after', settings({ model: 'opus', hooks: { Stop: [foreign] } }, '\t')],
  ['a foreign group', theirs([foreign])],
  ['foreign groups on one line', '{"hooks":{"PreToolUse":[{"hooks":[]},{"matcher":"X","hooks":[]}]}}'],
  ['an unknown event and unknown keys', settings({ hooks: { Foo: 5 }, bar: [1, { b: null }] })],
  ['a bad hook under an event that tolerates it', settings({ hooks: { PostToolUse: [{ type: 'x' }] } })],
  ['hooks switched off', settings({ disableAllHooks: true })],
];

describe.each(userFiles)('%s', (_, text) => {
  test('has no hook of ours at first', () => {
    expect(inspect(text, hook)).toEqual({ kind: 'absent' });
    expect(remove(text)).toEqual({ ok: true, text });
  });

  test('keeps every character when the hook is added', () => {
    const after = added(text);
    let at = 0;
    for (const character of text?.trimEnd() ?? '') {
      at = after.indexOf(character, at) + 1;
      expect(at).toBeGreaterThan(0);
    }
    const { hooks, ...rest } = JSON.parse(after.replace('\uFEFF', ''));
    const { hooks: before, ...restBefore } = JSON.parse(text?.replace('\uFEFF', '').trim() || '{}');
    delete rest.$schema;
    expect(rest).toEqual(restBefore);
    expect(hooks).toEqual({
      ...before,
      PreToolUse: [...(before?.PreToolUse ?? []), group],
      ConfigChange: [group],
      SessionStart: [group],
    });
  });

  test('is registered after the hook is added, unless hooks are switched off', () => {
    const kind = text?.includes('disableAllHooks') === true ? 'disabled' : 'registered';
    expect(inspect(added(text), hook).kind).toBe(kind);
  });

  test('does not change when the hook is added again', () => {
    expect(add(added(text), hook)).toEqual({ ok: true, text: added(text) });
  });

  test('is the very file it was when the hook is removed', () => {
    expect(remove(added(text))).toEqual({ ok: true, text });
  });
});

test('any valid file is the very file it was after adding and removing', () => {
  const groups = fc.array(fc.constantFrom(foreign, { hooks: [] }), { minLength: 1, maxLength: 3 });
  const hooks = fc.dictionary(fc.constantFrom('PreToolUse', 'Stop', 'PermissionRequest'), groups, {
    minKeys: 1,
  });
  const members = fc.dictionary(fc.constantFrom('x', 'y', '"', '__proto__'), fc.jsonValue(), { maxKeys: 3 });
  const content = fc
    .tuple(members, fc.option(hooks, { nil: undefined }), members)
    .map(([first, own, last]) => ({ ...first, ...(own && { hooks: own }), ...last }));
  const layout = fc.tuple(
    fc.constantFrom(0, 1, 2, 4, '\t'),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\uFEFF'),
    fc.constantFrom('', '\n', '\n\n'),
  );
  fc.assert(
    fc.property(content, layout, (value, [indent, eol, mark, end]) => {
      const text = mark + (settings(value, indent) + end).replaceAll('\n', eol);
      expect(inspect(added(text), hook)).toEqual({ kind: 'registered' });
      expect(remove(added(text))).toEqual({ ok: true, text });
    }),
    { numRuns: 500 },
  );
});

test('containers that were empty before are removed with the hook', () => {
  for (const text of ['{"hooks": {}}', '{"hooks": {"PreToolUse": []}}']) {
    expect(remove(added(text))).toEqual({ ok: true, text: '{}' });
  }
});

test('hooks that others put beside ours stay when ours is removed', () => {
  const shared = { matcher: '', hooks: [entry, ...foreign.hooks] };
  const edit = remove(registered([foreign, shared]));
  expect(edit).toMatchObject({ ok: true });
  expect(JSON.parse(edit.ok ? (edit.text ?? '') : '')).toEqual({
    hooks: { PreToolUse: [foreign, { matcher: '', hooks: foreign.hooks }] },
  });
});

const original = (command: string) => ({ matcher: '', hooks: [{ type: 'command', command }] });
const without = (key: string): object => {
  const { [key as keyof typeof entry]: _, ...rest } = entry;
  return rest;
};

describe('a registration that would not block reliably', () => {
  test.each<[string, unknown[], string[]]>([
    [
      'the original interceptor',
      [original('$HOME/.prempti/bin/claude-interceptor')],
      [
        'runs "$HOME/.prempti/bin/claude-interceptor" through a shell',
        'lacks "onFailure": "block": a hook that fails lets the call run',
        'has no timeout: a hung hook holds a call for 600 s',
      ],
    ],
    [
      'the original interceptor of another prefix',
      [original('"/opt/my apps/bin/claude-interceptor"')],
      [
        'runs "\\"/opt/my apps/bin/claude-interceptor\\"" through a shell',
        'lacks "onFailure": "block": a hook that fails lets the call run',
        'has no timeout: a hung hook holds a call for 600 s',
      ],
    ],
    [
      'no onFailure',
      [{ matcher: '', hooks: [without('onFailure')] }],
      ['lacks "onFailure": "block": a hook that fails lets the call run'],
    ],
    [
      'onFailure continue',
      [{ matcher: '', hooks: [{ ...entry, onFailure: 'continue' }] }],
      ['lacks "onFailure": "block": a hook that fails lets the call run'],
    ],
    [
      'an onFailure that the agent does not know',
      [{ matcher: '', hooks: [{ ...entry, onFailure: 'deny' }] }],
      [
        '"hooks.PreToolUse[0].hooks[0].onFailure" is "deny"; expected "continue" or "block"',
        'lacks "onFailure": "block": a hook that fails lets the call run',
      ],
    ],
    [
      'a timeout of 0',
      [{ matcher: '', hooks: [{ ...entry, timeout: 0 }] }],
      ['"hooks.PreToolUse[0].hooks[0].timeout" is 0; expected a number above 0'],
    ],
    [
      'no timeout',
      [{ matcher: '', hooks: [without('timeout')] }],
      ['has no timeout: a hung hook holds a call for 600 s'],
    ],
    [
      'another prefix',
      [{ matcher: '', hooks: [{ ...entry, args: [CLIENT, 'claude', '--prefix', '/other'] }] }],
      ['belongs to the prefix /other, not to (default)'],
    ],
    [
      'another installation',
      [{ matcher: '', hooks: [{ ...entry, args: ['/old/dist/hook-client.cjs', 'claude'] }] }],
      [`runs "/usr/bin/node /old/dist/hook-client.cjs claude" instead of "/usr/bin/node ${CLIENT} claude"`],
    ],
    ['a narrow matcher', [{ ...group, matcher: 'Bash' }], ['sees only tools that match "Bash"']],
    [
      'a condition',
      [{ matcher: '', hooks: [{ ...entry, if: 'Bash(git *)' }] }],
      ['has an "if", so that it does not see every call'],
    ],
    ['once', [{ hooks: [{ ...entry, once: true }] }], ['has "once": it sees the first call only']],
    [
      'async',
      [{ hooks: [{ ...entry, async: true }] }],
      ['has "async": the call does not wait for the verdict'],
    ],
    ['twice', [group, group], ['registered 2 times for PreToolUse: each call is judged as often']],
    [
      'an entry without its group',
      [entry],
      [
        '"hooks.PreToolUse[0]" has no "hooks"; wrap the hook in {"matcher": "", "hooks": [...]}',
        'stands outside of a {"matcher", "hooks"} group',
      ],
    ],
  ])('%s is told and repaired in place', (_, groups, problems) => {
    const before = registered([...groups, foreign]);
    expect(inspect(before, hook)).toEqual({ kind: 'needs-repair', problems });
    expect(added(before)).toBe(registered([group, foreign]));
  });

  test('beside a foreign hook in one group leaves that hook where it is', () => {
    const shared = { matcher: 'Bash', hooks: [foreign.hooks[0], without('onFailure')] };
    expect(added(registered([shared]))).toBe(registered([foreign, group]));
  });

  test('under another event is moved to PreToolUse', () => {
    const before = settings({ hooks: { PostCompact: [group], Stop: [foreign] } });
    expect(inspect(before, hook)).toEqual({
      kind: 'needs-repair',
      problems: [
        'not registered for PreToolUse',
        'not registered for ConfigChange',
        'not registered for SessionStart',
        'registered for PostCompact, where it is of no use',
      ],
    });
    expect(added(before)).toBe(
      settings({
        hooks: { Stop: [foreign], PreToolUse: [group], ConfigChange: [group], SessionStart: [group] },
      }),
    );
  });

  test('says that hooks are switched off, too', () => {
    const text = settings({
      disableAllHooks: true,
      hooks: { PreToolUse: [group, group], ConfigChange: [group], SessionStart: [group] },
    });
    expect(inspect(text, hook)).toEqual({
      kind: 'needs-repair',
      problems: [
        'registered 2 times for PreToolUse: each call is judged as often',
        '"disableAllHooks" is true, so that no hook runs; remove it or set it to false',
      ],
    });
  });
});

test.each(['"*"', '""'])('a group whose matcher is %s sees every tool', (matcher) => {
  const text = registered([group]).replace('"matcher": ""', `"matcher": ${matcher}`);
  expect(inspect(text, hook)).toEqual({ kind: 'registered' });
});

test('keys that a person adds to our entry do not make it need repair', () => {
  const text = registered([{ hooks: [{ ...entry, statusMessage: 'checking' }], note: 'ours' }]);
  expect(inspect(text, hook)).toEqual({ kind: 'registered' });
});

test('hooks switched off by a value that is not true or false make the file unreadable', () => {
  expect(inspect('{"disableAllHooks": "true"}', hook)).toEqual({
    kind: 'broken',
    problem: 'line 1, column 21: "disableAllHooks" is "true"; expected a boolean',
  });
});

describe('a file that the agent would ignore', () => {
  test.each([
    [
      '{"model": "opus",}',
      'line 1, column 18: "}" where a value or key is expected; look for a comma too many before it',
    ],
    ['{\n  // mine\n}', 'line 2, column 3: a comment, which JSON does not allow; remove it'],
    ['[]', 'line 1, column 1: the file holds an array, not an object'],
    ['{"permissions": 5}', 'line 1, column 17: "permissions" is 5; expected an object'],
  ])('%j is left alone', (text, problem) => {
    expect(inspect(text, hook)).toEqual({ kind: 'broken', problem });
    expect(add(text, hook)).toEqual({ ok: false, problem });
    expect(remove(text)).toEqual({ ok: false, problem });
  });
});

test.each([
  ['/home/dev', {}, '/home/dev/.claude/settings.json'],
  ['/home/dev', { CLAUDE_CONFIG_DIR: '/etc/claude' }, '/etc/claude/settings.json'],
  ['/home/dev', { CLAUDE_CONFIG_DIR: '/etc/claude/' }, '/etc/claude/settings.json'],
  ['/home/dev', { CLAUDE_CONFIG_DIR: '' }, '/home/dev/.claude/settings.json'],
  ['/home/dev', { CLAUDE_CONFIG_DIR: 'relative' }, '/home/dev/.claude/settings.json'],
  ['C:\\Users\\dev', { CLAUDE_CONFIG_DIR: 'D:\\claude' }, 'D:\\claude/settings.json'],
])('with the home %s and %j the settings are in %s', (home, env, path) => {
  expect(registration.paths({ home, env })).toEqual([path]);
});

describe('a change of settings that a session is about to take up', () => {
  const users = { path: '/home/dev/.claude/settings.json', isUsers: true };
  const projects = { path: '/p/.claude/settings.json', isUsers: false };

  test.each([
    [users, registered([group]), undefined],
    [users, theirs([foreign]), 'our hook is not in it any more'],
    [users, settings({ hooks: { PostToolUse: [group] } }), 'our hook is not in it any more'],
    [users, undefined, 'our hook is not in it any more'],
    [users, '{"hooks": {', 'it would not be read: line 1, column 12: a closing brace } is missing'],
    [
      users,
      settings({ disableAllHooks: true }),
      '"disableAllHooks" is true, so that no hook runs; remove it or set it to false',
    ],
    [
      projects,
      settings({ disableAllHooks: true }),
      '"disableAllHooks" is true, so that no hook runs; remove it or set it to false',
    ],
    [projects, settings({ model: 'opus' }), undefined],
    [projects, '{', undefined],
    [projects, undefined, undefined],
  ])('%j of %j', (change, text, problem) => {
    expect(losesHook(change, text)).toBe(problem);
  });
});

describe('where the service answers over HTTP', () => {
  const http = { url: 'http://127.0.0.1:4711/hook/claude', token: 'secret' };
  const overHttp = { ...hook, http };
  const httpEntry = {
    type: 'http',
    url: http.url,
    headers: { authorization: 'Bearer secret' },
    timeout: 60,
    onFailure: 'block',
  };
  const httpGroup = { matcher: '', hooks: [httpEntry] };
  const text = registered([httpGroup], [httpGroup]);

  test('a new registration asks there, and blocks when it gets no answer', () => {
    const edit = add('{}', overHttp);
    expect(edit.ok && JSON.parse(edit.text ?? '')).toEqual(JSON.parse(text));
    expect(inspect(text, overHttp)).toEqual({ kind: 'registered', asksOverHttp: true });
    expect(remove(text)).toMatchObject({ ok: true });
  });

  test('one by command stays', () => {
    expect(inspect(registered([group]), overHttp)).toEqual({ kind: 'registered' });
  });

  test.each([
    ['another port', { ...overHttp, http: { ...http, url: 'http://127.0.0.1:1/hook/claude' } }, /instead of/],
    ['another token', { ...overHttp, http: { ...http, token: 'other' } }, /token/],
    ['no endpoint', hook, /nothing answers/],
  ])('is repaired for %s', (_what, wanted, problem) => {
    const status = inspect(text, wanted);
    const problems = Array(3).fill(expect.stringMatching(problem));
    expect(status).toEqual({ kind: 'needs-repair', problems });
    const edit = add(text, wanted);
    expect(edit.ok && inspect(edit.text, wanted)).toMatchObject({ kind: 'registered' });
  });

  test('a foreign HTTP hook is left alone', () => {
    const other = theirs([{ matcher: '', hooks: [{ ...httpEntry, url: 'http://127.0.0.1:4711/mine' }] }]);
    expect(inspect(other, overHttp)).toEqual({ kind: 'absent' });
    expect(remove(other)).toEqual({ ok: true, text: other });
  });
});
