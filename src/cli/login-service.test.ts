import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { type LoginServiceInput, loginService } from './login-service.ts';

const INPUT: LoginServiceInput = {
  command: [
    '/opt/no de/bin/node',
    '/opt/prempti/bin/premptictl.cjs',
    'daemon',
    '--prefix',
    '/home/dev/.prempti',
  ],
  env: { MALLOC_ARENA_MAX: '1' },
  home: '/home/dev',
  root: '/home/dev/.prempti',
  socket: '/home/dev/.prempti/run/broker.sock',
  log: '/home/dev/.prempti/log/service.log',
  uid: 501,
};

function of(platform: NodeJS.Platform, more: Partial<LoginServiceInput> = {}) {
  const service = loginService(platform, { ...INPUT, ...more });
  if (service === undefined) throw new Error(`nothing for ${platform}`);
  const texts = Object.fromEntries(service.files.map(({ path, text }) => [path, text]));
  return { ...service, texts, paths: service.files.map(({ path }) => path) };
}

describe('on Linux', () => {
  it('is a socket that systemd holds and a service that it starts', () => {
    const { texts, enable, disable } = of('linux');
    expect(texts).toEqual({
      '/home/dev/.config/systemd/user/prempti.socket': `[Unit]
Description=Prempti: where hooks of coding agents ask

[Socket]
ListenStream=/home/dev/.prempti/run/broker.sock
SocketMode=0600
DirectoryMode=0700
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
`,
      '/home/dev/.config/systemd/user/prempti.service': `[Unit]
Description=Prempti: checks the tool calls of coding agents
Requires=prempti.socket
After=prempti.socket

[Service]
ExecStart="/opt/no de/bin/node" "/opt/prempti/bin/premptictl.cjs" "daemon" "--prefix" "/home/dev/.prempti"
Environment="MALLOC_ARENA_MAX=1"
StandardOutput=append:/home/dev/.prempti/log/service.log
StandardError=inherit
Restart=on-failure

[Install]
Also=prempti.socket
WantedBy=default.target
`,
    });
    expect(enable).toEqual([
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', '--now', 'prempti.socket', 'prempti.service'],
    ]);
    expect(disable).toEqual([
      ['systemctl', '--user', 'disable', '--now', 'prempti.socket', 'prempti.service'],
    ]);
  });

  it('hands over every word as it is', () => {
    const { texts } = of('linux', { command: ['/a/%h/"b"/$HOME/c\\d'] });
    expect(Object.values(texts)[1]).toContain('ExecStart="/a/%%h/\\"b\\"/$$HOME/c\\\\d"\n');
  });

  const systemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.runIf(systemd)('is what systemd takes for valid units', () => {
    const folder = join(tempDir(), 'units');
    mkdirSync(folder);
    const command = [process.execPath, ...INPUT.command.slice(1)];
    const files = of('linux', { command }).files.map(({ path, text }) => {
      const file = join(folder, basename(path));
      writeFileSync(file, text);
      return file;
    });
    const env = { ...process.env, XDG_RUNTIME_DIR: folder, SYSTEMD_UNIT_PATH: `${folder}:` };
    const { stderr, status } = spawnSync('systemd-analyze', ['--user', 'verify', '--man=no', ...files], {
      encoding: 'utf8',
      env,
    });
    expect(stderr.split('\n').filter((line) => line.includes('prempti'))).toEqual([]);
    expect(status).toBe(0);
  });
});

describe('on macOS', () => {
  it('is a launch agent', () => {
    const { texts, enable, disable } = of('darwin', { command: ['/a/node', '<&>'] });
    expect(texts['/home/dev/Library/LaunchAgents/prempti.plist']).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      <dict>
        <key>Label</key>
        <string>prempti</string>
        <key>ProgramArguments</key>
        <array>
          <string>/a/node</string>
          <string>&lt;&amp;&gt;</string>
        </array>
        <key>EnvironmentVariables</key>
        <dict>
          <key>MALLOC_ARENA_MAX</key>
          <string>1</string>
        </dict>
        <key>RunAtLoad</key>
        <true/>
        <key>KeepAlive</key>
        <dict>
          <key>SuccessfulExit</key>
          <false/>
        </dict>
        <key>ProcessType</key>
        <string>Background</string>
        <key>StandardOutPath</key>
        <string>/home/dev/.prempti/log/service.log</string>
        <key>StandardErrorPath</key>
        <string>/home/dev/.prempti/log/service.log</string>
      </dict>
      </plist>
      "
    `);
    expect(enable).toEqual([
      ['launchctl', 'bootstrap', 'gui/501', '/home/dev/Library/LaunchAgents/prempti.plist'],
    ]);
    expect(disable).toEqual([['launchctl', 'bootout', 'gui/501/prempti']]);
  });
});

const READ_PLIST =
  'import json, plistlib, sys; json.dump(plistlib.loads(sys.stdin.buffer.read()), sys.stdout)';
const canReadPlists = spawnSync('python3', ['-c', 'import plistlib']).status === 0;

it.runIf(canReadPlists)('is a property list that says every word as it is', () => {
  const command = ['/a b/node', '<&>"\'', '--prefix', '/home/dev/ü'];
  const [text] = Object.values(of('darwin', { command, log: '/l & l' }).texts);
  const { stdout, stderr } = spawnSync('python3', ['-c', READ_PLIST], {
    input: text ?? '',
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    Label: 'prempti',
    ProgramArguments: command,
    EnvironmentVariables: { MALLOC_ARENA_MAX: '1' },
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    ProcessType: 'Background',
    StandardOutPath: '/l & l',
    StandardErrorPath: '/l & l',
  });
});

describe('on Windows', () => {
  it('is a value of the Run key and a launcher without a window', () => {
    const root = 'C:\\Users\\dev\\.prempti';
    const command = ['C:\\Program Files\\node.exe', 'C:\\p\\premptictl.cjs', 'daemon'];
    const { texts, enable, disable } = of('win32', { home: 'C:\\Users\\dev', root, command });
    const launcher = `${root}\\run\\start-service.vbs`;
    expect(texts).toEqual({
      [launcher]:
        'CreateObject("WScript.Shell").Run """C:\\Program Files\\node.exe"" ""C:\\p\\premptictl.cjs"" ""daemon""", 0, False\r\n',
    });
    const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
    const value = `wscript.exe "${launcher}"`;
    expect(enable).toEqual([
      ['reg', 'add', key, '/v', 'prempti', '/t', 'REG_SZ', '/d', value, '/f'],
      ['wscript.exe', launcher],
    ]);
    expect(disable).toEqual([['reg', 'delete', key, '/v', 'prempti', '/f']]);
  });
});

it.each(['linux', 'darwin', 'win32'] as const)('has names of its own for another prefix (%s)', (platform) => {
  const home = platform === 'win32' ? 'C:\\Users\\dev' : '/home/dev';
  const at = (root: string): string => JSON.stringify(of(platform, { home, root }));
  expect(at('/srv/a')).toMatch(/prempti-[0-9a-f]{8}/);
  expect(at('/srv/a')).not.toBe(at('/srv/b'));
});

it('is nothing where no way is known', () => {
  expect(loginService('aix', INPUT)).toBeUndefined();
});
