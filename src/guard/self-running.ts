import type { Json, JsonObject } from '../agents/index.ts';
import type { Written } from './written-content.ts';

/** Kinds of places whose content runs without being asked for, or is made to be run. */
export type LaterPlace =
  | 'git-hook'
  | 'shell-startup'
  | 'schedule'
  | 'service'
  | 'agent-hook'
  | 'mcp-server'
  | 'package-script'
  | 'pipeline'
  | 'build'
  | 'script';

/** Shell text that a file will run, with where. */
export interface LaterCommands {
  readonly place: LaterPlace;
  readonly commands: readonly string[];
}

type Extract = (content: string) => readonly string[];

const STARTUP =
  /\/\.(?:bashrc|zshrc|profile|bash_profile|zprofile|bash_login|bash_logout|shrc|zshenv|zlogin|kshrc|xprofile|xinitrc|envrc|inputrc|vimrc|exrc|tmux\.conf|pythonrc|irbrc)$|\/config\.fish$|^\/etc\/(?:profile|bash\.bashrc|zsh\/|profile\.d\/)/;

/** In the order in which they are tried; the path decides. */
const PLACES: readonly (readonly [LaterPlace, RegExp, Extract])[] = [
  ['git-hook', /\/\.git\/hooks\/[^/]+(?<!\.sample)$|\/\.(?:husky|githooks)\/[^/]+$/, script],
  ['shell-startup', STARTUP, script],
  [
    'schedule',
    /^\/etc\/cron|^\/var\/spool\/cron|\/crontab$/,
    (text) => lines(text, /^(?:@\w+|(?:\S+\s+){5})(?:root\s+)?/),
  ],
  [
    'service',
    /\.(?:service|timer|desktop)$|\/Launch(?:Agents|Daemons)\//,
    (text) => lines(text, /^Exec\w*\s*=\s*[-@+!:]*/),
  ],
  [
    'agent-hook',
    /\/\.(?:claude\/settings(?:\.local)?|codex\/hooks|cursor\/hooks|gemini\/settings)\.json$/,
    jsonCommands,
  ],
  [
    'mcp-server',
    /\/(?:\.mcp|managed-mcp|\.claude|claude_desktop_config|mcp|mcp_config|mcp-config)\.json$/,
    jsonCommands,
  ],
  ['git-hook', /\/\.git\/config$|\/\.gitconfig$/, (text) => lines(text, /^\s*\w+\s*=\s*["!]*/)],
  ['package-script', /\/(?:package|composer)\.json$/, jsonScripts],
  [
    'pipeline',
    /\/\.github\/(?:workflows|actions)\/|\/\.circleci\/|\/\.gitlab-ci\.yml$|\/azure-pipelines\.ya?ml$/,
    yamlLines,
  ],
  ['build', /\/\.pre-commit-config\.yaml$|\/lefthook\.ya?ml$|\/docker-compose[^/]*\.ya?ml$/, yamlLines],
  ['build', /\/(?:devcontainer|tasks|launch)\.json$/, jsonScripts],
  ['build', /\/(?:(?:GNU)?[Mm]akefile|justfile|Rakefile)$|\.mk$/, (text) => lines(text, /^[\t ]+[@+-]*/)],
  [
    'build',
    /\/(?:Dockerfile|Containerfile)[^/]*$|\.dockerfile$/,
    (text) => lines(text, /^\s*RUN(?:\s+--\S+)*\s+/i),
  ],
  ['build', /\/(?:build\.rs|Jenkinsfile|Vagrantfile)$/, codeStrings],
  ['script', /\.(?:sh|bash|zsh|ksh|command)$/, script],
  [
    'script',
    /\/(?:setup|conftest|sitecustomize|usercustomize)\.py$/,
    (text) => [asDocument('python3 -', text)],
  ],
];

/** A line that says none of this does nothing that any rule asks about. */
const TELLING =
  /curl|wget|fetch|http|\bnc\b|ncat|socat|telnet|\/dev\/|base64|base32|xxd|openssl|eval|exec|ssh|\.aws|\.kube|\.env|rm\s|find\s|dd\s|python|node|perl|ruby|php|sh\s|[$](?:\{\{|[A-Z])/;

const MAX_LENGTH = 64 * 1024;
const MAX_COMMANDS = 200;

/** What a file makes of the text that is put into it; `undefined` where it stays text. */
export function laterCommands({ path, content }: Written): LaterCommands | undefined {
  const text = content.slice(0, MAX_LENGTH);
  const found = PLACES.find(([, where]) => where.test(path.startsWith('/') ? path : `/${path}`));
  if (found !== undefined) {
    const [place, , extract] = found;
    return { place, commands: extract(text).slice(0, MAX_COMMANDS) };
  }
  return /^#!\s*\S*\/(?:env\s+)?(?:ba|z|da|k)?sh\b/.test(text)
    ? { place: 'script', commands: [text] }
    : undefined;
}

function script(text: string): readonly string[] {
  return [text];
}

/** The rest of every line that begins so, lines continued by a backslash joined. */
function lines(text: string, begin: RegExp): readonly string[] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => begin.test(line) && TELLING.test(line))
    .map((line) => line.replace(begin, ''));
}

/** Every line of a YAML file as if it were a command, without the key and the quotes it may stand behind. */
function yamlLines(text: string): readonly string[] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => TELLING.test(line))
    .map((line) => line.replace(/^\s*(?:- +)?(?:[\w-]+:\s+)?/, ''))
    .map((line) => /^(["'])(.*)\1$/.exec(line)?.[2] ?? line);
}

/** Objects with a `command` and perhaps `args`, as hooks and MCP servers are registered. */
function jsonCommands(text: string): readonly string[] {
  const found: string[] = [];
  visit(parseJson(text), (object) => {
    const { command, args } = object;
    if (typeof command !== 'string') return;
    const words = Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [];
    found.push([command, ...words.map(quote)].join(' '));
  });
  return found.length > 0 ? found : stringsOf(text);
}

/** The values of all strings: names and versions of packages are no commands that do anything. */
function jsonScripts(text: string): readonly string[] {
  return stringsOf(text);
}

/** JSON strings that stand as values, in a whole document or in a piece of one. */
function stringsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?<=[:[,]\s{0,80})"(?:[^"\\\n]|\\.){1,4096}"/g)]
    .map(([value]) => parseJson(value))
    .filter((value) => typeof value === 'string')
    .filter((value) => TELLING.test(value));
}

/** String literals of source code whose text a rule might ask about: what a build script hands to a shell. */
function codeStrings(text: string): readonly string[] {
  return [...text.matchAll(/"(?:[^"\\\n]|\\.){1,4096}"|'([^'\n]{1,4096})'/g)]
    .map(([literal, plain]) => plain ?? parseJson(literal))
    .filter((value) => typeof value === 'string')
    .filter((value) => TELLING.test(value));
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // a piece of a document, or none: what reads it next says what it makes of it
  }
}

const MAX_DEPTH = 16;

function visit(value: Json | undefined, each: (object: JsonObject) => void, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (!Array.isArray(value)) each(value as JsonObject);
  for (const item of Object.values(value)) visit(item, each, depth + 1);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function asDocument(interpreter: string, text: string): string {
  return `${interpreter} <<'END_OF_CONTENT'\n${text}\nEND_OF_CONTENT`;
}
