import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { openGuard } from './open-guard.ts';
import { readPolicy } from './policy.ts';
import { prefixAt } from './prefix.ts';

/** A prefix whose `rules/user` is what `make` puts there. */
function prefixWith(make: (userRules: string) => void) {
  const prefix = prefixAt(tempDir());
  mkdirSync(dirname(prefix.userRulesDir), { recursive: true });
  make(prefix.userRulesDir);
  return prefix;
}

describe('readPolicy', () => {
  it('takes the defaults, the files of the user by name, then the catch-all', () => {
    const prefix = prefixWith((folder) => {
      mkdirSync(folder);
      for (const name of ['b.yaml', 'a.yml', 'notes.txt']) writeFileSync(join(folder, name), '');
    });
    const policy = readPolicy(prefix, []);
    const user = policy.filter(({ origin }) => origin === 'user').map(({ path }) => path);
    expect(user).toEqual([join(prefix.userRulesDir, 'a.yml'), join(prefix.userRulesDir, 'b.yaml')]);
    expect(policy[0]?.origin).toBe('default');
    expect(policy.at(-1)?.origin).toBe('seen');
  });

  it('takes the packs that are named after the defaults', () => {
    const policy = readPolicy(prefixAt(tempDir()), ['git-strict']);
    expect(policy.slice(-2).map(({ path, origin }) => [basename(path), origin])).toEqual([
      ['git-strict.yaml', 'pack'],
      ['seen.yaml', 'seen'],
    ]);
  });

  it.each([
    ['git-strikt', 'did you mean "git-strict"?'],
    ['../default/70-self-protection', 'the packs are '],
  ])('says of the pack %s that there is none', (name, hint) => {
    const prefix = prefixAt(tempDir());
    mkdirSync(dirname(prefix.configFile));
    writeFileSync(prefix.configFile, `packs: [git-strict, ${name}]`);
    const { problems, policy } = openGuard(prefix);
    expect(problems).toEqual([expect.stringContaining(`there is no pack "${name}"; ${hint}`)]);
    expect(policy.some(({ path }) => basename(path) === 'git-strict.yaml')).toBe(true);
  });

  const odd: readonly (readonly [what: string, make: (folder: string) => void, problem: RegExp])[] = [
    ['a folder that is a file', (folder) => writeFileSync(folder, ''), /user: ENOTDIR/],
    ['a folder that links to itself', (folder) => symlinkSync(folder, folder), /user: ELOOP/],
    [
      'a folder named as a file',
      (folder) => mkdirSync(join(folder, 'a.yaml'), { recursive: true }),
      /a\.yaml: it is not a regular file/,
    ],
    [
      'a link that leads nowhere',
      (folder) => inFolder(folder, () => symlinkSync('nowhere', join(folder, 'a.yaml'))),
      /a\.yaml: ENOENT/,
    ],
    [
      'a device',
      (folder) => inFolder(folder, () => symlinkSync('/dev/zero', join(folder, 'a.yaml'))),
      /a\.yaml: it is not a regular file/,
    ],
    [
      'a pipe that nobody writes to',
      (folder) => inFolder(folder, () => spawnSync('mkfifo', [join(folder, 'a.yaml')])),
      /a\.yaml: it is not a regular file/,
    ],
  ];
  it.each(odd)('leaves out %s in the place of the rules of the user, and says so', (_what, make, problem) => {
    const { guard, problems } = openGuard(prefixWith(make));
    expect(problems).toEqual([expect.stringMatching(problem)]);
    const call = {
      agent: 'claude_code',
      event: 'PreToolUse',
      tool: 'Read',
      input: {},
      file: { path: '/etc/shadow', access: 'read' },
    } as const;
    expect(guard.judge([call], { timeMs: 0 }).verdict).toBe('deny');
  });
});

function inFolder(folder: string, make: () => void): void {
  mkdirSync(folder);
  make();
}
