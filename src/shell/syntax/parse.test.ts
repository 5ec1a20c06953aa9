// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseScript, parseWord, resolveParts } from './parse.ts';

describe('the parser boundary', () => {
  it('is the only place that knows the parser', () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const users = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && /from 'unbash/.test(readFileSync(`${root}/${path}`, 'utf8')))
      .filter((path) => !path.endsWith('parse.test.ts'));
    expect(users).toEqual(['syntax/parse.ts']);
  });

  it('gives a tree of what could be read, and the problems', () => {
    const script = parseScript('ls; echo "a');
    expect(script.commands).toHaveLength(2);
    expect(script.errors?.map(({ message }) => message)).toEqual(['unterminated double quote']);
  });

  it('gives nothing for what is nested too deeply to be read', () => {
    const script = parseScript('coproc '.repeat(20_000));
    expect(script.errors?.map(({ message }) => message)).toEqual(['nested too deeply']);
  });

  it('reads one word', () => {
    expect(parseWord('"a"b')?.value).toBe('ab');
    expect(parseWord('a b')).toBeUndefined();
    expect(parseWord('')).toBeUndefined();
  });

  it('leaves parts alone that would take too long', () => {
    const deep = { text: '${a:-'.repeat(10_000), parts: [] };
    expect(resolveParts(deep)).toEqual({ parts: undefined, cut: true });
    expect(resolveParts({ text: '${a:-b}', parts: [] })).toEqual({ parts: [], cut: false });
  });
});
