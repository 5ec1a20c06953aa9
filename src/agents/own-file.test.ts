import { expect, test } from 'vitest';
import type { HookCommand } from './agent.ts';
import { ownFile } from './own-file.ts';

const hook: HookCommand = {
  command: '/usr/bin/node',
  args: ['/opt/prempti/dist/hook-client.cjs', 'pi'],
  timeoutSeconds: 60,
  socketPath: '/run/broker.sock',
};
const { inspect, add, remove } = ownFile(({ args }) => `run ${args.join(' ')}\n`);
const OURS = 'run /opt/prempti/dist/hook-client.cjs pi\n';
const STALE = 'run /old/dist/hook-client.cjs pi\n';
const foreign = 'the file is not ours; move it away';

test.each([
  ['no file', undefined, { kind: 'absent' }],
  ['an empty file', '\n', { kind: 'absent' }],
  ['what this version writes', OURS, { kind: 'registered' }],
  ['an older file of ours', STALE, { kind: 'needs-repair' }],
  ['our text with an addition', `${OURS}x`, { kind: 'needs-repair' }],
  ['a file of somebody else', 'hello', { kind: 'broken', problem: foreign }],
])('%s is told from the others', (_, text, status) => {
  expect(inspect(text, hook)).toMatchObject(status);
});

test.each([
  ['no file', undefined, { ok: true, text: OURS }],
  ['an empty file', '', { ok: true, text: OURS }],
  ['what this version writes', OURS, { ok: true, text: OURS }],
  ['an older file of ours', STALE, { ok: true, text: OURS }],
  ['a file of somebody else', 'hello', { ok: false, problem: foreign }],
])('adding to %s gives our text, or leaves what is not ours', (_, text, edit) => {
  expect(add(text, hook)).toEqual(edit);
});

test.each([
  ['no file', undefined, undefined],
  ['what this version writes', OURS, undefined],
  ['an older file of ours', STALE, undefined],
  ['a file of somebody else', 'hello', 'hello'],
])('removing from %s takes only what is ours', (_, text, after) => {
  expect(remove(text)).toEqual({ ok: true, text: after });
});
