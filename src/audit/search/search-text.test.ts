import { describe, expect, it } from 'vitest';
import { callEntry } from '../../../tests/support/audit-entries.ts';
import { searchRow } from './search-table.ts';
import { columnOfField, searchTexts, shownVerdict } from './search-text.ts';

describe('searchTexts', () => {
  it('has each text once, in its column', () => {
    const entry = callEntry('D=prod; ./deploy "$D"', {
      fields: {
        'tool.input': JSON.stringify({
          command: 'D=prod; ./deploy "$D"',
          description: 'ship it',
          env: { A: ['b'] },
        }),
        'exec.line': ['./deploy prod', 'D=prod'],
        'exec.name': ['deploy'],
        'fs.execute': ['/srv/deploy'],
        'fs.read': ['/srv/deploy', '/srv/.env'],
        'fs.read_home': ['~/x'],
        'net.host': ['a.example'],
        'net.upload': ['a.example'],
      },
      rules: ['Ask', 'Ask'],
      verdict: 'ask',
      project: '/srv',
    });
    expect(searchTexts(entry)).toEqual({
      command: ['D=prod; ./deploy "$D"', './deploy prod'],
      file: ['/srv/deploy', '/srv/.env'],
      program: ['deploy'],
      host: ['a.example'],
      rule: ['Ask'],
      text: ['Falco noted D=prod; ./deploy "$D" because of Ask', 'ship it', 'b'],
      tool: ['Bash'],
      agent: ['claude_code'],
      session: ['aaaa1111-0000'],
      project: ['/home/dev/app', '/srv'],
      verdict: ['ask'],
      mode: ['guardrails'],
      kind: ['call'],
    });
  });

  it('takes all of an input whose JSON masking has cut through', () => {
    const entry = callEntry('', { fields: { 'tool.input': '{"content":"a\\n--b ****' } });
    expect(searchTexts(entry).text).toEqual(['{"content":"a --b ****']);
  });

  it('keeps a bounded part of long texts', () => {
    const entry = callEntry('x'.repeat(100_000), {
      fields: { 'fs.read': Array.from({ length: 1_000 }, (_, n) => `/${'y'.repeat(100)}${n}`) },
    });
    const texts = searchTexts(entry);
    expect(Object.values(texts).map((values) => values.join('').length)).toEqual(
      expect.arrayContaining([16_384, 16_384]),
    );
    expect(JSON.stringify(texts).length).toBeLessThan(64 * 1024);
  });
});

describe('searchRow', () => {
  it.each([
    ['deep input', `${'['.repeat(10_000)}${'"",'.repeat(15_000)}""${']'.repeat(10_000)}`],
    ['input that is too deep', '['.repeat(32_000) + ']'.repeat(32_000)],
    ['many short texts', JSON.stringify(Array.from({ length: 12_000 }, (_, n) => n.toString(36)))],
    ['dots', '.a'.repeat(32_000)],
    ['dashes', '-'.repeat(64_000)],
  ])('takes a bounded part of %s', (_, input) => {
    const paths = Array.from({ length: 1_000 }, (_each, n) => `/p${n}`);
    const entry = callEntry(input.slice(0, 64_000), {
      fields: { 'tool.input': input, 'fs.read': paths, 'exec.line': paths },
    });
    expect(searchRow(entry).join('').length).toBeLessThan(256 * 1024);
  });
});

describe('columnOfField', () => {
  it.each([
    ['fs.write', 'file'],
    ['fs.write_home', undefined],
    ['exec.line', 'command'],
    ['exec.name', 'program'],
    ['net.upload', 'host'],
    ['net.url', 'text'],
    ['exec.opaque', undefined],
  ])('of %s is %s', (name, column) => {
    expect(columnOfField(name)).toBe(column);
  });
});

describe('shownVerdict', () => {
  it.each([
    [callEntry('ls', { verdict: 'deny', rules: ['Deny'] }), 'deny'],
    [callEntry('ls', { verdict: 'ask', rules: ['Ask'] }), 'ask'],
    [callEntry('ls', { verdict: 'defer', rules: ['Note'] }), 'allow'],
    [callEntry('ls', { verdict: 'allow' }), 'pass'],
  ])('of %# is %s', (entry, verdict) => {
    expect(shownVerdict(entry)).toBe(verdict);
  });
});
