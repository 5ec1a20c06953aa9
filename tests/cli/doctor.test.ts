import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runPremptictl } from '../support/premptictl.ts';

let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'prempti-doctor-')));
});

afterEach(() => {
  runPremptictl(home, ['stop']);
  rmSync(home, { recursive: true, force: true });
});

function fileIn(path: string, text: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

function doctor(...args: readonly string[]) {
  return runPremptictl(home, ['doctor', ...args]);
}

/** The findings of an area, those of the service that does not run left out. */
function findings(area: string, ...args: readonly string[]): readonly Record<string, unknown>[] {
  const { findings } = JSON.parse(doctor('--json', ...args).stdout);
  return findings.filter((finding: { area: string }) => finding.area === area);
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('doctor', () => {
  test('finds nothing wrong where nothing is', () => {
    const run = doctor();
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(/^✓ policy$/m);
    expect(run.stdout).toContain('no service is running');
    expect(run.stdout).toContain('fix: run "premptictl start" (or "premptictl doctor --fix")');
    expect(JSON.parse(doctor('--json').stdout)).toMatchObject({ prefix: join(home, '.prempti'), ok: true });
  });

  test('tells of settings and rules that do not load, with the place', () => {
    fileIn('.prempti/config/prempti.yaml', 'mode: guardrail\n');
    fileIn('.prempti/rules/user/bad.yaml', '- rule: R\n');
    const run = doctor();
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('✗ policy: 2 problems');
    expect(run.stdout).toContain('bad.yaml is left out because it does not load');
  });

  test.skipIf(process.platform === 'win32')(
    'tells what others can change or read, and takes it from them',
    () => {
      const rule = fileIn('.prempti/rules/user/a.yaml', '');
      const log = fileIn('.prempti/log/falco.log', '');
      chmodSync(rule, 0o666);
      chmodSync(log, 0o644);
      expect(findings('permissions').map(({ message }) => message)).toEqual([
        `others can change ${rule}, and with it what is allowed`,
        `${log} is open to others`,
      ]);
      expect([modeOf(rule), modeOf(log)]).toEqual([0o666, 0o644]);
      expect(findings('permissions', '--fix').map(({ outcome }) => outcome)).toEqual([
        'repaired',
        'repaired',
      ]);
      expect([modeOf(rule), modeOf(log)]).toEqual([0o644, 0o600]);
      expect(findings('permissions')).toEqual([]);
    },
  );

  test('tells that the path of the socket is too long', () => {
    const [finding] = findings('service', '--prefix', join(home, 'x'.repeat(100)));
    expect(finding).toMatchObject({ level: 'problem', repairable: false });
    expect(finding?.message).toContain('too long for a socket');
  });

  test('starts the service with --fix, and finds nothing to say of it then', () => {
    expect(findings('service', '--fix')).toMatchObject([{ outcome: 'repaired' }]);
    expect(findings('service')).toEqual([]);
  });

  test('repairs a registration that would not block, and leaves an agent alone that has none', () => {
    mkdirSync(join(home, '.claude'));
    const absent = findings('hooks', '--fix');
    expect(absent).toMatchObject([{ level: 'problem', outcome: 'found', repairable: false }]);
    expect(absent[0]?.fix).toBe('run "premptictl hook add claude"');
    expect(runPremptictl(home, ['hook', 'add', 'claude']).status).toBe(0);
    expect(findings('hooks')).toEqual([]);
    const settings = join(home, '.claude/settings.json');
    const text = readFileSync(settings, 'utf8');
    writeFileSync(settings, text.replaceAll('"onFailure": "block"', '"onFailure": "allow"'));
    expect(readFileSync(settings, 'utf8')).not.toBe(text);
    expect(findings('hooks')).toMatchObject([{ level: 'problem', repairable: true, outcome: 'found' }]);
    expect(findings('hooks', '--fix')).toMatchObject([{ outcome: 'repaired' }]);
    expect(readFileSync(settings, 'utf8')).toBe(text);
  });

  test('tells that a project switches the hooks off', () => {
    mkdirSync(join(home, '.claude'));
    runPremptictl(home, ['hook', 'add', 'claude']);
    fileIn('.claude/settings.local.json', '{"disableAllHooks": true}');
    expect(findings('hooks')[0]?.message).toContain('is not guarded in this project');
  });

  test('tells of records of the future', () => {
    const time = '2999-01-01T00:00:00.000000000Z';
    const record = {
      rule: 'R',
      time,
      priority: 'Debug',
      message: '',
      output: '',
      tags: [],
      output_fields: {},
    };
    fileIn('.prempti/log/falco.log', `${JSON.stringify(record)}\n`);
    expect(findings('clock')).toMatchObject([{ level: 'note', fix: 'set the clock of the system' }]);
    expect(doctor().status).toBe(0);
  });
});
