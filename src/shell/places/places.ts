import { baseName } from '../path.ts';
import {
  containerRuns,
  cronLines,
  gitCommands,
  jsonCommands,
  makeRecipes,
  packageScripts,
  pipelineCommands,
  plistCommands,
  type Snippet,
  sshCommands,
  unitCommands,
  wholeFile,
} from './snippets.ts';

/**
 * What runs the content of a file: shells when they start, git on its events, a scheduler, a service manager, ssh and git
 * by their configuration, a coding agent or its MCP client, an interpreter when it starts, somebody's pipeline elsewhere,
 * a build on demand.
 */
export type PlaceKind =
  | 'shell-startup'
  | 'git-hook'
  | 'schedule'
  | 'service'
  | 'tool-config'
  | 'agent'
  | 'interpreter-startup'
  | 'pipeline'
  | 'build';

export interface ExecutingPlace {
  readonly kind: PlaceKind;
  readonly snippets: (content: string) => readonly Snippet[];
}

interface Rule {
  readonly kind: PlaceKind;
  readonly path: RegExp;
  readonly snippets: (content: string) => readonly Snippet[];
}

const RULES: readonly Rule[] = [
  {
    kind: 'shell-startup',
    path: /\/\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|zlogout|shrc|kshrc|mkshrc|cshrc|tcshrc|login|xinitrc|xsession|xprofile|envrc|fishrc)$|^\/etc\/(?:profile|bash\.bashrc|bashrc|zsh\/\w+|zshrc|environment\.d\/.*)$|^\/etc\/profile\.d\/|\/\.config\/(?:fish|zsh|bash)\/|\/\.(?:ba|z)shrc\.d\/|\/\.zsh\/|\/\.oh-my-(?:z|ba)sh\//,
    snippets: wholeFile('shell'),
  },
  {
    kind: 'git-hook',
    path: /\/\.git\/hooks\/[^/]+$|\/\.husky\/[^/]+$|\/hooks\/(?:pre|post|commit|prepare|update|applypatch)[\w-]*$/,
    snippets: wholeFile('shell'),
  },
  {
    kind: 'schedule',
    path: /^\/etc\/cron\.d\/|^\/etc\/crontab$|^\/etc\/anacrontab$/,
    snippets: cronLines(true),
  },
  { kind: 'schedule', path: /^\/var\/spool\/cron\//, snippets: cronLines(false) },
  { kind: 'schedule', path: /^\/etc\/cron\.\w+\/|^\/etc\/periodic\//, snippets: wholeFile('shell') },
  {
    kind: 'service',
    path: /\.(?:service|timer|socket|path|mount)$|\/autostart\/[^/]+\.desktop$/,
    snippets: unitCommands,
  },
  { kind: 'service', path: /\/Launch(?:Agents|Daemons)\/[^/]+\.plist$/, snippets: plistCommands },
  {
    kind: 'service',
    path: /^\/etc\/(?:rc\.local|rc\.common|rc\d?\.d\/|init\.d\/|local\.d\/)|^\/usr\/local\/etc\/rc\.d\//,
    snippets: wholeFile('shell'),
  },
  {
    kind: 'tool-config',
    path: /\/\.ssh\/(?:config|rc|authorized_keys2?)$|^\/etc\/ssh\/ssh_config/,
    snippets: sshCommands,
  },
  {
    kind: 'tool-config',
    path: /\/\.gitconfig$|\/\.git\/config$|\/\.config\/git\/config$|^\/etc\/gitconfig$/,
    snippets: gitCommands,
  },
  {
    kind: 'agent',
    path: /\/\.(?:claude|codex|gemini|cursor|qwen|copilot|opencode|factory|kiro|windsurf|cline|continue|amp|goose|vscode)\/(?:.*\/)?[\w.-]+\.jsonc?$|\/\.?mcp\.json$|\/claude_desktop_config\.json$|\/mcp_(?:settings|config)\.json$/,
    snippets: jsonCommands,
  },
  {
    kind: 'interpreter-startup',
    path: /\/(?:sitecustomize|usercustomize)\.py$|\.pth$|\/\.pythonrc(?:\.py)?$/,
    snippets: wholeFile('python'),
  },
  { kind: 'interpreter-startup', path: /\/(?:\.vimrc|\.exrc|init\.vim)$/, snippets: wholeFile('vim') },
  {
    kind: 'pipeline',
    path: /\/\.github\/(?:workflows|actions)\/.*\.ya?ml$|\/\.gitlab-ci\.ya?ml$|\/\.circleci\/config\.ya?ml$|\/azure-pipelines\.ya?ml$|\/\.pre-commit-config\.ya?ml$|\/bitbucket-pipelines\.ya?ml$|\/\.travis\.ya?ml$/,
    snippets: pipelineCommands,
  },
  { kind: 'build', path: /\/(?:package|composer|devcontainer)\.json$/, snippets: packageScripts },
  { kind: 'build', path: /\/(?:GNUm|M|m)akefile$|\.mk$/, snippets: makeRecipes },
  {
    kind: 'build',
    path: /\/(?:Dockerfile|Containerfile)(?:\.[\w-]+)?$|\.dockerfile$/,
    snippets: containerRuns,
  },
];

/** What will run the content of a file at this absolute path, if anything does without being told to. */
export function findExecutingPlace(path: string): ExecutingPlace | undefined {
  // Most files are no such place; all rules need one of these in the path.
  if (path.length > MAX_PATH_CHARS || !MAYBE.test(path)) return undefined;
  return RULES.find((rule) => rule.path.test(path) && baseName(path) !== '');
}

/** No file system takes longer paths. */
const MAX_PATH_CHARS = 4_096;
const MAYBE =
  /\/\.|^\/etc\/|^\/var\/spool\/|^\/usr\/local\/etc\/|\/hooks\/|\.(?:service|timer|socket|path|mount|desktop|plist|pth|py|json|mk|dockerfile|vim)$|akefile$|\/(?:Docker|Container)file|azure-pipelines|bitbucket-pipelines/;

/** Whether the content runs on this machine without anybody asking for it. */
export function runsHere(kind: PlaceKind): boolean {
  return kind !== 'pipeline' && kind !== 'build';
}
