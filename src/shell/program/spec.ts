import type { Action } from '../actions.ts';
import type { Language } from '../effects.ts';

/**
 * What a value on a command line is to its program.
 *
 * Without effect: `text`. Files: `read`, `list` (names and metadata only), `write` (created or replaced), `create` (likewise, nothing goes into it),
 * `edit`
 * (read and written in place), `append`, `delete`, `mode`, `run` (executed as a program), `script` (run by this
 * interpreter), `library` (loaded or sourced), `maybe` (read if it is a path), `at` (`@file` is read, other text is not), `read-at`
 * (a file, or `@file`),
 * `cwd` (the directory the program changes to), `dir` (read as a whole tree), `target` (the file or directory others are
 * copied to).
 * Code: `code` (source in the interpreter's language), `shell` (a shell command), `command` (this and all that
 * follows are a command line), `program` (a program, or a command line in one word).
 * Network: `url` (fetched), `resource` (fetched if it is a URL, otherwise read), `host`, `connection` (a connection string, or the name of a
 * database), `remote` (`[user@]host:path`, otherwise a local path read), `remote-target` (likewise,
 * but written), `send` (text that is sent), `send-at` (likewise, `@file` sends the file), `send-form` (`name=@file`), `send-item`
 * (`name=value`, `name=@file`, `name:=@file` or `@file`),
 * `send-file`.
 * Other: `identity` (a key to log in with, which is not shown), `variable` (`NAME=value` for the programs started), `names` (NAMEs of variables).
 */
export const ROLES = [
  'text',
  'read',
  'list',
  'write',
  'create',
  'edit',
  'append',
  'delete',
  'mode',
  'run',
  'script',
  'library',
  'maybe',
  'at',
  'read-at',
  'cwd',
  'dir',
  'target',
  'code',
  'shell',
  'command',
  'program',
  'url',
  'resource',
  'host',
  'connection',
  'remote',
  'remote-target',
  'send',
  'send-at',
  'send-form',
  'send-item',
  'send-file',
  'identity',
  'variable',
  'names',
] as const;

/** See {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/**
 * An option without value: `flag`; `flag?` may have one attached (`-i.bak`). `recursive` extends file effects to
 * whole trees, `dry` leaves nothing but reads.
 */
export const FLAG_ROLES = ['flag', 'flag?', 'recursive', 'dry'] as const;

/** See {@link FLAG_ROLES}. */
export type FlagRole = (typeof FLAG_ROLES)[number];

/**
 * When something holds, given the options and operands of a command: alternatives separated by spaces, each one
 * or more tests joined by `&`. A test is an option, `option=glob` (its value matches), `option!=glob` (it does not), `@glob` (some operand matches), `none` (no
 * operands), `dry` (some option leaves nothing but reads) or `always`, each with `!` in front for the opposite.
 */
export type Condition = string;

/** What a command does, as data. Everything left out has no effect. */
export interface Spec {
  /** Keys list an option's names separated by spaces, the last being the one used in normalised lines. */
  readonly options?: Readonly<Record<string, Role | FlagRole>>;
  /**
   * Roles of the operands in order, separated by spaces: `read` one, `read...` any number, `read?` only when there
   * are enough operands. Operands beyond the last are `text`.
   */
  readonly operands?: string;
  /**
   * How arguments are read. `gnu` (default): clusters, `--long=value`, options anywhere. `posix`: likewise, but
   * options end at the first operand. `long`: `-long value`, no clusters. `keys`: `key=value` operands as `dd` takes
   * them, options keyed `key=`. `plain`: no options at all. `slash`: `/x` as on Windows. `cmdlet`: `-Name value` in any case, names
   * may be cut short.
   */
  readonly style?: 'gnu' | 'posix' | 'long' | 'keys' | 'plain' | 'slash' | 'cmdlet';
  /** Other values under conditions; all that hold apply, in order. */
  readonly when?: Readonly<
    Record<Condition, Pick<Spec, 'operands' | 'stdin' | 'stdout' | 'recursive' | 'behaviour'>>
  >;
  /**
   * What standard input is: `data` goes into the output (default), `none` is not read, `code` is run when there is no
   * script among the arguments, `send` leaves for the host, `paths` names files to read.
   */
  readonly stdin?: 'data' | 'none' | 'code' | 'send' | 'paths';
  /**
   * What is printed: `data` read (default); `names` of files below the operands; `own` output of the program; nothing that
   * matters (`none`).
   */
  readonly stdout?: 'data' | 'names' | 'own' | 'none';
  /** Decodes what goes through: always, or under a condition. */
  readonly decodes?: Condition;
  /** Effects always extend to whole trees. */
  readonly recursive?: boolean;
  /** The language of `code`, `script` and standard input. */
  readonly language?: Language;
  /** It runs the commands it wraps with other rights. */
  readonly privileged?: boolean;
  /** It runs the commands it wraps elsewhere. */
  readonly place?: 'remote' | 'container';
  /** Talks to this host or these hosts whatever the arguments. */
  readonly hosts?: string;
  readonly actions?: Action | Readonly<Partial<Record<Action, Condition>>>;
  /** The part of the work that data cannot express; see behaviours/. */
  readonly behaviour?: string;
  /**
   * Subcommands by their words, alternatives separated by `|`: `remote add|remote rm`; globs match any word. A text
   * stands for a subcommand of which only the action matters. They keep the options of the program and how it reads
   * arguments and streams; actions and operands are their own.
   */
  readonly subcommands?: Readonly<Record<string, Spec | Action>>;
  /** Words that mean the same wherever they stand among the first operands, e.g. `delete` in cloud tools. */
  readonly verbs?: Readonly<Record<string, Action>>;
}

/** One program, or several that take the same arguments. */
export interface Program extends Spec {
  /** Names separated by spaces; `python3*` stands for every version. */
  readonly names: string;
  /**
   * Commands and what they do, as testing/summary.ts writes it; run in `/w` with the home directory `/h`. They are
   * the tests of the entry.
   */
  readonly examples: Readonly<Record<string, string>>;
}
