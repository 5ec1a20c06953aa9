import type { ToolCall } from '../agents/index.ts';
import { analyzeCommand, type CommandEffects, type FileEffect, formatFlow } from '../shell/index.ts';
import { canonicalPath } from './canonical-path.ts';

/** What a call would do, whichever tool or shell spelling gets there. Lists are without repetition. */
export interface Effects {
  /** Paths are canonical; what is only known at run time stays in them as a pattern or `$NAME`. */
  readonly read: readonly string[];
  /** Paths that a program in no table might read: arguments that look like one. */
  readonly possibleRead: readonly string[];
  readonly write: readonly string[];
  readonly delete: readonly string[];
  readonly mode: readonly string[];
  readonly recursive: boolean;
  readonly names: readonly string[];
  readonly lines: readonly string[];
  readonly canonical: readonly string[];
  readonly args: readonly string[];
  readonly actions: readonly string[];
  readonly privileged: boolean;
  readonly scripts: readonly string[];
  readonly remote: boolean;
  readonly decoded: boolean;
  readonly opaque: readonly string[];
  readonly hosts: readonly string[];
  readonly urls: readonly string[];
  readonly uploads: readonly string[];
  readonly flows: readonly string[];
}

/** Analyses one call. Reads the file system to resolve symlinks; never throws. */
export function effectsOf(call: ToolCall, home: string): Effects {
  const cwd = call.cwd || '/';
  const resolve = (path: string): string => canonicalPath(path, cwd, home);
  // A path that begins with what only run time knows is not one below the working directory.
  const resolveShell = ({ path, partial }: FileEffect): string =>
    partial && !path.startsWith('/') ? path : resolve(path);
  const shell = call.command === undefined ? NOTHING : analyzeCommand(call.command, { cwd, home });
  const file = call.file;
  const fileTool = (access: string): readonly string[] =>
    file !== undefined && file.access === access ? [resolve(file.path)] : [];
  const shellPaths = (access: FileEffect['access'], possible = false): readonly string[] =>
    shell.files
      .filter((f) => f.access === access && f.possible === possible && f.place === 'local')
      .map(resolveShell);
  const url = call.url;
  return {
    read: distinct([...fileTool('read'), ...shellPaths('read')]),
    possibleRead: distinct(shellPaths('read', true)),
    write: distinct([...fileTool('write'), ...shellPaths('write')]),
    delete: distinct([...fileTool('delete'), ...shellPaths('delete')]),
    mode: distinct(shellPaths('mode')),
    recursive: shell.files.some((f) => f.recursive && CHANGES.has(f.access)),
    names: distinct(shell.commands.map((c) => c.name)),
    lines: distinct(shell.commands.map((c) => c.line)),
    canonical: distinct(shell.commands.map((c) => c.canonical)),
    args: distinct(shell.commands.flatMap((c) => c.args)),
    actions: shell.actions,
    privileged: shell.commands.some((c) => c.privileged),
    scripts: distinct(shell.scripts.map((s) => s.text)),
    remote: shell.remote,
    decoded: shell.decoded,
    opaque: distinct(shell.opaque.map(({ code, detail }) => (detail === '' ? code : `${code}: ${detail}`))),
    hosts: distinct([...(url === undefined ? [] : hostOf(url)), ...shell.network.map((n) => n.host)]),
    urls: distinct([...(url === undefined ? [] : [url]), ...shell.network.flatMap((n) => n.url ?? [])]),
    uploads: distinct(shell.uploads.map((u) => u.host)),
    flows: distinct(shell.flows.map(formatFlow)),
  };
}

const CHANGES: ReadonlySet<FileEffect['access']> = new Set(['write', 'delete', 'mode']);

const NOTHING: CommandEffects = {
  commands: [],
  files: [],
  scripts: [],
  network: [],
  uploads: [],
  flows: [],
  writes: [],
  sockets: [],
  environment: [],
  actions: [],
  remote: false,
  decoded: false,
  opaque: [],
};

function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)];
}

function hostOf(url: string): readonly string[] {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === '' ? [] : [host.replace(/^\[|\]$/g, '')];
}
