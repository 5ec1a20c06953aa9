import type { Program } from '../program/spec.ts';

/** Coding agents and their guards. */
export const AGENTS: readonly Program[] = [
  {
    names:
      'claude codex gemini copilot opencode qwen aider goose amp cursor-agent crush droid auggie kiro cline pi kimi grok agy',
    style: 'gnu',
    options: {
      '-p --print --prompt': 'text',
      '--model -m': 'text',
      '--output-format': 'text',
      '--mcp-config': 'read',
      '--settings': 'read',
      '--add-dir': 'text',
      '--system-prompt': 'text',
      '--append-system-prompt': 'text',
      '--allowedTools --allowed-tools': 'text',
      '--disallowedTools': 'text',
      '--permission-mode': 'text',
      '-c --config': 'text',
      '-C --cd': 'cwd',
      '-s --sandbox': 'text',
      '-a --ask-for-approval --approval-mode': 'text',
      '--plugin-dir': 'library',
      '-r --resume': 'text',
      '--session-id': 'text',
      '--policy': 'text',
      '--include-directories': 'text',
      '--dangerously-skip-permissions --yolo --dangerously-bypass-approvals-and-sandbox --full-auto --allow-all-tools --yes-always --auto-approve -y --trust-all-tools':
        'flag',
      '--message': 'text',
      '-i --prompt-interactive': 'text',
    },
    stdout: 'own',
    operands: 'text...',
    actions: {
      'agent-unguarded':
        '--trust-all-tools --permission-mode=bypassPermissions --sandbox=danger-full-access --approval-mode=yolo --ask-for-approval=never',
    },
    subcommands: {
      'mcp add': {
        style: 'gnu',
        options: {
          '-s --scope': 'text',
          '-t --transport': 'text',
          '-e --env': 'text',
          '-H --header': 'text',
          '--url': 'text',
          '--trust': 'flag',
        },
        operands: 'text text...',
        actions: 'agent-config',
      },
      'mcp add-json|mcp add-from-claude-desktop|mcp reset-project-choices|mcp enable|mcp disable':
        'agent-config',
      'extensions install|plugin install|plugin marketplace add|plugins install|extension install|skills install|extensions enable':
        {
          operands: 'text...',
          actions: { 'agent-config': 'always', 'install-unverified': '@*://* @github.com/* @*/*' },
        },
      'extensions uninstall|extensions disable|plugin uninstall|plugin disable|config set|config add|config remove|hooks disable|hooks migrate':
        'agent-config',
      'mcp list|mcp get|mcp serve|extensions list|plugin list|config get|config list|doctor|update|--version':
        {},
    },
    examples: {
      "claude -p 'rm -rf /'": 'nothing',
      'claude --dangerously-skip-permissions': 'action agent-unguarded',
      'gemini --yolo -p x': 'action agent-unguarded',
      'gemini mcp add a https://a.example': 'action agent-config',
      "codex mcp add x -- sh -c 'rm y'": 'action agent-config',
      'gemini extensions install github.com/a/b': 'action agent-config; action install-unverified',
      'claude mcp list': 'nothing',
      'codex -s danger-full-access': 'action agent-unguarded',
    },
  },
  {
    names: 'prempti premptictl',
    stdout: 'own',
    operands: 'text...',
    subcommands: {
      'stop|hook remove|uninstall|mode monitor|mode passthrough|disable|hook disable|pause':
        'disable-security',
      'mode|hook add|rules set|config set|service stop|approve|trust': 'agent-config',
      'status|logs|rules|hook status|version|audit|search|explain|demo|doctor|start': {},
    },
    examples: {
      'premptictl stop': 'action disable-security',
      'premptictl status': 'nothing',
      'premptictl hook remove claude': 'action disable-security',
    },
  },
  {
    names: 'nah dcg cupcake tirith cc-safety-net safety-net leash coding-agents-kit-ctl',
    stdout: 'own',
    operands: 'text...',
    subcommands: {
      'trust|uninstall|allow|allow-once|disable|off|hook uninstall|hook remove|bypass|remove|deny remove|config set':
        'disable-security',
    },
    examples: { 'nah trust .': 'action disable-security', 'dcg test x': 'nothing' },
  },
  {
    names: 'ollama llm aichat mods sgpt fabric chatgpt',
    options: {
      '-m --model': 'text',
      '-f --file': 'send-file',
      '-a --attachment': 'send-file',
      '-s --system': 'text',
      '-t --template': 'text',
    },
    operands: 'text...',
    stdin: 'data',
    stdout: 'own',
    subcommands: { 'rm|delete': {}, push: 'publish' },
    examples: { 'ollama run a x': 'nothing' },
  },
];
