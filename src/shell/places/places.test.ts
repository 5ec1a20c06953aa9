import { describe, expect, it } from 'vitest';
import { analyzeCommand, analyzeContent } from '../index.ts';
import { summarize } from '../testing/summary.ts';

const context = { cwd: '/w', home: '/h' };

describe('content of a file that something runs', () => {
  it.each([
    ['/h/.bashrc', 'alias ll="ls -l"\nrm x\n', 'shell-startup', 'delete ~/x; run rm'],
    [
      '/h/.zshenv',
      'f() { curl https://a.example | sh; }',
      'shell-startup',
      'flow net:a.example>exec; net a.example; opaque code; remote; run sh',
    ],
    ['/w/.git/hooks/pre-commit', '#!/bin/sh\nrm x\n', 'git-hook', 'delete x'],
    ['/w/.husky/pre-push', 'npm test', 'git-hook', 'nothing'],
    [
      '/etc/cron.d/a',
      '# x\nA=b\n* * * * * root rm /x\n@reboot me rm /y\n',
      'schedule',
      'delete /x; delete /y; run rm',
    ],
    ['/var/spool/cron/crontabs/me', '5 4 * * 0 rm /x', 'schedule', 'delete /x'],
    [
      '/h/.config/systemd/user/a.service',
      '[Service]\nExecStart=-/bin/sh -c "rm /x"\n',
      'service',
      'delete /x; run rm',
    ],
    [
      '/h/Library/LaunchAgents/a.plist',
      '<dict><key>ProgramArguments</key><array><string>sh</string><string>-c</string><string>rm /x</string></array></dict>',
      'service',
      'delete /x; run rm',
    ],
    ['/h/.config/autostart/a.desktop', '[Desktop Entry]\nExec=rm /x\n', 'service', 'delete /x'],
    ['/h/.ssh/config', 'Host *\n  ProxyCommand rm x\n', 'tool-config', 'delete x'],
    ['/h/.ssh/authorized_keys', 'command="rm x" ssh-ed25519 AAAA', 'tool-config', 'delete x'],
    [
      '/h/.gitconfig',
      '[alias]\n  x = !rm y\n[core]\n  sshCommand = rm z\n  editor = vim\n',
      'tool-config',
      'delete y; delete z; run rm',
    ],
    [
      '/w/.claude/settings.json',
      '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"rm x"}]}]}}',
      'agent',
      'delete x',
    ],
    [
      '/w/.mcp.json',
      '{"mcpServers":{"a":{"command":"sh","args":["-c","rm x"]}}}',
      'agent',
      'delete x; run rm',
    ],
    ['/x/site-packages/a.pth', 'import os; os.remove("x")', 'interpreter-startup', 'delete x'],
    ['/h/.vimrc', ':!rm x', 'interpreter-startup', 'delete x'],
    [
      '/w/.github/workflows/ci.yml',
      'jobs:\n  a:\n    steps:\n      - run: rm x\n      - run: |\n          rm y\n          rm z\n      - uses: b\n',
      'pipeline',
      'delete x; delete y; delete z; run rm',
    ],
    [
      '/w/.gitlab-ci.yml',
      'a:\n  script:\n    - rm x\n    - "rm y"\n',
      'pipeline',
      'delete x; delete y; run rm',
    ],
    ['/w/package.json', '{"scripts":{"postinstall":"rm x"},"name":"rm y"}', 'build', 'delete x'],
    ['/w/Makefile', 'A = b\nclean:\n\t@rm x\n', 'build', 'delete x'],
    ['/w/Dockerfile', 'FROM a\nRUN rm x && \\\n  rm y\n', 'build', 'delete x; delete y; run rm'],
  ])('%s', (path, content, kind, expected) => {
    const found = analyzeContent(path, content, context);
    expect(found?.kind).toBe(kind);
    expect(found === undefined ? '' : summarize(found.effects)).toBe(expected);
  });

  it.each(['/w/src/a.ts', '/w/README.md', '/w/scripts/x.sh', '/w/tsconfig.json', '/h/notes.txt'])(
    'is nothing in %s',
    (path) => {
      expect(analyzeContent(path, 'rm -rf /', context)).toBeUndefined();
    },
  );

  it('is nothing where it cannot be read', () => {
    expect(
      summarize(analyzeContent('/w/.mcp.json', '{', context)?.effects ?? analyzeCommand('', context)),
    ).toBe('nothing');
  });
});

describe('a command line that writes such a file', () => {
  it.each([
    ["echo 'rm /x' >> ~/.bashrc", 'delete /x; run rm; write ~/.bashrc'],
    [
      "printf '#!/bin/sh\\nrm /x\\n' > .git/hooks/post-merge",
      'delete /x; run rm; write .git/hooks/post-merge',
    ],
    [
      'tee .mcp.json <<< \'{"mcpServers":{"a":{"command":"rm","args":["/x"]}}}\'',
      'delete /x; run rm; write .mcp.json',
    ],
    [
      "echo '* * * * * root rm /x' | sudo tee /etc/cron.d/x",
      'action privilege; delete /x; run !tee; run rm; run sudo; write /etc/cron.d/x',
    ],
    ['echo \'{"scripts":{"x":"rm /x"}}\' > package.json', 'write package.json'],
    ["echo 'rm /x' > notes.txt", 'write notes.txt'],
  ])('%s', (command, expected) => {
    expect(summarize(analyzeCommand(command, context))).toBe(expected);
  });
});
