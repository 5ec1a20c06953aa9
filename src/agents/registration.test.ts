import { describe, expect, test } from 'vitest';
import type { HookCommand, Registration, SettingsFile } from './agent.ts';
import { AGENTS } from './find-agent.ts';

const user = { home: '/home/dev', env: {} };
const hookOf = (id: string, more: Partial<HookCommand> = {}): HookCommand => ({
  command: '/usr/bin/env',
  args: ['-u', 'NODE_OPTIONS', '/opt/node 24/bin/node', "/opt/it's/dist/hook-client.cjs", id],
  timeoutSeconds: 60,
  socketPath: '/home/dev/.prempti/run/broker.sock',
  ...more,
});

/** The agents that can tell what became of calls. */
const TELLING: readonly string[] = ['claude', 'codex', 'gemini', 'copilot', 'opencode', 'qwen', 'pi'];

const registered = AGENTS.flatMap(({ id, registration }) =>
  registration === undefined ? [] : [[id, registration] as const],
);

function added(registration: Registration, files: readonly SettingsFile[], hook: HookCommand) {
  const edit = registration.add(files, hook);
  if (!edit.ok) throw new Error(edit.problem);
  return edit.files;
}

describe.each(registered)('%s', (id, registration) => {
  const hook = hookOf(id);
  const none = registration.paths(user).map((path) => ({ path, text: undefined }));

  test('lies in the home directory or in the folder that the environment names', () => {
    expect(registration.folder(user)).toMatch(/^\/home\/dev\//);
    expect(registration.paths(user)[0]).toContain(registration.folder(user));
  });

  test('is absent, then registered, then the same when added again', () => {
    expect(registration.inspect(none, hook)).toEqual({ kind: 'absent' });
    const files = added(registration, none, hook);
    expect(files.map(({ path }) => path)).toEqual(registration.paths(user));
    expect(registration.inspect(files, hook)).toEqual({ kind: 'registered' });
    expect(added(registration, files, hook)).toEqual(files);
  });

  test('leaves nothing behind when it is removed, and removing again changes nothing', () => {
    expect(registration.remove(added(registration, none, hook))).toEqual({ ok: true, files: none });
    expect(registration.remove(none)).toEqual({ ok: true, files: none });
  });

  test('that tells of no outcomes is registered, and adding it again makes it tell, where the agent can', () => {
    const older = added(registration, none, hook);
    const telling = { ...hook, tellsOutcomes: true };
    const files = added(registration, older, telling);
    expect(registration.inspect(files, telling)).toEqual({ kind: 'registered' });
    expect(registration.inspect(older, telling)).toEqual({
      kind: 'registered',
      ...(TELLING.includes(id) && { outdated: 'it does not tell what became of calls' }),
    });
    expect(registration.inspect(files, hook)).toEqual({
      kind: 'registered',
      ...(TELLING.includes(id) && { outdated: 'it still tells what became of calls' }),
    });
    expect(files).toEqual(added(registration, none, telling));
    expect(added(registration, files, hook)).toEqual(older);
    expect(registration.remove(files)).toEqual({ ok: true, files: none });
  });

  test('of another installation or prefix is repaired', () => {
    const old = added(registration, none, hookOf(id, { args: ['/old/dist/hook-client.cjs', id] }));
    const other = added(registration, none, { ...hook, args: [...hook.args, '--prefix', '/other'] });
    for (const files of [old, other]) {
      expect(registration.inspect(files, hook)).toMatchObject({ kind: 'needs-repair' });
      expect(added(registration, files, hook)).toEqual(added(registration, none, hook));
    }
  });

  test('holds the command, its timeout and no part that a shell could read otherwise', () => {
    const text = added(registration, none, hook)
      .map((file) => file.text ?? '')
      .join('\n');
    expect(text).toContain('hook-client.cjs');
    expect(added(registration, none, hookOf(id, { timeoutSeconds: 7 }))).not.toEqual(
      added(registration, none, hook),
    );
  });
});
