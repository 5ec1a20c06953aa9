import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import type { LoggedCall } from './call-view.ts';
import { SessionTitles } from './session-titles.ts';

const user = (content: unknown, more: object = {}): object => ({
  type: 'user',
  message: { role: 'user', content },
  ...more,
});

function write(name: string, lines: readonly object[], dir = tempDir()): string {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return join(dir, name);
}

const callOf = (agent: string, transcriptPath: string) =>
  ({ agent, sessionId: 's1', transcriptPath }) as LoggedCall;

describe('the title of a session', () => {
  it.each<[what: string, lines: readonly object[], title: string]>([
    [
      'the first message of a person',
      [{ type: 'mode' }, user('Fix the login'), user('More')],
      'Fix the login',
    ],
    ['a message in parts', [user([{ type: 'image' }, { type: 'text', text: 'Look' }])], 'Look'],
    [
      'no command and nothing of the agent itself',
      [user('<command-name>/x'), user('a', { isMeta: true }), user('b')],
      'b',
    ],
    ['what the agent calls it', [user('a'), { type: 'ai-title', aiTitle: 'Login' }], 'Login'],
    [
      'what the person calls it, the last time',
      [
        { type: 'custom-title', customTitle: 'One' },
        user('a'),
        { type: 'custom-title', customTitle: 'Two' },
        { type: 'ai-title', aiTitle: 'Login' },
      ],
      'Two',
    ],
    ['cut', [user('x'.repeat(80))], `${'x'.repeat(49)}…`],
    ['on one line, with nothing that drives a terminal', [user('a\nb\u001b[2J')], 'a ⏎ b·[2J'],
    ['without secrets', [user('use ghp_Abcdefghij0123456789Klmnopqrst01234567')], 'use ghp_****'],
    ['nothing where nobody said anything', [{ type: 'mode' }], ''],
  ])('is %s', (_what, lines, title) => {
    expect(new SessionTitles().titleOf(callOf('claude_code', write('t.jsonl', lines)), 0)).toBe(title);
  });

  it.each(['', '/nowhere.jsonl', '/dev/zero', '/etc/hostname', '/'])('is empty for %j', (path) => {
    expect(new SessionTitles().titleOf(callOf('claude_code', path), 0)).toBe('');
  });

  it('of Codex is the last name that its index gives', () => {
    const home = tempDir();
    write(
      'session_index.jsonl',
      [
        { id: 's1', thread_name: 'One' },
        { id: 's1', thread_name: 'Two' },
        { id: 's2', thread_name: 'Other' },
      ],
      home,
    );
    expect(new SessionTitles({ CODEX_HOME: home }).titleOf(callOf('codex', ''), 0)).toBe('Two');
  });

  it('is read anew when the file has changed, and not more than once a second', () => {
    const path = write('t.jsonl', [user('one')]);
    const titles = new SessionTitles();
    const titleAt = (ms: number): string => titles.titleOf(callOf('claude_code', path), ms);
    expect(titleAt(0)).toBe('one');
    writeFileSync(path, `${JSON.stringify({ type: 'custom-title', customTitle: 'two and more' })}\n`);
    expect(titleAt(999)).toBe('one');
    expect(titleAt(1_000)).toBe('two and more');
  });
});
