// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { analyzeCommand } from '../index.ts';
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

/** Scripts, and whether Bash takes them. */
const scripts: readonly (readonly [script: string, valid: boolean])[] = [
  ['ls', true],
  ['', true],
  ['# only a comment', true],
  ['a && b || c; d & e', true],
  ['if a; then b; elif c; then d; else e; fi', true],
  ['for i in a b; do c; done; for ((i=0;i<3;i++)); do d; done', true],
  ['while a; do b; done; until c; do d; done', true],
  ['case x in a|b) c;; *) d;& esac', true],
  ['select x in a b; do c; done', true],
  ['f() { a; }; function g { b; }', true],
  ['[[ -f a && ! b == c* || x =~ ^y ]]', true],
  ['(( a += 1 )); echo $((a[1] ? 2 : 3))', true],
  ['cat <<A <<-B\nx\nA\n\ty\n\tB', true],
  ['a <<< "b" 2>&1 >| c {d}< e &> f', true],
  ['coproc X { a; }; time -p b; ! c', true],
  ['a=(1 [3]=x) b[2]=y c+=z; declare -A d=([k]=v)', true],
  ["echo $'a\\x41' ${a:-${b#c}} ${!d@} ${e[@]:1:2} `f`", true],
  ['diff <(a) >(b)', true],
  ['echo {a,b}{1..3} @(a|b) !(c)', true],
  ['if a; then b', false],
  ['echo "a', false],
  ["echo 'a", false],
  ['echo $(a', false],
  ['echo ${a', false],
  ['(a', false],
  ['a | | b', false],
  ['while a; do b', false],
  ['case x in a) b', false],
  ['; a', false],
  ['a &&', false],
  ['f() { a;', false],
];

describe('what is valid', () => {
  it.each(scripts)('%s: %s', (script, valid) => {
    const codes = analyzeCommand(script, { cwd: '/w', home: '/h' }).opaque.map(({ code }) => code);
    expect(codes.includes('syntax')).toBe(!valid);
  });

  it('is what Bash says', (test) => {
    if (spawnSync('bash', ['--version']).status !== 0) test.skip('there is no bash here');
    for (const [script, valid] of scripts) {
      const { status } = spawnSync('bash', ['-n', '-O', 'extglob', '-c', script]);
      expect([script, status === 0]).toEqual([script, valid]);
    }
  });
});
