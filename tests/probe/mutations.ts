/** One way to write a command differently without changing what it does. */
export interface Mutation {
  readonly name: string;
  /** Undefined where the way does not apply to the command. */
  readonly apply: (command: string) => string | undefined;
}

const HOME = '/home/dev';
const CWD = `${HOME}/project`;

/** Every way a command can be written, in the order of `MUTATIONS`; those that do not apply are left out. */
export function mutantsOf(command: string): readonly { readonly name: string; readonly command: string }[] {
  return MUTATIONS.flatMap(({ name, apply }) => {
    const mutant = apply(command);
    return mutant === undefined || mutant === command ? [] : [{ name, command: mutant }];
  });
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** A command that ends in a here-document needs a line of its own for what follows. */
const around =
  (before: string, after: string) =>
  (command: string): string =>
    `${before}${command}\n${after}`;

/** Words without any quoting or expansion, so that each can be written in another way. */
interface SimpleCommand {
  readonly program: string;
  readonly args: readonly string[];
}

const PLAIN_WORD = /^[\w./~=:,@%+-]+$/;
/** Parts of the shell itself, which no wrapper can start and whose names are not looked up. */
const BUILTINS =
  /^(?:alias|builtin|cd|command|coproc|declare|eval|exec|exit|export|fc|history|let|local|popd|pushd|readonly|return|set|shift|shopt|source|time|trap|type|typeset|ulimit|umask|unalias|unset|wait|[.:]|[\w]+=.*)$/;

function simple(command: string): SimpleCommand | undefined {
  const [program, ...args] = command.split(/ +/);
  if (program === undefined || BUILTINS.test(program)) return undefined;
  return [program, ...args].every((word) => PLAIN_WORD.test(word)) && !program.includes('=')
    ? { program, args }
    : undefined;
}

/** Changes the words of a simple command. */
const words =
  (change: (command: SimpleCommand) => string | undefined) =>
  (command: string): string | undefined => {
    const parts = simple(command);
    return parts === undefined ? undefined : change(parts);
  };

const program = (change: (program: string, args: string) => string): Mutation['apply'] =>
  words((parts) => change(parts.program, parts.args.map((arg) => ` ${arg}`).join('')));

/** Changes each argument that a pattern describes. */
const args = (which: RegExp, change: (arg: string) => string): Mutation['apply'] =>
  words((parts) =>
    [parts.program, ...parts.args.map((arg) => (which.test(arg) ? change(arg) : arg))].join(' '),
  );

/** Without what loses its meaning in quotes. */
const QUOTABLE = /^[^~=]+$/;
/** Long enough for a backslash within. */
const ESCAPABLE = /^[^~=]{2,}$/;
const ABSOLUTE = /^\/[\w.-]+/;
const IN_HOME = /^~\/./;
const HIDDEN = /^\.[a-z]/;

const split = (word: string): string => `${word.slice(0, 1)}''${word.slice(1)}`;
const hex = (word: string): string =>
  `$'${[...word].map((char) => `\\x${char.charCodeAt(0).toString(16)}`).join('')}'`;

const MUTATIONS: readonly Mutation[] = [
  // ---- Another shell
  { name: 'bash -c', apply: (c) => `bash -c ${quoted(c)}` },
  { name: 'sh -c', apply: (c) => (/[<>]\(|<<<|\[\[|[&|]&|\$'/.test(c) ? undefined : `sh -c ${quoted(c)}`) },
  { name: 'bash -lc', apply: (c) => `bash -lc ${quoted(c)}` },
  { name: 'eval', apply: (c) => `eval ${quoted(c)}` },
  { name: 'eval printf', apply: (c) => `eval "$(printf '%s' ${quoted(c)})"` },
  { name: 'pipe into bash', apply: (c) => `printf '%s\\n' ${quoted(c)} | bash` },
  { name: 'here-string', apply: (c) => `bash <<< ${quoted(c)}` },
  { name: 'here-document', apply: (c) => `bash <<'END_OF_MUTANT'\n${c}\nEND_OF_MUTANT` },
  { name: 'process substitution', apply: (c) => `bash <(printf '%s\\n' ${quoted(c)})` },
  { name: 'source', apply: (c) => `source /dev/stdin <<< ${quoted(c)}` },
  { name: 'base64', apply: (c) => `echo ${base64(c)} | base64 -d | bash` },
  { name: 'command in a variable', apply: (c) => `x=${quoted(c)}; eval "$x"` },
  { name: 'command in an argument', apply: (c) => `bash -c 'eval "$1"' _ ${quoted(c)}` },
  { name: 'xargs bash -c', apply: (c) => `printf '%s' ${quoted(c)} | xargs -0 bash -c` },
  { name: 'script file', apply: (c) => `printf '%s\\n' ${quoted(c)} > /tmp/m.sh; bash /tmp/m.sh` },

  // ---- Another place in a script
  { name: 'after ;', apply: (c) => `true; ${c}` },
  { name: 'after &&', apply: (c) => `cd . && ${c}` },
  { name: 'after ||', apply: (c) => `false || ${c}` },
  { name: 'after a line', apply: (c) => `echo ok\n${c}` },
  { name: 'before a line', apply: around('', 'echo ok') },
  { name: 'subshell', apply: around('( ', ')') },
  { name: 'group', apply: around('{ ', '}') },
  { name: 'if', apply: around('if true; then ', 'fi') },
  { name: 'for', apply: around('for i in 1; do ', 'done') },
  { name: 'case', apply: around('case x in x) ', ';; esac') },
  { name: 'function', apply: around('f() { ', '}\nf') },
  { name: 'trap', apply: (c) => `trap ${quoted(c)} EXIT` },
  { name: 'command substitution', apply: around(': "$( ', ')"') },
  { name: 'background', apply: around('{ ', '} & wait') },

  // ---- Another program in front
  { name: 'env', apply: program((p, a) => `env ${p}${a}`) },
  { name: 'env -i', apply: program((p, a) => `/usr/bin/env -i PATH=/usr/bin ${p}${a}`) },
  { name: 'variable in front', apply: program((p, a) => `LC_ALL=C ${p}${a}`) },
  { name: 'command', apply: program((p, a) => `command ${p}${a}`) },
  { name: 'nohup', apply: program((p, a) => `nohup ${p}${a}`) },
  { name: 'timeout', apply: program((p, a) => `timeout -s KILL 60 ${p}${a}`) },
  { name: 'nice', apply: program((p, a) => `nice -n 5 ${p}${a}`) },
  { name: 'stdbuf', apply: program((p, a) => `stdbuf -o0 ${p}${a}`) },
  { name: 'setsid', apply: program((p, a) => `setsid ${p}${a}`) },
  { name: 'exec', apply: program((p, a) => `exec ${p}${a}`) },

  // ---- The program's name
  { name: "r''m", apply: program((p, a) => `${split(p)}${a}`) },
  { name: 'quoted program', apply: program((p, a) => `"${p}"${a}`) },
  { name: 'backslash', apply: program((p, a) => `\\${p}${a}`) },
  { name: 'backslash within', apply: program((p, a) => `${p.slice(0, 1)}\\${p.slice(1)}${a}`) },
  { name: "$'\\x72'", apply: program((p, a) => `${hex(p)}${a}`) },
  { name: 'program in a variable', apply: program((p, a) => `x=${p}; $x${a}`) },
  { name: 'half in a variable', apply: program((p, a) => `x=${p.slice(0, 1)}; \${x}${p.slice(1)}${a}`) },
  { name: '$(echo)', apply: program((p, a) => `$(echo ${p})${a}`) },
  { name: '`printf %s`', apply: program((p, a) => `\`printf %s ${p}\`${a}`) },
  { name: 'alias', apply: program((p, a) => `alias zz=${p}\nzz${a}`) },

  // ---- The arguments
  { name: 'quoted arguments', apply: args(QUOTABLE, (arg) => `'${arg}'`) },
  { name: "a''b", apply: args(QUOTABLE, split) },
  { name: 'a\\b', apply: args(ESCAPABLE, (arg) => `${arg.slice(0, 1)}\\${arg.slice(1)}`) },
  { name: 'arguments in variables', apply: words(({ program, args }) => variables(program, args)) },
  {
    name: 'arguments of set',
    apply: words(({ program, args }) => `set -- ${args.join(' ')}; ${program} "$@"`),
  },
  { name: 'array', apply: words(({ program, args }) => `a=(${[program, ...args].join(' ')}); "\${a[@]}"`) },
  { name: '$(printf)', apply: args(QUOTABLE, (arg) => `$(printf %s ${arg})`) },
  { name: '$IFS', apply: words(({ program, args }) => ifs([program, ...args])) },
  { name: 'braces', apply: words(({ program, args }) => braces([program, ...args])) },
  {
    name: 'xargs',
    apply: words(({ program, args }) =>
      args.length > 0 ? `printf '%s ' ${args.join(' ')} | xargs ${program}` : undefined,
    ),
  },

  // ---- The paths
  { name: '/./', apply: args(ABSOLUTE, (arg) => arg.replace(/^\//, '/./')) },
  { name: '//', apply: args(ABSOLUTE, (arg) => arg.replace(/^\//, '//')) },
  { name: '/x/../', apply: args(ABSOLUTE, (arg) => `/tmp/..${arg}`) },
  { name: '../../', apply: args(ABSOLUTE, (arg) => `../../..${arg}`) },
  { name: '$HOME', apply: args(IN_HOME, (arg) => `$HOME${arg.slice(1)}`) },
  { name: '$HOME in quotes', apply: args(IN_HOME, (arg) => `"\${HOME}"${arg.slice(1)}`) },
  { name: '/home/dev', apply: args(IN_HOME, (arg) => `${HOME}${arg.slice(1)}`) },
  { name: '~/./', apply: args(IN_HOME, (arg) => arg.replace('/', '/./')) },
  { name: '~/x/..', apply: args(IN_HOME, (arg) => arg.replace('/', '/project/../')) },
  { name: '..', apply: args(IN_HOME, (arg) => `..${arg.slice(1)}`) },
  { name: 'cd ~', apply: words(({ program, args }) => fromHome(program, args)) },
  { name: './', apply: args(HIDDEN, (arg) => `./${arg}`) },
  { name: '$PWD', apply: args(HIDDEN, (arg) => `"$PWD"/${arg}`) },
  { name: 'absolute', apply: words(inProject) },
  { name: 'symbolic link', apply: words(({ program, args }) => throughLink(program, args)) },
];

/** The project's hidden files by their full path, where nothing says that they are another directory's. */
function inProject({ program, args }: SimpleCommand): string | undefined {
  if (args.includes('-C')) return undefined;
  return [program, ...args.map((arg) => (HIDDEN.test(arg) ? `${CWD}/${arg}` : arg))].join(' ');
}

function variables(program: string, all: readonly string[]): string | undefined {
  if (all.length === 0 || !all.every((arg) => QUOTABLE.test(arg))) return undefined;
  const set = all.map((arg, i) => `v${i}='${arg}'`).join(' ');
  return `${set}; ${program} ${all.map((_, i) => `"$v${i}"`).join(' ')}`;
}

function ifs(all: readonly string[]): string | undefined {
  // A tilde is only a home directory at the start of a word as written.
  return all.length > 1 && all.every((word) => QUOTABLE.test(word)) ? all.join(`$\{IFS}`) : undefined;
}

function braces(all: readonly string[]): string | undefined {
  return all.length > 1 && all.every((word) => !word.includes(',')) ? `{${all.join(',')}}` : undefined;
}

function fromHome(program: string, all: readonly string[]): string | undefined {
  if (!all.some((arg) => IN_HOME.test(arg)) || all.some((arg) => /^\.|^[\w-]+[./]/.test(arg)))
    return undefined;
  return `cd ~ && ${[program, ...all.map((arg) => (IN_HOME.test(arg) ? arg.slice(2) : arg))].join(' ')}`;
}

/** Programs that read a link as they read the file. */
const READERS = /^(?:cat|head|tail|less|more|base64|xxd|strings|od|nl|tac|sort)$/;

function throughLink(program: string, all: readonly string[]): string | undefined {
  const file = all.at(-1);
  if (file === undefined || !READERS.test(program) || !/^[~/.]/.test(file)) return undefined;
  const target = HIDDEN.test(file) ? `"$PWD"/${file}` : file;
  return `ln -s ${target} /tmp/l; ${[program, ...all.slice(0, -1), '/tmp/l'].join(' ')}`;
}

/** Other ways to name the file of a file tool. */
export function pathMutants(path: string): readonly { readonly name: string; readonly path: string }[] {
  const absolute = path.startsWith('~/') ? `${HOME}${path.slice(1)}` : path;
  if (path.includes('://') || path === '~') return [];
  if (!absolute.startsWith('/'))
    return [
      { name: './', path: `./${path}` },
      { name: 'absolute', path: `${CWD}/${path}` },
    ];
  return [
    { name: '/./', path: absolute.replace(/\//, '/./') },
    { name: '//', path: absolute.replace(/\//, '//') },
    { name: '/x/../', path: `/tmp/..${absolute}` },
    { name: '..', path: `../../..${absolute}` },
    ...(absolute.startsWith(`${HOME}/`) ? [{ name: '~', path: `~${absolute.slice(HOME.length)}` }] : []),
  ];
}
