import type { FileAccess, ToolCall } from '../agents/index.ts';
import { analyzeCommand, type CommandEffects, type FileEffect, formatFlow } from '../shell/index.ts';
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

/** What a call would do, whichever tool or shell spelling gets there. Lists may repeat themselves; the fields do not. */
export class Effects {
  readonly shell: CommandEffects;
  readonly files: readonly FileTouch[];
  readonly urls: readonly string[];
  readonly hosts: readonly string[];
  readonly #call: ToolCall;
  readonly #paths: CallPaths;
  #later: Later | undefined;

  /** Analyses one call. Reads the file system to resolve symlinks; never throws. */
  constructor(call: ToolCall, paths: CallPaths) {
    const { cwd, home } = paths;
    this.#call = call;
    this.#paths = paths;
    this.shell = call.command === undefined ? NOTHING : analyzeCommand(call.command, { cwd, home });
    this.files = [...toolTouches(call), ...shellTouches(this.shell)].map((touch) =>
      touch.fixed ? { ...touch, path: paths.resolve(touch.path) } : touch,
    );
    const url = call.url;
    this.urls = distinct([
      ...(url === undefined ? [] : [url]),
      ...this.shell.network.flatMap((n) => n.url ?? []),
    ]);
    this.hosts = distinct([
      ...(url === undefined ? [] : hostOf(url)),
      ...this.shell.network.map((n) => n.host),
    ]);
  }

  /** Paths touched in one way for certain. */
  paths(access: FileTouch['access']): readonly string[] {
    return this.#touches(access, false).map(({ path }) => path);
  }

  possiblePaths(access: FileTouch['access']): readonly string[] {
    return this.#touches(access, true).map(({ path }) => path);
  }

  /** Roots of whole trees that are touched in one way. */
  trees(access: FileTouch['access']): readonly string[] {
    return this.#touches(access, false)
      .filter(({ recursive }) => recursive)
      .map(({ path }) => path);
  }

  /** Paths on other hosts and in containers, touched in one way. */
  elsewhere(access: FileTouch['access']): readonly string[] {
    return this.shell.files.filter((f) => f.access === access && f.place !== 'local').map(({ path }) => path);
  }

  /** What is written, deleted or changed in owner or mode, possible ones included; new empty directories are not. */
  get changed(): readonly string[] {
    return this.files.filter(({ access, empty }) => CHANGES.has(access) && !empty).map(({ path }) => path);
  }

  /** Of these, what lies in a home directory, as `~/...`. */
  get changedInHome(): readonly string[] {
    return this.#inHome(this.changed);
  }

  /** Of what is changed, what the guard in force is made of, see `partsTouched`. */
  get changedInGuard(): readonly string[] {
    return this.files
      .filter(({ access, empty }) => CHANGES.has(access) && !empty)
      .flatMap(({ access, path, recursive, kept }) =>
        this.#paths.guardParts(path, access !== 'write' && (recursive || kept)),
      );
  }

  /** Of what is read, what the guard in force is made of. */
  get readInGuard(): readonly string[] {
    return this.files
      .filter(({ access }) => access === 'read')
      .flatMap(({ path }) => this.#paths.guardParts(path, false));
  }

  /** Paths touched in one way that are neither the project's nor scratch. */
  outside(access: FileTouch['access']): readonly string[] {
    const isOut = access === 'delete' ? isLossOutside : isOutside;
    return this.#touches(access, false)
      .filter(({ path, kept }) => !kept && isOut(path, this.#paths.surroundings))
      .map(({ path }) => path);
  }

  /** Patterns of what is deleted because a search finds it, scratch left out. */
  get deletedByFinding(): readonly string[] {
    return this.#touches('delete', false).flatMap(({ path, kept }) =>
      !kept && isFoundAnywhere(path) ? [path] : [],
    );
  }

  /** Arguments of programs that run on this machine, without those that are only data. */
  get localArguments(): readonly string[] {
    return this.shell.commands.flatMap(({ place, args, data }) =>
      place === 'remote' ? [] : args.filter((arg) => !data.some((text) => arg.endsWith(text))),
    );
  }

  /** Paths in a home directory, possible ones included, as `~/...`. */
  inHome(access: FileTouch['access']): readonly string[] {
    return this.#inHome(this.files.filter((touch) => touch.access === access).map(({ path }) => path));
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
    const texts = this.#written().map(({ content }) => content);
    for (const { what } of this.shell.uploads) if (what.kind === 'text') texts.push(what.text);
    texts.push(...this.urls.map(decodeUrl));
    if (this.#call.mcp !== undefined) texts.push(inputText(this.#call.input));
    return texts.flatMap(secretKinds);
  }

  /** Values that only the file shows to be secret into which the call puts them, e.g. `.env`. */
  get fileSecrets(): readonly string[] {
    return secretsInFiles(this.#call, this.#written(), this.shell);
  }

  #touches(access: FileTouch['access'], possible: boolean): readonly FileTouch[] {
    return this.files.filter((touch) => touch.access === access && touch.possible === possible);
  }

  #inHome(paths: readonly string[]): readonly string[] {
    return paths.flatMap((path) => homePath(path, this.#paths.surroundings) ?? []);
  }

  #written(): readonly Written[] {
    return writtenBy(this.#call, this.shell);
  }
}

const CHANGES: ReadonlySet<FileTouch['access']> = new Set(['write', 'delete', 'mode']);

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

/** A touch whose path still has to be resolved, if it is `fixed`. */
type RawTouch = FileTouch & { readonly fixed: boolean };

/** Tools that name files without opening them. */
const LISTS = /glob|list|\bls\b|tree|find/i;

function toolTouches({ file, tool }: ToolCall): readonly RawTouch[] {
  if (file === undefined) return [];
  const touch = (access: FileTouch['access'], recursive: boolean): RawTouch => ({
    access,
    path: file.path,
    possible: false,
    recursive,
    kept: false,
    empty: false,
    fixed: true,
  });
  return ACCESSES[file.access](tool).map((access) => touch(access, file.access === 'search'));
}

const ACCESSES: Readonly<Record<FileAccess, (tool: string) => readonly FileTouch['access'][]>> = {
  read: () => ['read'],
  write: () => ['write'],
  delete: () => ['delete'],
  search: (tool) => (LISTS.test(tool) ? ['list'] : ['list', 'read']),
};

function shellTouches(shell: CommandEffects): readonly RawTouch[] {
  return shell.files
    .filter(({ place }) => place === 'local')
    .map(({ access, path, possible, recursive, partial, by }) => ({
      access,
      path,
      possible,
      recursive,
      kept: access === 'delete' && KEEPERS.has(by),
      empty: by === 'mkdir',
      // A path that begins with what only run time knows is not one below the working directory.
      fixed: !partial || path.startsWith('/'),
    }));
}

export function flowsOf(shell: CommandEffects): readonly string[] {
  return shell.flows.map(formatFlow);
}

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

export function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)];
}

function hostOf(url: string): readonly string[] {
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
