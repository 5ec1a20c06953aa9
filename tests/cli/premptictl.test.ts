import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'prempti-cli-'));
});

afterAll(() => {
  premptictl(['stop']);
  rmSync(home, { recursive: true, force: true });
});

function premptictl(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runPremptictl(home, args, env);
}

function fileIn(dir: string, name: string, text: string): string {
  mkdirSync(join(home, dir), { recursive: true });
  const path = join(home, dir, name);
  writeFileSync(path, text);
  return path;
}

describe('premptictl', () => {
  test.each([
    ['no arguments', [], 1],
    ['-h', ['-h'], 0],
    ['--help', ['--help'], 0],
    ['--help after a verb', ['mode', '--help'], 0],
  ])('prints its usage on standard error for %s', (_title, args, status) => {
    const run = premptictl(args);
    expect(run).toMatchObject({ status, stdout: '' });
    expect(run.stderr).toContain('Usage: premptictl');
  });

  test.each(['-V', '--version'])('prints its version for %s', (flag) => {
    expect(premptictl([flag])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^premptictl \d+\.\d+\.\d+\n$/),
    });
  });

  test('names an unknown verb and the nearest one', () => {
    const run = premptictl(['statsu']);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("unknown command 'statsu'");
    expect(run.stderr).toContain('Did you mean status?');
    expect(run.stderr).toContain('Usage: premptictl');
  });

  test.each([
    ['mode monitr', 'Did you mean monitor? Allowed choices are guardrails, monitor, passthrough.'],
    ['rules list --source defalt', 'Did you mean default? Allowed choices are user, '],
    ['mode never', "argument 'mode'. Allowed choices are guardrails, "],
    ['audit search --verdict dny', 'takes deny, ask, allow, pass, not "dny"; did you mean "deny"?'],
    ['logs --show aks', 'not "aks"; did you mean "ask"?'],
    ['replay --default-action alow', 'not "alow"; did you mean "allow"?'],
  ])('names the nearest value for "%s"', (line, told) => {
    const run = premptictl(line.split(' '));
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain(told);
  });

  test.each(['constructor', 'toString', '__proto__', ''])('does not take %j for a verb', (word) => {
    const run = premptictl([word]);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(/^error: unknown command/);
  });

  test.each([
    ['what the system refuses', ['start', '--prefix', '/dev/null/x'], {}, /ENOTDIR/],
    ['a home that is no absolute path', ['status'], { HOME: '.' }, /the home directory is "\."/],
  ])('tells in one line %s', (_what, args, env, problem) => {
    const run = premptictl(args, env);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(problem);
    expect(run.stderr).toMatch(/^premptictl: [^\n]*\n$/);
  });

  test('ends quietly when nobody reads on', () => {
    fileIn('long/log', 'falco.log', 'not an alert\n'.repeat(50_000));
    const { stdout, stderr, status } = spawnSync(
      'bash',
      [
        '-c',
        `'${process.execPath}' '${PROGRAM}' logs -f --tail 50000 --prefix '${join(home, 'long')}' | head -1; exit "\${PIPESTATUS[0]}"`,
      ],
      { env: { HOME: home, PATH: '/usr/bin:/bin' }, encoding: 'utf8', timeout: 30_000 },
    );
    expect({ stdout, stderr, status }).toEqual({ stdout: 'not an alert\n', stderr: '', status: 0 });
  });

  test.each([
    ['logs', ['logs', '--nope'], 2],
    ['logs with a bad number', ['logs', '--tail', 'x'], 2],
    ['logs with no number', ['logs', '--tail', ''], 2],
    ['logs with another number', ['logs', '--tail', '1e3'], 2],
    ['daemon', ['daemon', '--nope'], 2],
    ['any other verb', ['mode', '--nope'], 1],
  ])('exits as the original for a bad flag of %s', (_title, args, status) => {
    expect(premptictl(args)).toMatchObject({ status, stdout: '' });
  });
});

describe('mode', () => {
  test('is guardrails where nothing is set, and creates nothing by asking', () => {
    expect(premptictl(['mode'])).toMatchObject({ status: 0, stdout: 'guardrails\n' });
    expect(existsSync(join(home, '.prempti'))).toBe(false);
  });

  test('is set by changing that one line of the settings, in a file only the user can read', () => {
    const path = fileIn(
      '.prempti/config',
      'prempti.yaml',
      '# mine\ndefault_action: allow\nmode: guardrails # on\n',
    );
    expect(premptictl(['mode', 'monitor'])).toMatchObject({ status: 0 });
    expect(readFileSync(path, 'utf8')).toBe('# mine\ndefault_action: allow\nmode: monitor # on\n');
    expect(premptictl(['mode']).stdout).toBe('monitor\n');
    rmSync(path);
    premptictl(['mode', 'monitor']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    rmSync(path);
  });

  test('refuses a value that is no mode and names the three that are', () => {
    const run = premptictl(['mode', 'off']);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/guardrails, monitor, passthrough/);
  });

  test('fails on a settings file that cannot be understood, and does not overwrite it', () => {
    const path = fileIn('.prempti/config', 'prempti.yaml', 'mode: "guard\n');
    expect(premptictl(['mode'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('prempti.yaml:2:1: Missing closing'),
    });
    expect(premptictl(['mode', 'monitor'])).toMatchObject({ status: 1 });
    expect(readFileSync(path, 'utf8')).toBe('mode: "guard\n');
    rmSync(path);
  });
});

describe('default-action', () => {
  test('is defer where nothing is set, and notes a mode in which it has no effect', () => {
    expect(premptictl(['default-action']).stdout).toBe('defer\n');
    const path = fileIn('.prempti/config', 'prempti.yaml', 'mode: monitor\n');
    expect(premptictl(['default-action', 'allow']).stderr).toContain('no effect');
    expect(premptictl(['default-action']).stdout).toBe('allow\n');
    rmSync(path);
  });
});

describe('hook', () => {
  const settings = (): string => join(home, '.claude', 'settings.json');
  const theirs = '{\n\t"model": "opus",\n\t"hooks": {"Stop": []}\n}\n';

  test('adds, shows and removes the registration and leaves the file as it was', () => {
    expect(premptictl(['hook', 'status', 'claude'])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('not guarded'),
    });
    fileIn('.claude', 'settings.json', theirs);
    expect(premptictl(['hook', 'add'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('registered'),
    });
    const added = readFileSync(settings(), 'utf8');
    expect(JSON.parse(added)).toMatchObject({
      model: 'opus',
      hooks: { PreToolUse: [{ hooks: [{ type: 'command', onFailure: 'block' }] }] },
    });
    const { command, args } = JSON.parse(added).hooks.PreToolUse[0].hooks[0];
    expect([command, ...args].join(' ')).toMatch(
      /^(\S+\/prempti-hook \S+\/run\/broker\.sock claude )?\/usr\/bin\/env -u NODE_OPTIONS /,
    );
    expect(args.slice(-5)).toEqual([
      process.execPath,
      expect.stringMatching(/hook-client\.cjs$/),
      'claude',
      '--prefix',
      join(home, '.prempti'),
    ]);
    expect(readFileSync(`${settings()}.prempti-backup`, 'utf8')).toBe(theirs);
    expect(premptictl(['hook', 'add', 'claude']).stdout).toContain('already registered');
    expect(readFileSync(settings(), 'utf8')).toBe(added);
    expect(premptictl(['hook', 'status', '--json'])).toMatchObject({ status: 0 });
    expect(premptictl(['hook', 'remove'])).toMatchObject({ status: 0 });
    expect(readFileSync(settings(), 'utf8')).toBe(theirs);
    expect(existsSync(`${settings()}.prempti-backup`)).toBe(false);
    expect(premptictl(['hook', 'remove']).stdout).toContain('nothing to remove');
  });

  test('registers a command that variables of a project do not loosen', () => {
    fileIn('.prempti/config', 'prempti.yaml', 'service.start: manual\n');
    fileIn('.claude', 'settings.json', theirs);
    premptictl(['hook', 'add']);
    const { command, args } = JSON.parse(readFileSync(settings(), 'utf8')).hooks.PreToolUse[0].hooks[0];
    const preload = fileIn('project', 'preload.cjs', 'process.stdout.write("{}")');
    const env = {
      HOME: home,
      NODE_OPTIONS: `--require ${preload}`,
      PREMPTI_HOME: '/nowhere',
      PREMPTI_SOCKET: '/nowhere/broker.sock',
      PREMPTI_FAIL_OPEN: '1',
    };
    const seen = (line: string): string =>
      spawnSync(command, [...args.slice(0, args.indexOf(process.execPath)), 'sh', '-c', line], {
        env,
        encoding: 'utf8',
      }).stdout;
    expect(seen('echo "$NODE_OPTIONS$PREMPTI_HOME$PREMPTI_SOCKET$PREMPTI_FAIL_OPEN"')).toBe('\n');
    fileIn('.prempti/config', 'prempti.yaml', 'service.start: manual\n');
    const run = spawnSync(command, args, { env, input: 'not JSON', encoding: 'utf8' });
    expect(`${run.stdout}${run.stderr}`).toMatch(/deny|blocked/);
    const config = fileIn('.prempti/config', 'prempti.yaml', 'service.start: manual\nfail_open: true\n');
    expect(premptictl(['hook', 'status']).stdout).toContain('not guarded reliably');
    premptictl(['hook', 'add']);
    expect(JSON.parse(readFileSync(settings(), 'utf8')).hooks.PreToolUse[0].hooks[0].args).toContain(
      'PREMPTI_FAIL_OPEN=1',
    );
    rmSync(config);
    premptictl(['hook', 'remove']);
    rmSync(settings());
  });

  test('does not touch a file that it cannot read as the agent would, and says why', () => {
    const path = fileIn('.claude', 'settings.json', '{"hooks": {');
    const run = premptictl(['hook', 'add']);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(path);
    expect(readFileSync(path, 'utf8')).toBe('{"hooks": {');
    rmSync(path);
  });

  test('names the known agents when asked for another', () => {
    expect(premptictl(['hook', 'add', 'nobody'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('claude'),
    });
  });
});

describe('the service', () => {
  test('starts, is healthy, reports, takes a mode change, and stops', () => {
    fileIn('.prempti/config', 'prempti.yaml', 'service.start: manual\n');
    expect(premptictl(['health'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('no service is running'),
    });
    expect(premptictl(['start'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Service started.'),
    });
    expect(premptictl(['start']).stdout).toContain('already running');
    const health = premptictl(['health']);
    expect(health).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^OK: pipeline healthy \(synthetic event → /),
    });
    expect(health.stdout).toContain('service pid');
    expect(statSync(join(home, '.prempti', 'run')).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, '.prempti', 'run', 'broker.sock')).mode & 0o777).toBe(0o600);
    expect(premptictl(['mode', 'monitor']).stdout).toContain('in force');
    expect(premptictl(['status']).stdout).toContain('Mode: monitor');
    expect(JSON.parse(premptictl(['status', '--json']).stdout)).toMatchObject({
      mode: 'monitor',
      problems: [],
    });
    expect(premptictl(['mode', 'guardrails']).stdout).toContain('in force');
    expect(premptictl(['logs', '--tail', '5']).stdout).toContain('Bash(echo health-check)');
    expect(premptictl(['stop'])).toMatchObject({ status: 0, stdout: 'Service stopped.\n' });
    expect(premptictl(['stop']).stdout).toContain('not running');
  });

  test('leaves out a user file that does not load, and says so until it does', () => {
    premptictl(['start']);
    const path = fileIn('.prempti/rules/user', 'mine.yaml', '- rule: Mine\n  condition: tool.nam = Bash\n');
    premptictl(['mode', 'guardrails']);
    const status = premptictl(['status']);
    expect(status.status).toBe(1);
    expect(status.stdout).toContain('mine.yaml');
    rmSync(path);
    premptictl(['mode', 'guardrails']);
    expect(premptictl(['status']).stdout).not.toContain('mine.yaml');
    premptictl(['stop']);
  });
});

describe('eval', () => {
  test('prints the matches of each event', () => {
    const rules = fileIn(
      '.',
      'r.yaml',
      [
        '- rule: R',
        '  desc: d',
        '  condition: tool.arg[command] startswith ls and shell.args intersects (-l)',
        '  output: ran %tool.arg[command]',
        '  priority: WARNING',
        '  source: coding_agent',
        '  tags: [t]',
      ].join('\n'),
    );
    const events = fileIn(
      '.',
      'e.jsonl',
      '{"tool.arg[command]":"ls -l","shell.args":["-l"]}\n{"tool.name":"Bash"}\n',
    );
    const run = premptictl(['eval', '--rules', rules, '--events', events]);
    expect(run.stderr).toBe('');
    expect(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { i: 0, matches: [{ rule: 'R', priority: 'Warning', output: 'ran ls -l', tags: ['t'] }] },
      { i: 1, matches: [] },
    ]);
  });

  test('fails with the place of a mistake in rules or events', () => {
    const rules = fileIn(
      '.',
      'bad.yaml',
      '- rule: R\n  desc: d\n  condition: tool.nme = x\n  output: o\n  priority: INFO\n  source: coding_agent\n',
    );
    const events = fileIn('.', 'bad.jsonl', '{}\nnot json\n');
    const run = premptictl(['eval', '--rules', rules, '--events', fileIn('.', 'ok.jsonl', '{}\n')]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('bad.yaml:3:');
    const good = fileIn('.', 'good.yaml', '');
    expect(premptictl(['eval', '--rules', good, '--events', events])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('bad.jsonl:2'),
    });
  });
});

describe('rules validate', () => {
  test('accepts a user file that extends the defaults', () => {
    const path = fileIn(
      '.',
      'mine.yaml',
      '- list: sensitive_paths\n  items: [/srv/]\n  override: {items: append}\n',
    );
    expect(premptictl(['rules', 'validate', path])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('0 errors'),
    });
    expect(premptictl(['rules', 'validate', '--standalone', path]).status).toBe(1);
  });

  test('shows the place, the nearest name and exits 1', () => {
    const path = fileIn(
      '.',
      'wrong.yaml',
      '- rule: R\n  desc: d\n  condition: >\n    tool.name = Bash\n    and tool.input_comand contains x\n  output: o\n  priority: INFO\n  source: coding_agent\n',
    );
    const run = premptictl(['rules', 'validate', path]);
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('wrong.yaml:5:9');
    expect(run.stdout).toContain('tool.input_command');
  });
});

describe('check', () => {
  test('gives the verdict of the default policy for each record', () => {
    const records = [
      {
        id: 'a',
        tool: 'Write',
        input: { file_path: '/home/dev/.ssh/x', content: '' },
        cwd: '/home/dev/project',
      },
      { id: 'b', tool: 'Read', input: { file_path: '/home/dev/project/a.ts' }, cwd: '/home/dev/project' },
    ];
    const path = fileIn('.', 'records.jsonl', records.map((record) => JSON.stringify(record)).join('\n'));
    const run = premptictl(['check', '--jsonl', path, '--home', '/home/dev']);
    expect(run.stderr).toBe('');
    expect(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { id: 'a', verdict: 'deny', rules: expect.arrayContaining(['Deny writing to sensitive paths']) },
      { id: 'b', verdict: 'defer', rules: [] },
    ]);
  });
});

describe('demo --once', () => {
  test('gives the expected verdicts, leaves nothing behind and does not touch the home', () => {
    const empty = mkdtempSync(join(tmpdir(), 'prempti-demo-home-'));
    const run = premptictl(['demo', '--once'], { HOME: empty });
    expect(run.stdout).toContain('16 of 16 verdicts as expected');
    expect(run.status).toBe(0);
    expect(spawnSync('ls', ['-A', empty], { encoding: 'utf8' }).stdout).toBe('');
    const prefix = /prefix (\S+)/.exec(run.stdout)?.[1] ?? '';
    expect(prefix).not.toBe('');
    expect(existsSync(prefix)).toBe(false);
    rmSync(empty, { recursive: true });
  });
});

describe('demo', () => {
  test('stays up after the sample, shows live calls, and ends at an interrupt', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'demo'], { env: { HOME: home, PATH: '/usr/bin:/bin' } });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
    await expect.poll(() => output, { timeout: 25_000 }).toContain('Ctrl-C ends');
    const prefix = /prefix (\S+)/.exec(output)?.[1] ?? '';
    const client = join(PROGRAM, '..', '..', 'dist', 'hook-client.cjs');
    const payload = {
      session_id: 'live',
      cwd: '/home/dev/project',
      hook_event_name: 'PreToolUse',
      tool_name: 'Read',
      tool_input: { file_path: '/home/dev/.ssh/id_rsa' },
      tool_use_id: 'toolu_live',
    };
    spawnSync(process.execPath, [client, 'claude', '--prefix', prefix], { input: JSON.stringify(payload) });
    await expect.poll(() => output, { timeout: 5_000 }).toContain('Read(/home/dev/.ssh/id_rsa)');
    const live = output.slice(output.indexOf('Ctrl-C ends'));
    expect(live).not.toContain('premptictl mode monitor');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(existsSync(prefix)).toBe(false);
  });
});
