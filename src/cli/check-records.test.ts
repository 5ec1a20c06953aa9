import { describe, expect, it } from 'vitest';
import { checkRecord, createDefaultGuard, parseCheckRecord } from './check-records.ts';

const home = '/home/dev';
const cwd = '/home/dev/project';
const guard = createDefaultGuard(home);

describe('checkRecord', () => {
  it.each([
    { tool: 'Write', input: { file_path: '~/.ssh/x', content: '' }, verdict: 'deny' },
    { tool: 'Bash', input: { command: 'sudo make install' }, verdict: 'ask' },
    { tool: 'Bash', input: { command: 'npm test' }, verdict: 'defer' },
    { tool: 'Read', input: {}, verdict: 'deny' },
  ])('answers $verdict to $tool $input', ({ tool, input, verdict }) => {
    expect(checkRecord(guard, { id: 'a', tool, input, cwd }, { home }).verdict).toBe(verdict);
  });

  it('names every matching rule but the catch-all', () => {
    const input = { file_path: '/opt/app/config.json', content: '{}' };
    expect(checkRecord(guard, { id: 'a', tool: 'Write', input, cwd }, { home })).toEqual({
      id: 'a',
      verdict: 'ask',
      rules: ['Monitor activity outside working directory', 'Ask before writing outside working directory'],
    });
  });
});

describe('parseCheckRecord', () => {
  it('keeps what a check needs and drops the rest', () => {
    const line = '{"id":"a","tool":"Bash","input":{"command":"ls"},"cwd":"/x","label":"allow"}';
    expect(parseCheckRecord(line)).toEqual({
      ok: true,
      record: { id: 'a', tool: 'Bash', input: { command: 'ls' }, cwd: '/x' },
    });
  });

  it.each([
    ['{"id":1}', '"id" is not a string'],
    ['{"id":"a"}', '"tool" is not a string'],
    ['{"id":"a","tool":"Bash","input":[]}', '"input" is not an object'],
    ['{"id":"a","tool":"Bash","input":{},"cwd":1}', '"cwd" is not a string'],
    ['[]', 'expected an object with "id", "tool" and "input"'],
  ])('says what is wrong with %s', (line, problem) => {
    expect(parseCheckRecord(line)).toEqual({ ok: false, problem });
  });

  it('says that a line is not JSON', () => {
    expect(parseCheckRecord('{')).toMatchObject({ ok: false, problem: expect.stringContaining('not JSON') });
  });
});
