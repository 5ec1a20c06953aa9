import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexedText } from './indexed-text.ts';
import { compilePattern, type PatternKind } from './pattern.ts';

const CASES: readonly [PatternKind, pattern: string, found: readonly string[], other: readonly string[]][] = [
  ['words', 'push', ['git push', 'PUSH', 'git-push', 'a.push()'], ['pushd', 'gitpush']],
  ['words', 'git push', ['git  push\n', 'sudo git\tpush -f'], ['git pushes', 'git -C x push']],
  ['words', 'git*push', ['git push', 'git -C x push'], ['legit push', 'push git']],
  ['words', 'dep*', ['deploy', 'a dep'], ['redeploy', 'de']],
  ['words', '*ploy', ['deploy'], ['deployed']],
  ['words', '.env', ['cat .env', 'cp a.env b'], ['env', '.environment']],
  ['words', '--force', ['git push --force', '"--force"'], ['force', '--forced', 'a--force', '---force']],
  ['words', '-rf', ['rm -rf x'], ['rm --rf x', 'x-rf', '-rfv']],
  ['words', '--no*', ['npm i --no-audit'], ['no-audit']],
  ['words', 'secrets.ts', ['src/secrets.ts'], ['secrets/ts', 'secrets.tsx', 'mysecrets.ts']],
  ['words', '部署', ['立即部署到'], ['部 署']],
  ['words', '"; DROP', ['x"; drop table'], ['drop']],
  ['words', '$(', ['echo $(id)'], ['echo (id)']],
  ['path', 'secrets.ts', ['secrets.ts', '/a/secrets.ts', '/a/secrets.ts/b'], ['/a/my-secrets.ts']],
  [
    'path',
    '/home/dev/.aws',
    ['/home/dev/.aws', '/home/dev/.aws/credentials'],
    ['/x/home/dev/.aws', '/home/dev/.awsx'],
  ],
  ['path', '/home/dev/', ['/home/dev/x'], ['/home/dev', '/home/device']],
  ['path', '*.pem', ['/a/key.pem', 'x.PEM'], ['/a/key.pem.txt', '/a/pem']],
  ['path', '.ssh/id_*', ['/home/dev/.ssh/id_rsa'], ['/home/dev/.ssh/config', '/home/a.ssh/id_rsa']],
  [
    'host',
    'evil.example',
    ['evil.example', 'api.evil.example', 'evil.example:8080'],
    ['notevil.example', 'evil.example.org'],
  ],
  ['host', '10.0.*', ['10.0.0.1'], ['110.0.0.1']],
  ['whole', 'bash', ['Bash'], ['BashOutput', 'a bash']],
  ['whole', 'mcp__*', ['mcp__github__list'], ['xmcp__a']],
  ['whole', '*', ['', 'a'], []],
];

/** Whether the index gives a text to a query. */
function isIndexed(text: string, phrases: readonly string[]): boolean {
  if (phrases.length === 0) return true;
  const database = new DatabaseSync(':memory:');
  database.exec(
    `CREATE VIRTUAL TABLE search USING fts5(t, content = '', tokenize = "unicode61 remove_diacritics 0")`,
  );
  database.prepare('INSERT INTO search (rowid, t) VALUES (1, ?)').run(indexedText(text));
  const found = database.prepare('SELECT rowid FROM search WHERE search MATCH ?').all(phrases.join(' AND '));
  database.close();
  return found.length === 1;
}

describe('compilePattern', () => {
  it.each(CASES)('as %s, %j is found where it should be', (kind, pattern, found, other) => {
    const { matches } = compilePattern(pattern, kind);
    expect(found.filter((text) => !matches(text))).toEqual([]);
    expect(other.filter((text) => matches(text))).toEqual([]);
  });

  it.each(CASES)('as %s, %j has phrases that the index has of what it matches', (kind, pattern, found) => {
    const { phrases } = compilePattern(pattern, kind);
    expect(found.filter((text) => !isIndexed(text, phrases))).toEqual([]);
  });

  it('never matches what its phrases do not find', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        'a',
        'B',
        '1',
        '.',
        '-',
        '/',
        ' ',
        '_',
        '"',
        "'",
        '*',
        '\n',
        'é',
        'e\u0301',
        '漢',
        '😀',
        ':',
      ),
      maxLength: 14,
    });
    const kind = fc.constantFrom<PatternKind>('words', 'path', 'host', 'whole');
    fc.assert(
      fc.property(
        text,
        kind,
        fc.nat(14),
        fc.nat(14),
        fc.array(fc.nat(14), { maxLength: 2 }),
        (of, as, from, length, stars) => {
          // A part of the text, some of it behind stars, so that most patterns match.
          let pattern = of.slice(from, from + length);
          for (const at of stars) pattern = `${pattern.slice(0, at)}*${pattern.slice(at + 1)}`;
          const { matches, phrases } = compilePattern(pattern, as);
          return !matches(of) || isIndexed(of, phrases);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('takes linear time: of a text of this length anything else would never end', () => {
    expect(compilePattern('*a*a*a*a*a*a*b', 'words').matches('a'.repeat(2 ** 22))).toBe(false);
  });
});
