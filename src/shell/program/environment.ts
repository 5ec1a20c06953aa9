import { own } from '../own.ts';
import { display, type Text } from '../text.ts';
import { connectionHosts } from './connection.ts';
import type { ProgramRun } from './run.ts';

/**
 * Variables that make programs do something. `library`: code loaded into every program; `startup`: a file run when
 * the named programs start; `command`: a command line the named programs run.
 */
type Meaning =
  | { readonly kind: 'library' }
  | {
      readonly kind: 'startup';
      readonly programs: RegExp;
      readonly language: 'shell' | 'python' | 'perl' | 'other';
    }
  | { readonly kind: 'command'; readonly programs: RegExp };

const SHELLS = /^(?:ba|da|z|k|a)?sh$/;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  LD_PRELOAD: { kind: 'library' },
  LD_AUDIT: { kind: 'library' },
  DYLD_INSERT_LIBRARIES: { kind: 'library' },
  BASH_ENV: { kind: 'startup', programs: SHELLS, language: 'shell' },
  ENV: { kind: 'startup', programs: SHELLS, language: 'shell' },
  PYTHONSTARTUP: { kind: 'startup', programs: /^python/, language: 'python' },
  PROMPT_COMMAND: { kind: 'command', programs: SHELLS },
  PAGER: { kind: 'command', programs: /^(?:man|git|aws|gh|psql|mysql|systemctl|journalctl)$/ },
  MANPAGER: { kind: 'command', programs: /^man$/ },
  GIT_PAGER: { kind: 'command', programs: /^git$/ },
  GIT_SSH: { kind: 'command', programs: /^git$/ },
  GIT_SSH_COMMAND: { kind: 'command', programs: /^git$/ },
  GIT_EDITOR: { kind: 'command', programs: /^git$/ },
  GIT_SEQUENCE_EDITOR: { kind: 'command', programs: /^git$/ },
  GIT_EXTERNAL_DIFF: { kind: 'command', programs: /^git$/ },
  GIT_PROXY_COMMAND: { kind: 'command', programs: /^git$/ },
  GIT_ASKPASS: { kind: 'command', programs: /^git$/ },
  SSH_ASKPASS: { kind: 'command', programs: /^(?:git|ssh|sudo)$/ },
  SUDO_ASKPASS: { kind: 'command', programs: /^sudo$/ },
  EDITOR: { kind: 'command', programs: /^(?:git|crontab|visudo|sudoedit|kubectl|less|psql)$/ },
  VISUAL: { kind: 'command', programs: /^(?:git|crontab|visudo|sudoedit|kubectl|less)$/ },
  LESSOPEN: { kind: 'command', programs: /^less$/ },
  LESSCLOSE: { kind: 'command', programs: /^less$/ },
  BROWSER: { kind: 'command', programs: /^(?:xdg-open|gh|man|git|sensible-browser|python.*)$/ },
  RSYNC_RSH: { kind: 'command', programs: /^rsync$/ },
  CVS_RSH: { kind: 'command', programs: /^cvs$/ },
  RESTIC_PASSWORD_COMMAND: { kind: 'command', programs: /^restic$/ },
  BORG_PASSCOMMAND: { kind: 'command', programs: /^borg$/ },
  BORG_RSH: { kind: 'command', programs: /^borg$/ },
  CARGO_BUILD_RUSTC_WRAPPER: { kind: 'command', programs: /^cargo$/ },
  RUSTC_WRAPPER: { kind: 'command', programs: /^cargo$/ },
  FZF_DEFAULT_COMMAND: { kind: 'command', programs: /^fzf$/ },
};

/** Variables that hold options of a program. */
export const OPTION_VARIABLES: Readonly<Record<string, string>> = {
  tar: 'TAR_OPTIONS',
  gtar: 'TAR_OPTIONS',
  grep: 'GREP_OPTIONS',
  gzip: 'GZIP',
  less: 'LESS',
  make: 'MAKEFLAGS',
  zip: 'ZIPOPT',
  xz: 'XZ_OPT',
  node: 'NODE_OPTIONS',
};
const HOLDS_OPTIONS = new Set(Object.values(OPTION_VARIABLES));

/** Variables by which programs find their database. */
const CONNECTION = /(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|PG|MYSQL|MONGO(?:DB)?|REDIS|AMQP)_(?:URL|URI|DSN)$/;

/** Variables that switch the check of certificates off, with the values that do. */
const UNCHECKED: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  GIT_SSL_NO_VERIFY: /^(?:1|true)$/,
  PYTHONHTTPSVERIFY: /^0$/,
  npm_config_strict_ssl: /^false$/,
};

/** Variables that name where packages come from, and the places where they usually do. */
const REGISTRY =
  /^(?:GOPROXY|(?:npm_config|NPM_CONFIG)_(?:registry|REGISTRY)|PIP_(?:EXTRA_)?INDEX_URL|UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?|YARN_NPM_REGISTRY_SERVER)$/;
const USUAL_REGISTRY =
  /^https?:\/\/(?:localhost|127\.0\.0\.1|registry\.npmjs\.org|registry\.yarnpkg\.com|proxy\.golang\.org|pypi\.org|test\.pypi\.org)(?:[:/,|]|$)/;

function isOtherRegistry(name: string, value: string): boolean {
  return REGISTRY.test(name) && /^https?:/.test(value) && !USUAL_REGISTRY.test(value);
}

function isUnchecked(name: string, value: string): boolean {
  return own(UNCHECKED, name)?.test(value) === true;
}

/** Whether a variable makes some program do something. */
export function hasMeaning(name: string): boolean {
  return (
    Object.hasOwn(MEANINGS, name) ||
    Object.hasOwn(UNCHECKED, name) ||
    HOLDS_OPTIONS.has(name) ||
    CONNECTION.test(name) ||
    REGISTRY.test(name)
  );
}

/** Variables that keep commands out of the history, whoever is started. */
const HISTORY = /^(?:HISTFILE|HISTSIZE|HISTFILESIZE|HISTCONTROL|HISTIGNORE)$/;

/** What variables set for a program, or exported before, make it do. */
export function applyEnvironment(run: ProgramRun, environment: ReadonlyMap<string, Text>): void {
  for (const [name, value] of environment) {
    run.runtime.effects.environment({ name, value: display(value.value), command: run.name });
    if (isUnchecked(name, value.value)) run.action('disable-security');
    if (isOtherRegistry(name, value.value)) run.action('install-unverified');
    if (CONNECTION.test(name))
      for (const host of connectionHosts(display(value.value)))
        run.runtime.effects.network(host, undefined, true);
    const meaning = own(MEANINGS, name);
    if (meaning === undefined || value.value === '') continue;
    switch (meaning.kind) {
      case 'library':
        loadLibraries(run, value);
        break;
      case 'startup':
        if (meaning.programs.test(run.name)) run.startFile(value, meaning.language);
        break;
      case 'command':
        if (meaning.programs.test(run.name)) startInBetween(run, value, name);
        break;
    }
  }
}

/** The command's own input and output stay with the program. */
function startInBetween(run: ProgramRun, command: Text, name: string): void {
  const { stdinTaken } = run;
  if (isHarmlessTool(command.value)) return;
  run.startShell(command, { via: `${run.name}:${name}` });
  run.stdinTaken = stdinTaken;
}

/** Pagers and editors people set every day; started as such they only show what the program shows. */
function isHarmlessTool(command: string): boolean {
  return /^(?:[\w./-]*\/)?(?:cat|less|more|true|vim?|nvim|nano|emacs|code|delta|bat|:)(?: +-[\w=-]+| +%s)*$/.test(
    command,
  );
}

function loadLibraries(run: ProgramRun, value: Text): void {
  run.action('load-library');
  for (const path of value.value.split(/[: ]/))
    if (path !== '') run.actor.file('execute', { ...value, value: path });
}

/** What setting a variable means by itself, as `export` does it. */
export function actionOfVariable(name: string, value: string): 'load-library' | 'hide-history' | undefined {
  if (own(MEANINGS, name)?.kind === 'library') return value === '' ? undefined : 'load-library';
  if (name === 'PROMPT_COMMAND' || name === 'BASH_ENV') return value === '' ? undefined : 'load-library';
  return HISTORY.test(name) && isHiding(name, value) ? 'hide-history' : undefined;
}

function isHiding(name: string, value: string): boolean {
  if (name === 'HISTIGNORE') return value === '*';
  if (name === 'HISTCONTROL') return value.includes('ignoreboth') || value.includes('ignorespace');
  return value === '' || value === '0' || value === '/dev/null';
}
