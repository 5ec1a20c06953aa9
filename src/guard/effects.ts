import type { FileAccess, ToolCall } from '../agents/index.ts';
import { analyzeCommand, analyzeStatements, type CommandEffects, type FileEffect } from '../shell/index.ts';
import type { CallPaths } from './call-paths.ts';
import { inputText } from './input-text.ts';
import { homePath, isFoundAnywhere, isLossOutside, isOutside } from './places.ts';
import { secretsInFiles } from './secret-files.ts';
import { secretKinds } from './secret-kinds.ts';
import { type LaterPlace, laterCommands } from './self-running.ts';
import { type Written, writtenBy } from './written-content.ts';

/** One file as a call touches it. */
export interface FileTouch {
  readonly access: FileEffect['access'];
  /** Canonical; what is only known at run time stays in it as a pattern or `$NAME`. */
  readonly path: string;
  /** A guess: an argument, which looks like a path, of a program that is in no table. */
  readonly possible: boolean;
  /** Applies to everything below `path`. */
  readonly recursive: boolean;
  /** Nothing is lost with it: the content stays under another name (a move, a packer), or there was none (rmdir). */
  readonly kept: boolean;
  /** Nothing but an empty directory comes into being. */
  readonly empty: boolean;
}

/** Lists of what a command line does. */
const SHELL_LISTS = [
  'commands',
  'actions',
  'environment',
  'scripts',
  'opaque',
  'network',
  'uploads',
  'sockets',
  'flows',
] as const;

/** What a field says something about; a call that has nothing of it leaves the field empty. */
export type Aspect = FileTouch['access'] | 'change' | 'elsewhere' | 'written' | (typeof SHELL_LISTS)[number];

/** What a call would do, whichever tool or shell spelling gets there. Lists may repeat themselves; the fields do not. */
export class Effects {
  readonly shell: CommandEffects;
  readonly files: readonly FileTouch[];
  /** Of what there is something. */
  readonly aspects: ReadonlySet<Aspect>;
  readonly #call: ToolCall;
  readonly #paths: CallPaths;
  #later: Later | undefined;

  /** Analyses one call. Reads the file system to resolve symlinks; never throws. */
  constructor(call: ToolCall, paths: CallPaths) {
    this.#call = call;
    this.#paths = paths;
    this.shell = shellOf(call, paths);
    this.files = touchesOf(call, this.shell, paths);
    this.aspects = aspectsOf(call, this.shell, this.files);
  }

  get urls(): readonly string[] {
    const { url } = this.#call;
    const urls = url === undefined ? [] : [url];
    for (const one of this.shell.network) if (one.url !== undefined) urls.push(one.url);
    return urls;
  }

  get hosts(): readonly string[] {
    const { url } = this.#call;
    const hosts = url === undefined ? [] : hostOf(url);
    for (const { host } of this.shell.network) hosts.push(host);
    return hosts;
  }

  /** Paths touched in one way for certain. */
  paths(access: FileTouch['access']): readonly string[] {
    const paths: string[] = [];
    for (const touch of this.files) if (touch.access === access && !touch.possible) paths.push(touch.path);
    return paths;
  }

  possiblePaths(access: FileTouch['access']): readonly string[] {
    const paths: string[] = [];
    for (const touch of this.files) if (touch.access === access && touch.possible) paths.push(touch.path);
    return paths;
  }

  /** Roots of whole trees that are touched in one way. */
  trees(access: FileTouch['access']): readonly string[] {
    const paths: string[] = [];
    for (const touch of this.files)
      if (touch.access === access && !touch.possible && touch.recursive) paths.push(touch.path);
    return paths;
  }

  /** Paths on other hosts and in containers, touched in one way. */
  elsewhere(access: FileTouch['access']): readonly string[] {
    const paths: string[] = [];
    for (const file of this.shell.files)
      if (file.access === access && file.place !== 'local') paths.push(file.path);
    return paths;
  }

  /** What is written, deleted or changed in owner or mode, possible ones included; new empty directories are not. */
  get changed(): readonly string[] {
    const paths: string[] = [];
    for (const touch of this.files) if (isChange(touch)) paths.push(touch.path);
    return paths;
  }

  /** Of these, what lies in a home directory, as `~/...`. */
  get changedInHome(): readonly string[] {
    return this.#inHome(this.changed);
  }

  /** Of what is changed, what the guard in force is made of, see `partsTouched`. */
  get changedInGuard(): readonly string[] {
    const parts: string[] = [];
    for (const touch of this.files)
      if (isChange(touch)) {
        const takesTree = touch.access !== 'write' && (touch.recursive || touch.kept);
        parts.push(...this.#paths.guardParts(touch.path, takesTree));
      }
    return parts;
  }

  /** Of what is read, what the guard in force is made of. */
  get readInGuard(): readonly string[] {
    const parts: string[] = [];
    for (const touch of this.files)
      if (touch.access === 'read') parts.push(...this.#paths.guardParts(touch.path, false));
    return parts;
  }

  /** Paths touched in one way that are neither the project's nor scratch. */
  outside(access: FileTouch['access']): readonly string[] {
    const isOut = access === 'delete' ? isLossOutside : isOutside;
    const paths: string[] = [];
    for (const { access: how, path, possible, kept } of this.files)
      if (how === access && !possible && !kept && isOut(path, this.#paths.surroundings)) paths.push(path);
    return paths;
  }

  /** Patterns of what is deleted because a search finds it, scratch left out. */
  get deletedByFinding(): readonly string[] {
    const paths: string[] = [];
    for (const { access, path, possible, kept } of this.files)
      if (access === 'delete' && !possible && !kept && isFoundAnywhere(path)) paths.push(path);
    return paths;
  }

  /** Arguments of programs that run on this machine, without those that are only data. */
  get localArguments(): readonly string[] {
    return this.shell.commands.flatMap(({ place, args, data }) => {
      if (place === 'remote') return [];
      return data.length === 0 ? args : args.filter((arg) => !data.some((text) => arg.endsWith(text)));
    });
  }

  /** Paths in a home directory, possible ones included, as `~/...`. */
  inHome(access: FileTouch['access']): readonly string[] {
    const paths: string[] = [];
    for (const touch of this.files) if (touch.access === access) paths.push(touch.path);
    return this.#inHome(paths);
  }

  get isRecursive(): boolean {
    return this.files.some(({ recursive, access }) => recursive && CHANGES.has(access));
  }

  /** What files that run by themselves would do, because of what this call writes into them. */
  get later(): Later {
    this.#later ??= laterOf(this.#written(), this.#paths);
    return this.#later;
  }

  /** Kinds of secrets in what the call writes into files, sends or hands to an MCP server. */
  get secrets(): readonly string[] {
    const kinds: string[] = [];
    for (const { content } of this.#written()) kinds.push(...secretKinds(content));
    for (const { what } of this.shell.uploads)
      if (what.kind === 'text') kinds.push(...secretKinds(what.text));
    for (const url of this.urls) kinds.push(...secretKinds(decodeUrl(url)));
    if (this.#call.mcp !== undefined) kinds.push(...secretKinds(inputText(this.#call.input)));
    return kinds;
  }

  /** Values that only the file shows to be secret into which the call puts them, e.g. `.env`. */
  get fileSecrets(): readonly string[] {
    return secretsInFiles(this.#call, this.#written(), this.shell);
  }

  #inHome(paths: readonly string[]): readonly string[] {
    const inHome: string[] = [];
    for (const path of paths) {
      const found = homePath(path, this.#paths.surroundings);
      if (found !== undefined) inHome.push(found);
    }
    return inHome;
  }

  #written(): readonly Written[] {
    return writtenBy(this.#call, this.shell);
  }
}

function shellOf({ command, statement }: ToolCall, { cwd, home }: CallPaths): CommandEffects {
  if (command !== undefined) return analyzeCommand(command, { cwd, home });
  return statement === undefined ? NOTHING : analyzeStatements(statement, { cwd, home });
}

function aspectsOf(
  { file, mcp, url }: ToolCall,
  shell: CommandEffects,
  files: readonly FileTouch[],
): ReadonlySet<Aspect> {
  const aspects = new Set<Aspect>();
  for (const touch of files) {
    aspects.add(touch.access);
    if (isChange(touch)) aspects.add('change');
  }
  const isWriting = file !== undefined && (file.access === 'write' || mcp !== undefined);
  if (isWriting || shell.writes.length > 0) aspects.add('written');
  if (url !== undefined) aspects.add('network');
  if (shell === NOTHING) return aspects;
  for (const list of SHELL_LISTS) if (shell[list].length > 0) aspects.add(list);
  if (shell.files.some(({ place }) => place !== 'local')) aspects.add('elsewhere');
  return aspects;
}

const CHANGES: ReadonlySet<FileTouch['access']> = new Set(['write', 'delete', 'mode']);

function isChange({ access, empty }: FileTouch): boolean {
  return !empty && CHANGES.has(access);
}

/** The commands that files which run by themselves are given, with what they do. */
export interface Later {
  readonly places: readonly LaterPlace[];
  readonly effects: readonly Effects[];
}

const NEVER: Later = { places: [], effects: [] };

function laterOf(written: readonly Written[], paths: CallPaths): Later {
  if (written.length === 0) return NEVER;
  const places: LaterPlace[] = [];
  const effects: Effects[] = [];
  for (const one of written) {
    const found = laterCommands({ ...one, path: paths.resolve(one.path) });
    if (found === undefined) continue;
    places.push(found.place);
    for (const command of found.commands) {
      effects.push(
        new Effects({ agent: '', event: '', tool: '', input: {}, cwd: paths.cwd, command }, paths),
      );
    }
  }
  return { places, effects };
}

/** Programs that delete a name whose content they have put under another, or that had none. */
const KEEPERS: ReadonlySet<string> = new Set(
  'mv rename rmdir gzip gunzip bzip2 bunzip2 xz unxz lzma zstd unzstd compress uncompress zip git'.split(' '),
);

/** Tools that name files without opening them. */
const LISTS = /glob|list|\bls\b|tree|find/i;

function touchesOf({ file, tool }: ToolCall, shell: CommandEffects, paths: CallPaths): readonly FileTouch[] {
  const touches: FileTouch[] = [];
  if (file !== undefined) {
    const path = paths.resolve(file.path);
    const recursive = file.access === 'search';
    for (const access of accessesOf(file.access, tool))
      touches.push({ access, path, possible: false, recursive, kept: false, empty: false });
  }
  for (const { access, path, possible, recursive, partial, place, by } of shell.files) {
    if (place !== 'local') continue;
    touches.push({
      access,
      // A path that begins with what only run time knows is not one below the working directory.
      path: !partial || path.startsWith('/') ? paths.resolve(path) : path,
      possible,
      recursive,
      kept: access === 'delete' && KEEPERS.has(by),
      empty: by === 'mkdir',
    });
  }
  return touches;
}

function accessesOf(access: FileAccess, tool: string): readonly FileTouch['access'][] {
  if (access !== 'search') return [access];
  return LISTS.test(tool) ? ['list'] : ['list', 'read'];
}

/** Of a call that runs no command. */
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

function hostOf(url: string): string[] {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === '' ? [] : [host.replace(/^\[|\]$/g, '')];
}

function decodeUrl(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '));
  } catch {
    return url; // a stray `%`
  }
}
