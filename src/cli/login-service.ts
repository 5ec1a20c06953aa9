import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';

/** What the system has to know to start the service of one prefix. Paths are absolute. */
export interface LoginServiceInput {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  /** The prefix; another one than `~/.prempti` gets names of its own. */
  readonly root: string;
  readonly socket: string;
  readonly log: string;
  readonly uid: number;
}

/** How a platform is told to start the service at login. */
export interface LoginService {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Programs with their arguments, run in this order once the files are there. */
  readonly enable: readonly (readonly string[])[];
  /** The same, run before the files go; those that fail had nothing to undo. */
  readonly disable: readonly (readonly string[])[];
}

/** The way of a platform, or `undefined` where we know none. Pure. */
export function loginService(platform: NodeJS.Platform, input: LoginServiceInput): LoginService | undefined {
  switch (platform) {
    case 'linux':
      return systemdUnits(input);
    case 'darwin':
      return launchAgent(input);
    case 'win32':
      return runKey(input);
    default:
      return undefined;
  }
}

/** The socket unit holds the socket from login on, so that no call is refused while the service starts or restarts. */
function systemdUnits(input: LoginServiceInput): LoginService {
  const name = nameFor(input, posix.join(input.home, '.prempti'));
  const folder = posix.join(input.home, '.config', 'systemd', 'user');
  const env = Object.entries(input.env).map(
    ([key, value]) => `Environment=${systemdWord(`${key}=${value}`)}`,
  );
  const socket = `[Unit]
Description=Prempti: where hooks of coding agents ask

[Socket]
ListenStream=${systemdPath(input.socket)}
SocketMode=0600
DirectoryMode=0700
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
`;
  const service = `[Unit]
Description=Prempti: checks the tool calls of coding agents
Requires=${name}.socket
After=${name}.socket

[Service]
ExecStart=${input.command.map((word) => systemdWord(word).replaceAll('$', '$$$$')).join(' ')}
${env.join('\n')}
StandardOutput=append:${systemdPath(input.log)}
StandardError=inherit
Restart=on-failure

[Install]
Also=${name}.socket
WantedBy=default.target
`;
  const systemctl = (...args: readonly string[]): readonly string[] => ['systemctl', '--user', ...args];
  const units = [`${name}.socket`, `${name}.service`];
  return {
    files: [
      { path: posix.join(folder, `${name}.socket`), text: socket },
      { path: posix.join(folder, `${name}.service`), text: service },
    ],
    enable: [systemctl('daemon-reload'), systemctl('enable', '--now', ...units)],
    disable: [systemctl('disable', '--now', ...units)],
  };
}

function launchAgent(input: LoginServiceInput): LoginService {
  const label = nameFor(input, posix.join(input.home, '.prempti'));
  const path = posix.join(input.home, 'Library', 'LaunchAgents', `${label}.plist`);
  const strings = input.command.map((word) => `    <string>${inXml(word)}</string>`).join('\n');
  const env = Object.entries(input.env)
    .map(([key, value]) => `    <key>${inXml(key)}</key>\n    <string>${inXml(value)}</string>`)
    .join('\n');
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
  <key>ProgramArguments</key>
  <array>
${strings}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${env}
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
  <string>${inXml(input.log)}</string>
  <key>StandardErrorPath</key>
  <string>${inXml(input.log)}</string>
</dict>
</plist>
`;
  return {
    files: [{ path, text }],
    enable: [['launchctl', 'bootstrap', `gui/${input.uid}`, path]],
    disable: [['launchctl', 'bootout', `gui/${input.uid}/${label}`]],
  };
}

/** The Run key starts a script host that shows no window. */
function runKey(input: LoginServiceInput): LoginService {
  const name = nameFor(input, win32.join(input.home, '.prempti'));
  const path = win32.join(input.root, 'run', 'start-service.vbs');
  const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
  const line = input.command.map((word) => `"${word}"`).join(' ');
  const text = `CreateObject("WScript.Shell").Run "${line.replaceAll('"', '""')}", 0, False\r\n`;
  return {
    files: [{ path, text }],
    enable: [
      ['reg', 'add', key, '/v', name, '/t', 'REG_SZ', '/d', `wscript.exe "${path}"`, '/f'],
      ['wscript.exe', path],
    ],
    disable: [['reg', 'delete', key, '/v', name, '/f']],
  };
}

function nameFor({ root }: LoginServiceInput, byDefault: string): string {
  if (root === byDefault) return 'prempti';
  return `prempti-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`;
}

function systemdWord(word: string): string {
  return `"${systemdPath(word).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function systemdPath(path: string): string {
  return path.replaceAll('%', '%%');
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
