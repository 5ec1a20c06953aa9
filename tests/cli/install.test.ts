import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasPerson } from '../support/person.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FAKE_CLAUDE = join(ROOT, 'tests', 'support', 'fake-claude.ts');
/** Where `npm run e2e:claude` puts it. */
const REAL_CLAUDE = join(
  ROOT,
  '.cache/e2e/claude/node_modules/@anthropic-ai',
  `claude-code-${process.platform}-${process.arch}`,
);

let home: string;
let env: Readonly<Record<string, string>>;

beforeEach(() => {
  home = tempDir();
  program('claude', `exec ${process.execPath} ${FAKE_CLAUDE} "$@"`);
  program('systemctl', `echo "$@" >> ${home}/systemctl.log`);
  env = { HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin`, TERM: 'xterm' };
});

afterEach(() => {
  premptictl('stop');
});

function program(name: string, line: string): void {
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

function premptictl(...args: readonly string[]) {
  return runPremptictl(home, args, env);
}

/** Runs premptictl in a terminal; each answer is typed when the text before it has come. */
function inTerminal(
  args: readonly string[],
  answers: readonly (readonly [after: string, keys: string])[],
  variables = env,
): Promise<{ readonly status: number | null; readonly text: string }> {
  const command = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('/usr/bin/script', ['-qefc', command, '/dev/null'], { env: variables, cwd: home });
  const left = [...answers];
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    const [next] = left;
    if (next !== undefined && text.includes(next[0])) {
      left.shift();
      child.stdin.write(next[1]);
    }
  });
  return new Promise((resolve) =>
    child.once('close', (status) => resolve({ status, text: stripVTControlCharacters(text) })),
  );
}

const settings = (): string => join(home, '.claude', 'settings.json');
const QUESTION = 'Do this? [Y/n]';
const LOGIN = 'Have the service start when you log in, too? [y/N]';

describe.runIf(hasPerson)('install, asked by a person', () => {
  test('shows what changes, asks, does it, proves it; a second time there is nothing to do', async () => {
    const { status, text } = await inTerminal(
      ['install'],
      [
        [QUESTION, 'y\n'],
        [LOGIN, '\n'],
      ],
    );
    const asked = text.slice(0, text.indexOf(QUESTION));
    expect(asked).toMatch(/--- \/dev\/null[\s\S]*\+\+\+ .*settings\.json[\s\S]*PreToolUse/);
    expect(text).toContain('Claude Code: registered the hook in');
    expect(text).toMatch(/ok {5}a denied command does not run/);
    expect(text).toContain('and proved to block');
    expect(text).toContain('premptictl logs -f');
    expect(status).toBe(0);
    expect(JSON.parse(premptictl('status', '--json').stdout)).toMatchObject({
      service: { mode: 'guardrails' },
      hooks: [{ agent: 'claude', guarded: true }],
      problems: [],
    });
    const after = readFileSync(settings(), 'utf8');
    const again = await inTerminal(['install'], []);
    expect(again.status).toBe(0);
    expect(again.text).toContain('All of it is in place');
    expect(readFileSync(settings(), 'utf8')).toBe(after);
  }, 90_000);

  test.each<[what: string, keys: string, status: number, told: string]>([
    ['"n"', 'n\n', 0, 'Nothing was changed.'],
    ['Ctrl-C', '\u0003', 130, 'stopped; nothing was changed'],
    ['the end of the input', '\u0004', 130, 'stopped; nothing was changed'],
  ])('changes nothing after %s', async (_what, keys, status, told) => {
    const run = await inTerminal(['install'], [[QUESTION, keys]]);
    expect(run.text).toContain(told);
    expect(run.status).toBe(status);
    expect(existsSync(settings())).toBe(false);
    expect(existsSync(join(home, '.prempti'))).toBe(false);
  });

  test('leaves a state that works where it is interrupted later', async () => {
    const run = await inTerminal(
      ['install'],
      [
        [QUESTION, 'y\n'],
        [LOGIN, 'n\n'],
        ['with a scripted model', '\u0003'],
      ],
    );
    expect(run.status).toBe(130);
    expect(premptictl('hook', 'status').status).toBe(0);
    expect(premptictl('uninstall').status).toBe(0);
    expect(existsSync(settings())).toBe(false);
  }, 60_000);
});

describe('install', () => {
  test('changes nothing where nobody can be asked, and says how to go on', () => {
    const run = premptictl('install');
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(
      'nothing was changed, for nobody can be asked; to go on: premptictl install --yes',
    );
    expect(existsSync(settings())).toBe(false);
  });

  test('shows with --dry-run what it would do', () => {
    const run = premptictl('install', '--dry-run');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('PreToolUse');
    expect(existsSync(settings())).toBe(false);
  });

  test('keeps what stands in the settings, and uninstall gives it back as it was', () => {
    const own = '{ "model":   "opus" }\n';
    mkdirSync(join(home, '.claude'));
    writeFileSync(settings(), own);
    expect(premptictl('install', '--yes', '--no-prove', '--login')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(settings(), 'utf8')).toContain('"model":   "opus"');
    if (process.platform === 'linux') {
      expect(readFileSync(join(home, 'systemctl.log'), 'utf8')).toContain('enable --now');
    }
    expect(premptictl('uninstall', '--purge').status).toBe(0);
    expect(readFileSync(settings(), 'utf8')).toBe(own);
    expect(existsSync(join(home, '.prempti'))).toBe(false);
    expect(existsSync(join(home, '.config', 'systemd', 'user', 'prempti.service'))).toBe(false);
  });

  test('guards the others where one cannot be, and exits 1', () => {
    mkdirSync(join(home, '.claude'));
    mkdirSync(join(home, '.codex'));
    writeFileSync(settings(), 'not json');
    const run = premptictl('install', '--yes', '--no-prove');
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('Codex');
    expect(readFileSync(settings(), 'utf8')).toBe('not json');
    expect(premptictl('hook', 'status', 'codex').status).toBe(0);
  });

  test('says what can be guarded where there is no agent', () => {
    const empty = tempDir();
    const run = runPremptictl(empty, ['install', '--yes']);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('no agent is found here; install one of Claude Code, Codex');
  });

  test('keeps user rules where it is asked to', () => {
    const rules = join(home, '.prempti', 'rules', 'user', 'mine.yaml');
    mkdirSync(join(rules, '..'), { recursive: true });
    writeFileSync(rules, '# mine\n');
    writeFileSync(join(home, '.prempti', 'notes.txt'), 'not of Prempti');
    premptictl('install', '--yes', '--no-prove');
    premptictl('uninstall', '--keep-user-rules');
    expect(readFileSync(rules, 'utf8')).toBe('# mine\n');
    expect(existsSync(join(home, '.prempti', 'log'))).toBe(false);
    const { stdout } = premptictl('uninstall', '--purge');
    expect(stdout).toMatch(/\.prempti stays, with what is left in it\.\n$/);
    expect(existsSync(rules)).toBe(false);
    expect(readFileSync(join(home, '.prempti', 'notes.txt'), 'utf8')).toBe('not of Prempti');
  });

  test.skipIf(process.platform === 'win32')(
    'does not follow a link out of the prefix, and tells of it',
    () => {
      const elsewhere = tempDir();
      writeFileSync(join(elsewhere, 'keep'), 'x');
      mkdirSync(join(home, '.prempti'));
      symlinkSync(elsewhere, join(home, '.prempti', 'log'));
      const { stderr } = premptictl('uninstall', '--purge');
      expect(stderr).toBe(
        `note: ${join(home, '.prempti', 'log')} is a link: what is in ${elsewhere} stays\n`,
      );
      expect(existsSync(join(home, '.prempti'))).toBe(false);
      expect(readdirSync(elsewhere)).toEqual(['keep']);
    },
  );
});

describe.runIf(hasPerson && existsSync(join(REAL_CLAUDE, 'claude')))(
  'install with the real Claude Code',
  () => {
    test('guards and proves it', async () => {
      const real = { ...env, PATH: `${REAL_CLAUDE}:/usr/bin:/bin` };
      const { status, text } = await inTerminal(
        ['install', 'claude'],
        [
          [QUESTION, 'y\n'],
          [LOGIN, 'n\n'],
        ],
        real,
      );
      expect(text).toContain('Claude Code is guarded');
      expect(text).toContain('and proved to block');
      expect(status).toBe(0);
    }, 240_000);
  },
);
