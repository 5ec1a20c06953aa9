import { type CommandEffects, type FileEffect, formatFlow } from '../effects.ts';

/**
 * What a call does, in one line for tables of tests: items sorted and separated by `; `, paths below `/w` relative
 * and those below `/h` with `~`. `delete -r x` applies to a tree, `read? x` is a guess, `remote:read x` and `container:read x`
 * happen elsewhere. Flows to files are left out, and so is the first command, which everybody sees.
 */
export function summarize(effects: CommandEffects): string {
  const items = new Set<string>();
  for (const file of effects.files) items.add(summarizeFile(file));
  for (const { host, possible } of effects.network) items.add(`net${possible ? '?' : ''} ${host}`);
  for (const flow of effects.flows)
    if (flow.to.kind !== 'file') items.add(`flow ${shorten(formatFlow(flow))}`);
  for (const { host, what } of effects.uploads) if (what.kind === 'text') items.add(`send ${host}`);
  for (const command of effects.commands.slice(1))
    items.add(`run ${command.privileged ? '!' : ''}${command.name}`);
  for (const socket of effects.sockets)
    items.add(`socket ${socket.kind}${socket.host === undefined ? '' : ` ${socket.host}`}`);
  for (const action of effects.actions) items.add(`action ${action}`);
  for (const { code } of effects.opaque) items.add(`opaque ${code}`);
  if (effects.remote) items.add('remote');
  if (effects.decoded) items.add('decoded');
  return items.size === 0 ? 'nothing' : [...items].sort().join('; ');
}

function summarizeFile(file: FileEffect): string {
  const place = file.place === 'local' ? '' : `${file.place}:`;
  return `${place}${file.access}${file.possible ? '?' : ''}${file.recursive ? ' -r' : ''} ${shorten(file.path)}`;
}

function shorten(path: string): string {
  if (path === '/w') return '.';
  if (path.startsWith('/w/')) return path.slice(3);
  if (path === '/h') return '~';
  return path.startsWith('/h/') ? `~${path.slice(2)}` : path;
}
