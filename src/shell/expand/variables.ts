import { baseName, dirName } from '../path.ts';
import type { Call, Runtime } from '../runtime.ts';
import type { Variable } from '../state.ts';
import { EMPTY_TEXT, joinTexts, literal, type Text, textFrom, unknownVariable } from '../text.ts';

/** Hops a chain of references (`declare -n`) may take. */
const MAX_REFERENCES = 8;

/** The value of a variable or parameter; undefined when it is known to be unset. */
export function lookUp(name: string, runtime: Runtime, call: Call): Text | undefined {
  const variable = findVariable(name, call);
  if (variable !== undefined) {
    if (variable.elements !== undefined)
      return variable.elements.get('0') ?? [...variable.elements.values()][0];
    return pick(variable.values, runtime);
  }
  return special(name, runtime, call) ?? fromEnvironment(name, runtime);
}

export function findVariable(name: string, call: Call): Variable | undefined {
  let variable = call.state.get(name);
  for (let hops = 0; variable?.reference !== undefined && hops < MAX_REFERENCES; hops++)
    variable = call.state.get(variable.reference);
  return variable;
}

/** The alternative that is looked at in this round. */
export function pick<T>(values: readonly T[], runtime: Runtime): T | undefined {
  if (values.length < 2) return values[0];
  runtime.choice.count = Math.max(runtime.choice.count, values.length);
  return values[runtime.choice.index % values.length];
}

/** All positional parameters; undefined where they are not known. */
export function positionalTexts(call: Call): readonly Text[] | undefined {
  return call.state.positional;
}

function special(name: string, runtime: Runtime, call: Call): Text | undefined {
  const first = name.charCodeAt(0);
  if (first >= 48 && first <= 57) return positional(Number(name), call);
  switch (name) {
    case '@':
    case '*':
      return call.state.positional === undefined
        ? unknownVariable(name)
        : joinTexts(call.state.positional, ' ');
    case '#':
      return call.state.positional === undefined
        ? unknownVariable(name)
        : literal(String(call.state.positional.length));
    case '?':
      return literal('0');
    case '-':
      return literal('hB');
    case '$':
    case '!':
    case '_':
      return unknownVariable('pid');
    case 'PWD':
      return literal(pick(call.state.cwd, runtime) ?? runtime.context.cwd);
    case 'IFS':
      return literal(' \t\n');
    case 'HOME':
      return literal(runtime.context.home);
    case 'RANDOM':
    case 'SRANDOM':
    case 'SECONDS':
    case 'EPOCHSECONDS':
    case 'EPOCHREALTIME':
    case 'BASHPID':
    case 'PPID':
    case 'LINENO':
    case 'OPTARG':
    case 'OPTIND':
    case 'REPLY':
    case 'BASH_REMATCH':
    case 'PIPESTATUS':
    case 'FUNCNAME':
    case 'BASH_SOURCE':
    case 'BASH_LINENO':
    case 'BASH_COMMAND':
      return unknownVariable(name);
    default:
      return undefined;
  }
}

function positional(index: number, call: Call): Text | undefined {
  if (index === 0) return call.state.scriptName ?? literal('bash');
  const { positional: texts } = call.state;
  return texts === undefined ? unknownVariable(String(index)) : texts[index - 1];
}

function fromEnvironment(name: string, runtime: Runtime): Text {
  const { env, home } = runtime.context;
  const value = env !== undefined && Object.hasOwn(env, name) ? env[name] : undefined;
  const fallback = defaultValue(name, home);
  if (fallback !== undefined) return literal(value ?? fallback);
  const sources = [{ kind: 'env', name }] as const;
  return value === undefined ? unknownVariable(name, sources) : textFrom(value, sources);
}

/** Variables whose usual value is common knowledge and no secret. */
function defaultValue(name: string, home: string): string | undefined {
  switch (name) {
    case 'USER':
    case 'LOGNAME':
      return baseName(home);
    case 'PATH':
      return '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    case 'SHELL':
    case 'BASH':
      return '/bin/bash';
    case 'TMPDIR':
    case 'TMP':
    case 'TEMP':
      return '/tmp';
    case 'OLDPWD':
      return home;
    case 'XDG_CONFIG_HOME':
      return `${home}/.config`;
    case 'XDG_DATA_HOME':
      return `${home}/.local/share`;
    case 'XDG_STATE_HOME':
      return `${home}/.local/state`;
    case 'XDG_CACHE_HOME':
      return `${home}/.cache`;
    case 'CARGO_HOME':
      return `${home}/.cargo`;
    case 'GOPATH':
      return `${home}/go`;
    case 'NVM_DIR':
      return `${home}/.nvm`;
    case 'USERPROFILE':
      return home;
    case 'OSTYPE':
      return 'linux-gnu';
    case 'BASH_VERSION':
      return '5.2.0(1)-release';
    default:
      return undefined;
  }
}

/** The text of a tilde prefix such as `~`, `~+` or `~root`; undefined where it is no such thing. */
export function expandTilde(prefix: string, runtime: Runtime, call: Call): Text | undefined {
  switch (prefix) {
    case '~':
      return lookUp('HOME', runtime, call) ?? EMPTY_TEXT;
    case '~+':
      return lookUp('PWD', runtime, call);
    case '~-':
      return lookUp('OLDPWD', runtime, call);
    case '~root':
      return literal('/root');
    default:
      return /^~[A-Za-z_][\w.-]{0,31}$/.test(prefix)
        ? literal(`${dirName(runtime.context.home)}/${prefix.slice(1)}`)
        : undefined;
  }
}
