import type { Action } from './actions.ts';

/** The languages whose source text is looked into when it is handed to an interpreter. */
export type Language =
  | 'shell'
  | 'python'
  | 'javascript'
  | 'perl'
  | 'ruby'
  | 'php'
  | 'lua'
  | 'awk'
  | 'sql'
  | 'sed'
  | 'vim'
  | 'powershell'
  | 'cmd'
  | 'applescript'
  | 'other';

/** Where an effect takes place: on this machine, on another one (`ssh`), or inside a container. */
export type Place = 'local' | 'remote' | 'container';

/** Where data comes from. */
export type Source =
  | { readonly kind: 'file'; readonly path: string }
  /** One variable of the environment, or all of it when there is no name. */
  | { readonly kind: 'env'; readonly name?: string }
  /** What the caller of the whole command line feeds it. */
  | { readonly kind: 'stdin' }
  | { readonly kind: 'net'; readonly host: string }
  /** What a program prints of its own, e.g. `gh auth token`. */
  | { readonly kind: 'command'; readonly name: string };

/** Where data goes. */
export type Sink =
  | { readonly kind: 'net'; readonly host: string }
  /** It is run as code. */
  | { readonly kind: 'exec' }
  | { readonly kind: 'file'; readonly path: string };

export interface Flow {
  readonly from: Source;
  readonly to: Sink;
}

/** One program run. */
export interface CommandEffect {
  /** The base name of the program, without directory or `.exe`. */
  readonly name: string;
  /** The program as written, e.g. `./install.sh`. */
  readonly program: string;
  readonly args: readonly string[];
  /** Of these, what it opens no file by: what it prints, messages, and keys it logs in with. */
  readonly data: readonly string[];
  /** Program name and arguments in one line, quoted only where an argument needs it. */
  readonly line: string;
  /**
   * The same with options in front of the subcommand dropped, clusters split and aliases replaced by their long
   * form, so that `git -C x push -fu o` reads `git push --force --set-upstream o`.
   */
  readonly canonical: string;
  /** The subcommand's words, e.g. `remote add`; empty for a program without. */
  readonly subcommand: string;
  /** The programs it runs through, outermost first, e.g. `sudo`, `xargs`. */
  readonly wrappers: readonly string[];
  readonly privileged: boolean;
  readonly place: Place;
  /** False for a program that is in no table: its arguments are guessed at. */
  readonly known: boolean;
  /** False where the program's name is a guess, e.g. from a pattern. */
  readonly certain: boolean;
  /** Variables set for this program alone or exported earlier in the call. */
  readonly environment: Readonly<Record<string, string>>;
  readonly actions: readonly Action[];
}

/**
 * How a file is touched: its content read; its name or metadata looked at; created, changed or replaced;
 * deleted or moved away; owner or mode changed; run.
 */
export type FileAccess = 'read' | 'list' | 'write' | 'delete' | 'mode' | 'execute';

export interface FileEffect {
  readonly access: FileAccess;
  /**
   * Absolute and lexically normal, symlinks not resolved. Globs stay in (`pattern`), pieces only known at run
   * time show as `$NAME` or `$(program)` (`partial`); such a piece at the start leaves the path relative.
   */
  readonly path: string;
  readonly pattern: boolean;
  readonly partial: boolean;
  /** Applies to everything below `path`. */
  readonly recursive: boolean;
  /** A guess: an argument of an unknown program that looks like a path. */
  readonly possible: boolean;
  readonly place: Place;
  /** The base name of the program that does it; `shell` for redirections. */
  readonly by: string;
}

/** Source text handed to an interpreter. */
export interface ScriptEffect {
  readonly language: Language;
  readonly text: string;
  /** False where part of the text is only known at run time. */
  readonly exact: boolean;
}

export interface NetworkEffect {
  /** Lower case, without port and brackets; `$NAME` when only known at run time. */
  readonly host: string;
  /** The URL where one is given. */
  readonly url?: string;
  /** A guess: a URL among the arguments of an unknown program. */
  readonly possible: boolean;
}

/** Data that leaves for a host. */
export interface UploadEffect {
  readonly host: string;
  readonly what: Source | { readonly kind: 'text'; readonly text: string };
}

/** Content that ends up in a file, as far as it is known. */
export interface ContentWrite {
  readonly path: string;
  readonly content: string;
  readonly append: boolean;
}

/** A socket wired to a program. */
export interface SocketEffect {
  /** `listen`: waits for connections; `reverse-shell` and `bind-shell`: an interpreter talks to the peer. */
  readonly kind: 'listen' | 'reverse-shell' | 'bind-shell';
  readonly host?: string;
  readonly by: string;
}

/** A variable set for a program. */
export interface EnvironmentEffect {
  readonly name: string;
  readonly value: string;
  /** The base name of the program it is set for; empty for `export`. */
  readonly command: string;
}

/**
 * Why something could not be understood:
 * - `syntax`: the text does not parse as Bash;
 * - `size`, `depth`, `budget`: a limit was reached and the rest was not looked at;
 * - `command`: the name of the program is only known at run time;
 * - `code`: code is run that is only known at run time;
 * - `partial-code`: parts of the code that is run are only known at run time;
 * - `dynamic-code`: an inline script calls something with arguments computed at run time, or runs code it builds;
 * - `read-path`, `write-path`, `delete-path`, `mode-path`: which file is only known at run time;
 * - `host`: which host is only known at run time;
 * - `internal`: the analysis itself failed, which is a bug; what was found before is kept.
 */
export type OpaqueCode =
  | 'syntax'
  | 'size'
  | 'depth'
  | 'budget'
  | 'command'
  | 'code'
  | 'partial-code'
  | 'dynamic-code'
  | 'read-path'
  | 'write-path'
  | 'delete-path'
  | 'mode-path'
  | 'host'
  | 'internal';

export interface OpaqueReason {
  readonly code: OpaqueCode;
  /** What it was about, for people. */
  readonly detail: string;
}

/** What one command line does, as far as can be told without running it. */
export interface CommandEffects {
  readonly commands: readonly CommandEffect[];
  readonly files: readonly FileEffect[];
  readonly scripts: readonly ScriptEffect[];
  readonly network: readonly NetworkEffect[];
  readonly uploads: readonly UploadEffect[];
  readonly flows: readonly Flow[];
  readonly writes: readonly ContentWrite[];
  readonly sockets: readonly SocketEffect[];
  readonly environment: readonly EnvironmentEffect[];
  /** Every action of every command, without repetition. */
  readonly actions: readonly Action[];
  /** Code fetched from the network is run. */
  readonly remote: boolean;
  /** Code is run that was encoded before. */
  readonly decoded: boolean;
  readonly opaque: readonly OpaqueReason[];
}

/** A flow as `source>sink`: `/home/dev/.netrc>net:evil.example`, `env:TOKEN>net:…`, `net:evil.example>exec`. */
export function formatFlow(flow: Flow): string {
  return `${formatSource(flow.from)}>${formatSink(flow.to)}`;
}

export function formatSource(source: Source): string {
  switch (source.kind) {
    case 'file':
      return source.path;
    case 'env':
      return source.name === undefined ? 'env' : `env:${source.name}`;
    case 'stdin':
      return 'stdin';
    case 'net':
      return `net:${source.host}`;
    case 'command':
      return `cmd:${source.name}`;
  }
}

function formatSink(sink: Sink): string {
  switch (sink.kind) {
    case 'net':
      return `net:${sink.host}`;
    case 'exec':
      return 'exec';
    case 'file':
      return sink.path;
  }
}
