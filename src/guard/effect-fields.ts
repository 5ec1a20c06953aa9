import type { FieldDefinition } from '../falco/index.ts';
import { distinct, type Effects, flowsOf } from './effects.ts';
import type { FieldValue } from './judgement.ts';

interface EffectField extends Omit<FieldDefinition, 'name'> {
  readonly value: (subject: { readonly effects: Effects }) => FieldValue | undefined;
}

/** Fields that say what a call does; filled alike for every tool and agent. */
export const EFFECT_FIELDS: Readonly<Record<string, EffectField>> = {
  'fs.read': list('Files and directories whose content the call reads.', (e) => e.paths('read')),
  'fs.read_home': list(
    'Of what the call reads or may read, what lies in a home directory, as ~/..., whoever’s it is.',
    (e) => e.inHome('read'),
  ),
  'fs.read_outside': list('Of fs.read, what is neither in the project nor temporary.', (e) =>
    e.outside('read'),
  ),
  'fs.read_tree': list('Of fs.read, directories that are read with all they hold.', (e) => e.trees('read')),
  'fs.possible_read': list(
    'Arguments of programs we do not know that look like paths; the program may read them.',
    (e) => e.possiblePaths('read'),
  ),
  'fs.list': list('Files and directories whose names or metadata are looked at.', (e) => e.paths('list')),
  'fs.list_home': list('Of fs.list, what lies in a home directory, as ~/...', (e) => e.inHome('list')),
  'fs.write': list('Files and directories the call creates or changes.', (e) => e.paths('write')),
  'fs.write_home': list(
    'Of what the call writes or may write, what lies in a home directory, as ~/...',
    (e) => e.inHome('write'),
  ),
  'fs.write_outside': list('Of fs.write, what is neither in the project nor temporary.', (e) =>
    e.outside('write'),
  ),
  'fs.change': list(
    'Files and directories that are or may be written, deleted, moved away or changed in owner or mode.',
    (e) => e.changed,
  ),
  'fs.change_home': list('Of fs.change, what lies in a home directory, as ~/...', (e) => e.changedInHome),
  'fs.change_guard': list(
    'Of fs.change, what the guard in force is made of: package/..., prefix/..., runtime, hook/<agent>; user-rules/... for the user’s rule files, checkout/... in a checkout that is worked in.',
    (e) => e.changedInGuard,
  ),
  'fs.read_guard': list(
    'Of fs.read, what the guard in force is made of, as in fs.change_guard.',
    (e) => e.readInGuard,
  ),
  'fs.delete': list(
    'Files and directories the call deletes or moves away; of a recursive delete the root of the tree.',
    (e) => e.paths('delete'),
  ),
  'fs.delete_home': list('Of fs.delete, what lies in a home directory, as ~/...; ~ is all of it.', (e) =>
    e.inHome('delete'),
  ),
  'fs.delete_outside': list(
    'Of fs.delete, what is lost and neither in the project, temporary nor a cache; the project as a whole counts, moves do not.',
    (e) => e.outside('delete'),
  ),
  'fs.delete_found': list(
    'Of fs.delete, patterns of what a search finds, as in find -delete; scratch files and build output are left out.',
    (e) => e.deletedByFinding,
  ),
  'fs.delete_tree': list('Of fs.delete, directories deleted with all they hold.', (e) => e.trees('delete')),
  'fs.mode': list('Files and directories whose owner or mode the call changes.', (e) => e.paths('mode')),
  'fs.mode_outside': list('Of fs.mode, what is neither in the project nor temporary.', (e) =>
    e.outside('mode'),
  ),
  'fs.mode_home': list('Of fs.mode, what lies in a home directory, as ~/...', (e) => e.inHome('mode')),
  'fs.mode_tree': list('Of fs.mode, directories changed with all they hold.', (e) => e.trees('mode')),
  'fs.remote_read': list(
    'Files read on other hosts or in containers, through ssh, docker exec and the like.',
    (e) => e.elsewhere('read'),
  ),
  'fs.remote_delete': list('Files and directories deleted on other hosts or in containers.', (e) =>
    e.elsewhere('delete'),
  ),
  'fs.execute': list('Files the call runs or loads as code, by path.', (e) => e.paths('execute')),
  'fs.recursive': flag('A write, delete or mode change applies to a whole tree.', (e) => e.isRecursive),
  'exec.name': list(
    'Base name of every program that would run, those behind sudo, env, xargs, sh -c and the like included.',
    (e) => e.shell.commands.map((c) => c.name),
  ),
  'exec.line': list('Each command as one line, quotes, variables and wrappers resolved.', (e) =>
    e.shell.commands.map((c) => c.line),
  ),
  'exec.canonical': list(
    'exec.line with short options spelled long and options before the subcommand dropped: git push --force.',
    (e) => e.shell.commands.map((c) => c.canonical),
  ),
  'exec.arg': list('The arguments of all programs.', (e) => e.shell.commands.flatMap((c) => c.args)),
  'exec.local_arg': list(
    'Of exec.arg, what programs on this machine get; what they only print or log in with, as echo and ssh -i, is left out.',
    (e) => e.localArguments,
  ),
  'exec.action': list(
    'What commands do beyond files and hosts, e.g. publish or git-rewrite.',
    (e) => e.shell.actions,
  ),
  'exec.env': list('Variables set for commands or exported, as NAME=value.', (e) =>
    e.shell.environment.map(({ name, value }) => `${name}=${value}`),
  ),
  'exec.privileged': flag('Something runs through sudo, doas, su or pkexec.', (e) =>
    e.shell.commands.some((c) => c.privileged),
  ),
  'exec.script': list('Source text handed to an interpreter.', (e) => e.shell.scripts.map((s) => s.text)),
  'exec.remote': flag('Code fetched from the network is run.', (e) => e.shell.remote),
  'exec.decoded': flag('Code is run after decoding.', (e) => e.shell.decoded),
  'exec.opaque': flag('Something could not be understood.', (e) => e.shell.opaque.length > 0),
  'exec.opaque_reason': list('What could not be understood.', (e) =>
    e.shell.opaque.map(({ code, detail }) => (detail === '' ? code : `${code}: ${detail}`)),
  ),
  'net.host': list('Hosts that the call connects to.', (e) => e.hosts),
  'net.url': list('Addresses that the call fetches or sends to.', (e) => e.urls),
  'net.upload': list('Hosts that receive data from a file, standard input or the environment.', (e) =>
    e.shell.uploads.map((u) => u.host),
  ),
  'net.socket': list('Sockets tied to programs: listen, reverse-shell or bind-shell.', (e) =>
    e.shell.sockets.map(({ kind }) => kind),
  ),
  'data.flow': list('Pairs source>sink, e.g. /home/dev/.netrc>net:host or net:host>exec.', (e) =>
    flowsOf(e.shell),
  ),
  'secret.kind': list('Kinds of secrets in what is written or sent, e.g. github-token.', (e) => e.secrets),
  'later.place': list(
    'Kinds of self-running files that the call writes, e.g. git-hook, shell-startup, mcp-server, script.',
    (e) => e.later.places,
  ),
  'later.line': list('The commands that such files will run, as exec.line.', (e) =>
    e.later.effects.flatMap((one) => one.shell.commands.map((c) => c.line)),
  ),
  'later.change_guard': list('What these commands will change of the guard, as fs.change_guard.', (e) =>
    e.later.effects.flatMap((one) => one.changedInGuard),
  ),
  'later.action': list('What these commands will do, as exec.action.', (e) =>
    e.later.effects.flatMap((one) => one.shell.actions),
  ),
  'later.read_home': list('What these commands will read, as fs.read_home.', (e) =>
    e.later.effects.flatMap((one) => one.inHome('read')),
  ),
  'later.delete_outside': list('What these commands will delete, as fs.delete_outside.', (e) =>
    e.later.effects.flatMap((one) => one.outside('delete')),
  ),
  'later.flow': list('Where these commands will send data, as data.flow.', (e) =>
    e.later.effects.flatMap((one) => flowsOf(one.shell)),
  ),
  'later.host': list('Hosts that these commands will connect to.', (e) =>
    e.later.effects.flatMap((one) => one.hosts),
  ),
  'later.socket': list('Sockets that these commands will tie to programs, as net.socket.', (e) =>
    e.later.effects.flatMap((one) => one.shell.sockets.map(({ kind }) => kind)),
  ),
  'later.env': list('Variables that these commands will set, as exec.env.', (e) =>
    e.later.effects.flatMap((one) => one.shell.environment.map(({ name, value }) => `${name}=${value}`)),
  ),
  'later.remote': flag('These commands will run code fetched from the network.', (e) =>
    e.later.effects.some((one) => one.shell.remote),
  ),
  'later.decoded': flag('These commands will run code after decoding.', (e) =>
    e.later.effects.some((one) => one.shell.decoded),
  ),
};

function list(description: string, pick: (effects: Effects) => readonly string[]): EffectField {
  return { type: 'string', list: true, description, value: ({ effects }) => distinct(pick(effects)) };
}

function flag(description: string, pick: (effects: Effects) => boolean): EffectField {
  return { type: 'bool', description, value: ({ effects }) => pick(effects) };
}
