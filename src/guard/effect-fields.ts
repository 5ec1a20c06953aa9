import type { FieldDefinition } from '../falco/index.ts';
import { formatFlow } from '../shell/index.ts';
import type { Aspect, Effects, FileTouch } from './effects.ts';
import type { FieldValue } from './judgement.ts';

interface EffectField extends Omit<FieldDefinition, 'name'> {
  /** Without anything of this, the list is empty. */
  readonly about?: Aspect;
  readonly value: (subject: { readonly effects: Effects }) => FieldValue | undefined;
}

/** Fields that say what a call does; filled alike for every tool and agent. */
export const EFFECT_FIELDS: Readonly<Record<string, EffectField>> = {
  'fs.read': certain('read', 'Files and directories whose content the call reads.'),
  'fs.read_home': inHome(
    'read',
    'Of what the call reads or may read, what lies in a home directory, as ~/..., whoever’s it is.',
  ),
  'fs.read_outside': outside('read', 'Of fs.read, what is neither in the project nor temporary.'),
  'fs.read_tree': trees('read', 'Of fs.read, directories that are read with all they hold.'),
  'fs.possible_read': possible(
    'read',
    'Arguments of programs we do not know that look like paths; the program may read them.',
  ),
  'fs.list': certain('list', 'Files and directories whose names or metadata are looked at.'),
  'fs.list_home': inHome('list', 'Of fs.list, what lies in a home directory, as ~/...'),
  'fs.write': certain('write', 'Files and directories the call creates or changes.'),
  'fs.write_home': inHome(
    'write',
    'Of what the call writes or may write, what lies in a home directory, as ~/...',
  ),
  'fs.write_outside': outside('write', 'Of fs.write, what is neither in the project nor temporary.'),
  'fs.change': list(
    'change',
    'Files and directories that are or may be written, deleted, moved away or changed in owner or mode.',
    (e) => e.changed,
  ),
  'fs.change_home': list(
    'change',
    'Of fs.change, what lies in a home directory, as ~/...',
    (e) => e.changedInHome,
  ),
  'fs.change_guard': list(
    'change',
    'Of fs.change, what the guard in force is made of: package/..., prefix/..., runtime, hook/<agent>; user-rules/... for the user’s rule files, checkout/... in a checkout that is worked in.',
    (e) => e.changedInGuard,
  ),
  'fs.read_guard': list(
    'read',
    'Of fs.read, what the guard in force is made of, as in fs.change_guard.',
    (e) => e.readInGuard,
  ),
  'fs.delete': certain(
    'delete',
    'Files and directories the call deletes or moves away; of a recursive delete the root of the tree.',
  ),
  'fs.delete_home': inHome(
    'delete',
    'Of fs.delete, what lies in a home directory, as ~/...; ~ is all of it.',
  ),
  'fs.delete_outside': outside(
    'delete',
    'Of fs.delete, what is lost and neither in the project, temporary nor a cache; the project as a whole counts, moves do not.',
  ),
  'fs.delete_found': list(
    'delete',
    'Of fs.delete, patterns of what a search finds, as in find -delete; scratch files and build output are left out.',
    (e) => e.deletedByFinding,
  ),
  'fs.delete_tree': trees('delete', 'Of fs.delete, directories deleted with all they hold.'),
  'fs.mode': certain('mode', 'Files and directories whose owner or mode the call changes.'),
  'fs.mode_outside': outside('mode', 'Of fs.mode, what is neither in the project nor temporary.'),
  'fs.mode_home': inHome('mode', 'Of fs.mode, what lies in a home directory, as ~/...'),
  'fs.mode_tree': trees('mode', 'Of fs.mode, directories changed with all they hold.'),
  'fs.remote_read': elsewhere(
    'read',
    'Files read on other hosts or in containers, through ssh, docker exec and the like.',
  ),
  'fs.remote_delete': elsewhere('delete', 'Files and directories deleted on other hosts or in containers.'),
  'fs.execute': certain('execute', 'Files the call runs or loads as code, by path.'),
  'fs.recursive': flag('A write, delete or mode change applies to a whole tree.', (e) => e.isRecursive),
  'exec.name': list(
    'commands',
    'Base name of every program that would run, those behind sudo, env, xargs, sh -c and the like included.',
    ({ shell }) => shell.commands.map((c) => c.name),
  ),
  'exec.line': list(
    'commands',
    'Each command as one line, quotes, variables and wrappers resolved.',
    ({ shell }) => shell.commands.map((c) => c.line),
  ),
  'exec.canonical': list(
    'commands',
    'exec.line with short options spelled long and options before the subcommand dropped: git push --force.',
    ({ shell }) => shell.commands.map((c) => c.canonical),
  ),
  'exec.arg': list('commands', 'The arguments of all programs.', ({ shell }) =>
    shell.commands.flatMap((c) => c.args),
  ),
  'exec.local_arg': list(
    'commands',
    'Of exec.arg, what programs on this machine get; what they only print or log in with, as echo and ssh -i, is left out.',
    (e) => e.localArguments,
  ),
  'exec.action': list(
    'actions',
    'What commands do beyond files and hosts, e.g. publish or git-rewrite.',
    ({ shell }) => shell.actions,
  ),
  'exec.env': list('environment', 'Variables set for commands or exported, as NAME=value.', ({ shell }) =>
    shell.environment.map(({ name, value }) => `${name}=${value}`),
  ),
  'exec.privileged': flag('Something runs through sudo, doas, su or pkexec.', (e) =>
    e.shell.commands.some((c) => c.privileged),
  ),
  'exec.script': list('scripts', 'Source text handed to an interpreter.', ({ shell }) =>
    shell.scripts.map((s) => s.text),
  ),
  'exec.remote': flag('Code fetched from the network is run.', (e) => e.shell.remote),
  'exec.decoded': flag('Code is run after decoding.', (e) => e.shell.decoded),
  'exec.opaque': flag('Something could not be understood.', (e) => e.shell.opaque.length > 0),
  'exec.opaque_reason': list('opaque', 'What could not be understood.', ({ shell }) =>
    shell.opaque.map(({ code, detail }) => (detail === '' ? code : `${code}: ${detail}`)),
  ),
  'net.host': list('network', 'Hosts that the call connects to.', (e) => e.hosts),
  'net.url': list('network', 'Addresses that the call fetches or sends to.', (e) => e.urls),
  'net.upload': list(
    'uploads',
    'Hosts that receive data from a file, standard input or the environment.',
    ({ shell }) => shell.uploads.map((u) => u.host),
  ),
  'net.socket': list(
    'sockets',
    'Sockets tied to programs: listen, reverse-shell or bind-shell.',
    ({ shell }) => shell.sockets.map(({ kind }) => kind),
  ),
  'data.flow': list('flows', 'Pairs source>sink, e.g. /home/dev/.netrc>net:host or net:host>exec.', flowsOf),
  'secret.kind': list(
    undefined,
    'Kinds of secrets in what is written or sent, e.g. github-token.',
    (e) => e.secrets,
  ),
  'later.place': list(
    'written',
    'Kinds of self-running files that the call writes, e.g. git-hook, shell-startup, mcp-server, script.',
    (e) => e.later.places,
  ),
  'later.line': later('The commands that such files will run, as exec.line.', (one) =>
    one.shell.commands.map((c) => c.line),
  ),
  'later.change_guard': later(
    'What these commands will change of the guard, as fs.change_guard.',
    (one) => one.changedInGuard,
  ),
  'later.action': later('What these commands will do, as exec.action.', (one) => one.shell.actions),
  'later.read_home': later('What these commands will read, as fs.read_home.', (one) => one.inHome('read')),
  'later.delete_outside': later('What these commands will delete, as fs.delete_outside.', (one) =>
    one.outside('delete'),
  ),
  'later.flow': later('Where these commands will send data, as data.flow.', flowsOf),
  'later.host': later('Hosts that these commands will connect to.', (one) => one.hosts),
  'later.socket': later('Sockets that these commands will tie to programs, as net.socket.', (one) =>
    one.shell.sockets.map(({ kind }) => kind),
  ),
  'later.env': later('Variables that these commands will set, as exec.env.', (one) =>
    one.shell.environment.map(({ name, value }) => `${name}=${value}`),
  ),
  'later.remote': flag('These commands will run code fetched from the network.', (e) =>
    e.later.effects.some((one) => one.shell.remote),
  ),
  'later.decoded': flag('These commands will run code after decoding.', (e) =>
    e.later.effects.some((one) => one.shell.decoded),
  ),
};

type Access = FileTouch['access'];

function certain(access: Access, description: string): EffectField {
  return list(access, description, (effects) => effects.paths(access));
}

function possible(access: Access, description: string): EffectField {
  return list(access, description, (effects) => effects.possiblePaths(access));
}

function trees(access: Access, description: string): EffectField {
  return list(access, description, (effects) => effects.trees(access));
}

function inHome(access: Access, description: string): EffectField {
  return list(access, description, (effects) => effects.inHome(access));
}

function outside(access: Access, description: string): EffectField {
  return list(access, description, (effects) => effects.outside(access));
}

function elsewhere(access: Access, description: string): EffectField {
  return list('elsewhere', description, (effects) => effects.elsewhere(access));
}

/** Of what files that run by themselves will do. */
function later(description: string, pick: (one: Effects) => readonly string[]): EffectField {
  return list('written', description, (effects) => effects.later.effects.flatMap(pick));
}

function list(
  about: Aspect | undefined,
  description: string,
  pick: (effects: Effects) => readonly string[],
): EffectField {
  return {
    type: 'string',
    list: true,
    description,
    ...(about !== undefined && { about }),
    value: ({ effects }) => distinct(pick(effects)),
  };
}

function flag(description: string, pick: (effects: Effects) => boolean): EffectField {
  return { type: 'bool', description, value: ({ effects }) => pick(effects) };
}

/** Up to so many values are compared with each other, which needs no memory. */
const FEW = 16;

function distinct(values: readonly string[]): readonly string[] {
  if (values.length <= FEW && values.every((value, index) => values.indexOf(value) === index)) return values;
  return [...new Set(values)];
}

function flowsOf({ shell }: Effects): readonly string[] {
  return shell.flows.map(formatFlow);
}
