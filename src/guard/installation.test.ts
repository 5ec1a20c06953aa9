import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { findInstallation, installationAt, partsTouched } from './installation.ts';
import { packageRoot, prefixAt } from './prefix.ts';

const PLACES = {
  packageRoot: '/opt/tools/prempti',
  prefix: '/home/dev/.prempti',
  runtimes: ['/opt/node/bin/node'],
  hookFiles: [{ agent: 'claude', path: '/home/dev/.claude/settings.json' }],
  isCheckout: false,
};
const installed = installationAt(PLACES, '/home/dev');
const checkout = installationAt({ ...PLACES, isCheckout: true }, '/home/dev');

describe('partsTouched', () => {
  const cases: readonly (readonly [
    title: string,
    path: string,
    takesTree: boolean,
    parts: readonly string[],
  ])[] = [
    ['a file of the package', '/opt/tools/prempti/dist/premptictl.js', false, ['package/dist/premptictl.js']],
    ['the package', '/opt/tools/prempti', false, ['package']],
    ['a name that only begins like it', '/opt/tools/prempti-docs/x', true, []],
    ['a file of the prefix', '/home/dev/.prempti/log/falco.log', false, ['prefix/log/falco.log']],
    ['a rule file of the user', '/home/dev/.prempti/rules/user/a.yaml', false, ['user-rules/a.yaml']],
    ['another file beside it', '/home/dev/.prempti/rules/user/a.sh', false, ['prefix/rules/user/a.sh']],
    ['the folder of these files', '/home/dev/.prempti/rules/user', true, ['prefix/rules/user']],
    ['the program that runs the hook', '/opt/node/bin/node', false, ['runtime']],
    ['a file with the registration', '/home/dev/.claude/settings.json', false, ['hook/claude']],
    ['the same in a project', '/home/dev/project/.claude/settings.json', false, []],
    ['a folder above, when it goes with all it holds', '/home/dev', true, ['prefix', 'hook/claude']],
    ['a folder above, when files in it change', '/home/dev', false, []],
    ['the root, for which there are other rules', '/', true, []],
    ['a wildcard that may stand for it', '/home/dev/.prem*', true, ['prefix']],
    ['a wildcard in a folder above', '/home/*/.prempti/config', false, ['prefix/config']],
    ['a wildcard that leaves out hidden names', '/home/dev/*', true, []],
    ['a wildcard with another ending', '/home/dev/.prem*.bak', true, []],
    ['any depth', '/home/dev/**/.prempti', true, ['prefix']],
    ['any depth, of a file in it', '/opt/**/dist/hook-client.cjs', false, []],
    ['any depth, begun in it', '/opt/tools/prempti/dist/**/*.cjs', false, ['package/dist/*.cjs']],
    ['any depth, begun in a folder above', '/opt/tools/**/*.cjs', false, []],
    ['any depth, of another name', '/home/dev/**/dist', true, []],
    ['what only run time knows', '$X/.prempti', true, []],
  ];
  it.each(cases)('knows %s', (_title, path, takesTree, expected) => {
    expect(partsTouched(installed, path, { takesTree, cwd: '/home/dev/project' })).toEqual(expected);
  });

  it('takes of a checkout only what is run', () => {
    const touch = (path: string, cwd: string): readonly string[] =>
      partsTouched(checkout, path, { takesTree: false, cwd });
    expect(touch('/opt/tools/prempti/rules/default/a.yaml', '/home/dev')).toEqual([
      'package/rules/default/a.yaml',
    ]);
    expect(touch('/opt/tools/prempti/src/guard/fields.ts', '/home/dev')).toEqual([]);
    expect(touch('/opt/tools/prempti/rules/default/a.yaml', '/opt/tools/prempti/src')).toEqual([
      'checkout/rules/default/a.yaml',
    ]);
    expect(touch('/opt/tools/prempti/src/guard/fields.ts', '/opt/tools/prempti')).toEqual([]);
  });
});

describe('findInstallation', () => {
  it('resolves links, so that a prefix is known by its own path', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'real'));
    symlinkSync('real', join(dir, 'link'));
    const { parts: found, checkout: root } = findInstallation(prefixAt(join(dir, 'link')), dir);
    expect(found.find(({ name }) => name === 'prefix')?.path).toMatch(/real$/);
    expect(found.map(({ name }) => name)).toContain('hook/claude');
    expect([undefined, packageRoot()]).toContain(root);
  });
});
