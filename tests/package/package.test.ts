import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The package as a user gets it: packed, and installed into a folder of its own without the network. */

const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
let env: Readonly<Record<string, string>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prempti-package-'));
  mkdirSync(join(folder, 'home'));
  env = { HOME: join(folder, 'home'), PATH: process.env.PATH ?? '' };
  const npm = (...args: string[]): string =>
    execFileSync('npm', args, { cwd: folder, env, encoding: 'utf8' });
  const packed = npm('pack', ROOT, '--ignore-scripts', '--json', '--loglevel=silent');
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  npm('install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', filename);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('installs nothing but itself', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'prempti',
    ]);
  });

  test('brings the page that diagnostics name', () => {
    expect(existsSync(join(folder, 'node_modules', 'prempti', 'docs', 'diagnostics.md'))).toBe(true);
  });

  test('runs its program, rules and sample included', () => {
    const program = join(folder, 'node_modules', '.bin', 'premptictl');
    const run = spawnSync(process.execPath, [program, 'demo', '--once'], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('16 of 16 verdicts as expected');
  });

  test('brings an example of the rule engine that runs', () => {
    const example = join(folder, 'node_modules', 'prempti', 'examples', 'falco-library');
    const printed = execFileSync(process.execPath, [join(example, 'match.js')], { env, encoding: 'utf8' });
    expect(printed).toBe(readFileSync(join(example, 'expected.txt'), 'utf8'));
  });

  test('brings an example of an agent of one’s own that asks its hook', () => {
    const example = join(folder, 'node_modules', 'prempti', 'examples', 'generic-agent');
    const hook = join(folder, 'node_modules', 'prempti', 'dist', 'hook-client.cjs');
    const args = [join(example, 'agent.mjs'), hook];
    // Nobody would end a service that the hook starts.
    const config = join(folder, 'home', '.prempti', 'config');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'prempti.yaml'), 'service.start: manual\n');
    const printed = execFileSync(process.execPath, args, { env, encoding: 'utf8' });
    expect(printed).toBe(readFileSync(join(example, 'expected.txt'), 'utf8'));
  });

  test('runs the example in the documentation of the rule engine', () => {
    const page = readFileSync(join(ROOT, 'docs', 'falco-api.md'), 'utf8');
    const [, code = ''] = /```js\n([\s\S]+?)```/.exec(page) ?? [];
    writeFileSync(join(folder, 'api.js'), code);
    const [, promised = ''] = /alert\(\)\.message\); \/\/ (.*)/.exec(code) ?? [];
    const printed = execFileSync(process.execPath, ['api.js'], { cwd: folder, env, encoding: 'utf8' });
    expect(printed).toBe(`${promised}\n`);
  });

  test('has a rule engine that needs nothing of Node', () => {
    const bundle = join(folder, 'node_modules', 'prempti', 'dist', 'falco.js');
    const script = join(import.meta.dirname, 'bare-context.mjs');
    const printed = execFileSync(
      process.execPath,
      ['--experimental-vm-modules', '--no-warnings', script, bundle],
      { env, encoding: 'utf8' },
    );
    expect(printed).toBe('xxé FIELD001 RULE001\n');
  });

  test('proves an agent, with nothing but what is installed', () => {
    const programs = join(folder, 'programs');
    const agent = join(import.meta.dirname, '..', 'support', 'fake-claude.ts');
    mkdirSync(programs);
    const start = `#!/bin/sh\nexec ${process.execPath} ${agent} "$@"\n`;
    writeFileSync(join(programs, 'claude'), start, { mode: 0o755 });
    const program = join(folder, 'node_modules', '.bin', 'premptictl');
    const run = spawnSync(process.execPath, [program, 'prove', 'claude'], {
      cwd: folder,
      env: { ...env, PATH: `${programs}:/usr/bin:/bin` },
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('13 ok, 0 failed');
  }, 60_000);

  test('offers what its exports name', () => {
    const script = [
      "import { createGuard } from 'prempti';",
      "import { loadRules } from 'prempti/falco';",
      "import { analyzeCommand } from 'prempti/shell';",
      "import { claudeCode } from 'prempti/agents';",
      'console.log([createGuard, loadRules, analyzeCommand].map((f) => typeof f).join(), claudeCode.id);',
    ].join('\n');
    writeFileSync(join(folder, 'use.js'), script);
    expect(execFileSync(process.execPath, ['use.js'], { cwd: folder, env, encoding: 'utf8' })).toBe(
      'function,function,function claude\n',
    );
  });

  describe('with rules that are not its own', () => {
    const rules = (...path: readonly string[]): string =>
      join(folder, 'node_modules', 'prempti', 'rules', ...path);
    const changed = '41-threats-destruction.yaml';

    /** What the registered hook answers to an ordinary call while a file has this text, or is not there. */
    const answerWith = (file: string, text: string | undefined): string => {
      const original = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      put(file, text);
      const client = join(folder, 'node_modules', 'prempti', 'dist', 'hook-client.cjs');
      const prefix = join(folder, 'home', '.prempti-test');
      mkdirSync(join(prefix, 'config'), { recursive: true });
      writeFileSync(join(prefix, 'config', 'prempti.yaml'), 'service: {start: manual}\npacks: [cloud]\n');
      const input = JSON.stringify({
        session_id: 's',
        transcript_path: '/t',
        cwd: folder,
        permission_mode: 'default',
        hook_event_name: 'PreToolUse',
        tool_name: 'Bash',
        tool_input: { command: 'ls' },
        tool_use_id: 'u',
      });
      const args = [client, 'claude', '--prefix', prefix];
      const { stdout } = spawnSync(process.execPath, args, { env, input, encoding: 'utf8' });
      put(file, original);
      return stdout;
    };

    const put = (file: string, text: string | undefined): void =>
      text === undefined ? rmSync(file, { force: true }) : writeFileSync(file, text);

    test('lets an ordinary call pass while they are', () => {
      expect(answerWith(rules('notes.txt'), 'no rules')).not.toContain('deny');
    });

    test.each([
      ['a changed rule file', ['default', changed]],
      ['a changed pack', ['packs', 'cloud.yaml']],
      ['a changed catch-all', ['seen.yaml']],
      ['a rule file more', ['default', '99-more.yaml']],
    ])('denies every call with %s, and says why', (_what, path) => {
      const answer = answerWith(rules(...path), '# altered\n');
      expect(answer).toContain('"permissionDecision":"deny"');
      expect(answer).toContain(`the rules are not those that Prempti ships (see rules/${path.join('/')})`);
    });

    test.each([
      ['a rule file', ['default', changed]],
      ['the manifest', ['..', 'dist', 'rules.json']],
    ])('denies every call without %s', (_what, path) => {
      const answer = answerWith(rules(...path), undefined);
      expect(answer).toContain('"permissionDecision":"deny"');
      expect(answer).toContain('install');
    });
  });
});
