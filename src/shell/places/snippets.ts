import { cronCommand } from '../behaviours/schedule.ts';
import type { Language } from '../effects.ts';

/** A piece of a file that will be run. */
export interface Snippet {
  readonly language: Language;
  readonly text: string;
}

/** Pieces looked at in one file. */
const MAX_SNIPPETS = 128;

function shell(texts: Iterable<string>): readonly Snippet[] {
  const snippets: Snippet[] = [];
  for (const text of texts) {
    if (snippets.length >= MAX_SNIPPETS) break;
    if (text.trim() !== '') snippets.push({ language: 'shell', text });
  }
  return snippets;
}

/** The whole file is a script. */
export function wholeFile(language: Language): (content: string) => readonly Snippet[] {
  return (content) => [{ language, text: content }];
}

/** Crontabs; with a column for the user in the system's own. */
export function cronLines(hasUser: boolean): (content: string) => readonly Snippet[] {
  return (content) =>
    shell(
      content.split('\n').flatMap((line) => {
        const command = cronCommand(line);
        if (command === undefined) return [];
        return [hasUser ? command.replace(/^\S+\s+/, '') : command];
      }),
    );
}

/** `ExecStart=` and its kin of systemd units, `Exec=` of desktop entries. */
export function unitCommands(content: string): readonly Snippet[] {
  return shell(
    content.split('\n').flatMap((line) => {
      const command =
        /^\s*Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)?\s*=\s*[-+!@:]*(.*)$/.exec(
          line,
        )?.[1];
      return command === undefined ? [] : [command];
    }),
  );
}

/** `ProgramArguments` and `Program` of launchd property lists. */
export function plistCommands(content: string): readonly Snippet[] {
  const commands: string[] = [];
  for (const key of ['ProgramArguments', 'Program']) {
    const at = content.indexOf(`<key>${key}</key>`);
    if (at < 0) continue;
    const end = content.indexOf(key === 'Program' ? '</string>' : '</array>', at);
    const strings = [
      ...content.slice(at, end < 0 ? undefined : end + 9).matchAll(/<string>([^<]{0,2048})<\/string>/g),
    ];
    commands.push(strings.map((match) => quote(unescapeXml(match[1] as string))).join(' '));
  }
  return shell(commands);
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Every `command` of a JSON file, with the `args` beside it: hooks of agents, MCP servers, editor tasks. */
export function jsonCommands(content: string): readonly Snippet[] {
  const commands: string[] = [];
  visit(parseJson(content), (object) => {
    const { command, args } = object;
    if (Array.isArray(command)) commands.push(command.filter(isString).map(quote).join(' '));
    if (!isString(command)) return;
    const words = Array.isArray(args) ? args.filter(isString).map(quote) : [];
    commands.push(words.length > 0 ? [quote(command), ...words].join(' ') : command);
  });
  return shell(commands);
}

const LIFECYCLE = /(?:Create|Start|Attach|initialize|onCreate|updateContent)Command$/;

/** The scripts of package.json and composer.json, and the life-cycle commands of development containers. */
export function packageScripts(content: string): readonly Snippet[] {
  const root = parseJson(content);
  if (!isObject(root)) return [];
  const scripts = isObject(root.scripts)
    ? Object.values(root.scripts).flatMap((value) => (Array.isArray(value) ? value : [value]))
    : [];
  const commands = Object.entries(root).flatMap(([key, value]) => (LIFECYCLE.test(key) ? [value] : []));
  return shell([...scripts, ...commands].filter(isString));
}

type Json = Record<string, unknown>;

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Visits objects without recursion; JSON can be nested deeper than the stack. */
function visit(root: unknown, callback: (object: Json) => void): void {
  const open: unknown[] = [root];
  for (let steps = 0; open.length > 0 && steps < 20_000; steps++) {
    const value = open.pop();
    if (Array.isArray(value)) open.push(...value.slice(0, 1_000));
    else if (isObject(value)) {
      callback(value);
      open.push(...Object.values(value).slice(0, 1_000));
    }
  }
}

/** `run:`, `script:` and the like of pipeline files, block texts and lists included. */
export function pipelineCommands(content: string): readonly Snippet[] {
  const lines = content.split('\n');
  const commands: string[] = [];
  for (let i = 0; i < lines.length && commands.length < MAX_SNIPPETS; i++) {
    const match =
      /^(\s*)(?:-\s+)?(?:run|script|before_script|after_script|command|entry|commands|inlineScript):\s*(.*)$/.exec(
        lines[i] as string,
      );
    if (match === null) continue;
    const indent = (match[1] as string).length;
    const value = (match[2] as string).trim();
    if (value !== '' && !/^[|>][+-]?\d?$/.test(value)) {
      commands.push(value.replace(/^(['"])(.*)\1$/, '$2'));
      continue;
    }
    const block: string[] = [];
    while (i + 1 < lines.length) {
      const next = lines[i + 1] as string;
      const isInside =
        next.trim() === '' ||
        next.length - next.trimStart().length > indent ||
        (value === '' && /^\s*-\s/.test(next));
      if (!isInside) break;
      block.push(
        value === ''
          ? next
              .trim()
              .replace(/^-\s+/, '')
              .replace(/^(['"])(.*)\1$/, '$2')
          : next.trim(),
      );
      i += 1;
    }
    commands.push(block.join('\n'));
  }
  return shell(commands);
}

/** Recipes of makefiles. */
export function makeRecipes(content: string): readonly Snippet[] {
  return shell(
    content.split('\n').flatMap((line) =>
      line.startsWith('\t')
        ? [
            line
              .slice(1)
              .replace(/^[@+-]+/, '')
              .replaceAll('$$', '$'),
          ]
        : [],
    ),
  );
}

/** `RUN` of container files. */
export function containerRuns(content: string): readonly Snippet[] {
  const joined = content.replace(/\\\n/g, ' ');
  return shell(joined.split('\n').flatMap((line) => /^\s*RUN\s+(?:--\S+\s+)*(.*)$/i.exec(line)?.[1] ?? []));
}

/** Commands in the configuration of ssh, and forced commands of authorised keys. */
export function sshCommands(content: string): readonly Snippet[] {
  return shell(
    content.split('\n').flatMap((line) => {
      const setting = /^\s*(?:ProxyCommand|LocalCommand|KnownHostsCommand|RemoteCommand)[\s=]+(.*)$/i.exec(
        line,
      )?.[1];
      const forced = /(?:^|,)command="((?:[^"\\]|\\.){0,2048})"/.exec(line.slice(0, 4_096))?.[1];
      return [setting, forced].filter(isString).filter((command) => command !== 'none');
    }),
  );
}

/** Aliases and helpers in the configuration of git. */
export function gitCommands(content: string): readonly Snippet[] {
  return shell(
    content.split('\n').flatMap((line) => {
      const match = /^\s*([\w.]+)\s*=\s*(.*)$/.exec(line);
      if (match === null) return [];
      const [, key = '', value = ''] = match;
      if (value.startsWith('!')) return [value.slice(1)];
      return /^(?:sshcommand|fsmonitor|pager|editor|askpass|textconv|clean|smudge|process|program|cmd)$/i.test(
        key,
      ) && value.includes(' ')
        ? [value]
        : [];
    }),
  );
}
