import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { pi } from './pi.ts';
import { TOOL_TABLE } from './tool-table.ts';

const calling = (toolName: string, input: unknown) => ({
  event: { type: 'tool_call', toolName, toolCallId: 'c', input },
  ctx: { cwd: '/home/dev', hasUI: false, sessionId: 's' },
});

/** What the calls work on, without the rest. */
function subjects(payload: unknown): unknown {
  const parsed = pi.parse(payload);
  if (parsed.kind !== 'calls') return parsed;
  return parsed.calls.map(({ agent, event, tool, input, useId, sessionId, cwd, ...subject }) => subject);
}

const file = (path: string, access: string) => ({ file: { path, access } });

test.each([
  ['bash', { command: 'ls', timeout: 5 }, { command: 'ls' }],
  ['read', { path: 'a', offset: 1 }, file('a', 'read')],
  ['read', { path: '@~/.ssh/id_rsa' }, file('~/.ssh/id_rsa', 'read')],
  ['read', { path: '@@a' }, file('@a', 'read')],
  ['read', { path: '/my\u00a0own\u3000file' }, file('/my own file', 'read')],
  ['write', { path: 'a', content: 'x' }, file('a', 'write')],
  ['edit', { path: 'a', edits: [{ oldText: 'x', newText: 'y' }] }, file('a', 'write')],
  ['grep', { pattern: 'x', path: '@/etc' }, file('/etc', 'search')],
  ['find', { pattern: '*.key', path: '/etc' }, file('/etc', 'search')],
  ['ls', {}, {}],
  ['novel', { path: 'a' }, file('a', 'write')],
])('a call of %s %j works on what its keys say', (tool, input, expected) => {
  expect(subjects(calling(tool, input))).toEqual([expected]);
});

test.each([
  [[], 'the payload is an array, not an object'],
  [{}, '"event" is missing, not an object'],
  [{ event: { type: 'input' } }, '"type" is "input", not "tool_call"'],
  [{ event: calling('bash', { command: 'ls' }).event }, '"ctx" is missing, not an object'],
  [calling('bash', 'ls'), '"input" is a string, not an object'],
  [calling('read', {}), `"path" of the tool's input is missing, not a string`],
])('%j is refused', (payload, problem) => {
  expect(pi.parse(payload)).toMatchObject({ kind: 'invalid', problem });
});

test('any JSON is read without throwing', () => {
  const tool = fc.oneof(fc.constantFrom(...TOOL_TABLE.keys(), '__proto__'), fc.string());
  const input = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('path', 'command'), fc.jsonValue()));
  const payload = fc.tuple(tool, input).map(([name, value]) => calling(name, value));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), payload), (value) => {
      const parsed = pi.parse(value);
      expect(parsed.kind).not.toBe('notice');
      if (parsed.kind === 'calls') expect(parsed.calls.length).toBeGreaterThan(0);
    }),
  );
});

test.each([
  [['-p', 'Do it'], true],
  [['--mode', 'json', 'Do it'], true],
  [['--mode', 'rpc'], false],
  [['json'], false],
])('with the arguments %j nobody can be asked: %s', (args, isHeadless) => {
  expect(pi.isHeadless?.({ args, hasTerminal: true })).toBe(isHeadless);
});

test('an ask goes to the extension, but for a run in which nobody can be asked', () => {
  const answer = { decision: 'ask', reason: 'sure?' } as const;
  expect(JSON.parse(pi.render('tool_call', answer).stdout)).toEqual(answer);
  const refused = pi.render('tool_call', answer, { isHeadless: true });
  expect(refused).toEqual(pi.render('tool_call', askAsRefusal(answer)));
});

test.each([
  [{}, '/home/dev/.pi/agent/extensions/prempti.js'],
  [{ PI_CODING_AGENT_DIR: '/srv/pi/' }, '/srv/pi/extensions/prempti.js'],
  [{ PI_CODING_AGENT_DIR: '~/pi' }, '/home/dev/pi/extensions/prempti.js'],
  [{ PI_CODING_AGENT_DIR: 'relative' }, '/home/dev/.pi/agent/extensions/prempti.js'],
])('with the environment %j the extension is %s', (env, path) => {
  expect(pi.registration?.paths({ home: '/home/dev', env })).toEqual([path]);
});
