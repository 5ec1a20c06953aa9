import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compilerFor } from '../../scripts/native-hook.ts';
import { buildRelease } from '../../scripts/release.ts';

/** What a release publishes, installed as a person gets it, without the network. */

const NATIVE = `prempti-hook-${process.platform}-${process.arch}`;
const hasCompiler = compilerFor(process.platform, process.arch) !== undefined;
if (!hasCompiler) console.warn('skipped: no C compiler is here');

const folder = mkdtempSync(join(tmpdir(), 'prempti-release-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasCompiler)('a release', () => {
  test('registers the native hook client of the platform, and no other program of that name', () => {
    const home = join(folder, 'home');
    mkdirSync(join(home, '.claude'), { recursive: true });
    const env = { HOME: home, PATH: process.env.PATH ?? '' };
    const tarballs = buildRelease(folder);
    expect(tarballs.at(-1)).toMatch(/^prempti-\d/);
    expect(tarballs.some((name) => name.startsWith(NATIVE))).toBe(true);
    const wanted = tarballs.filter((name) => name.startsWith(NATIVE) || /^prempti-\d/.test(name));
    writeFileSync(join(folder, 'package.json'), '{"private": true}');
    const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['install', ...quiet, ...wanted.map((name) => `./${name}`)], { cwd: folder, env });

    const modules = join(folder, 'node_modules');
    const manifest = JSON.parse(readFileSync(join(modules, 'prempti', 'package.json'), 'utf8'));
    const versions = tarballs.slice(0, -1).map((name) => name.replace(`-${manifest.version}.tgz`, ''));
    expect(manifest.optionalDependencies).toEqual(
      Object.fromEntries(versions.map((name) => [name, manifest.version])),
    );

    const registered = (): string => {
      const program = join(modules, 'prempti', 'bin', 'premptictl.cjs');
      execFileSync(process.execPath, [program, 'hook', 'add', 'claude'], { cwd: home, env, stdio: 'pipe' });
      return readFileSync(join(home, '.claude', 'settings.json'), 'utf8');
    };
    const native = join(modules, NATIVE, 'prempti-hook');
    expect(registered()).toContain(native);
    writeFileSync(native, '#!/bin/sh\necho "Prempti cannot check this call" >&2; exit 2\n');
    expect(registered()).not.toContain(native);
  }, 120_000);
});
