import { plainAddress } from '../address.ts';
import type { FileAccess, FileEffect, Source } from '../effects.ts';
import { pick } from '../expand/variables.ts';
import { knownMatches } from '../known-files.ts';
import { dirName, isWithin, resolvePath } from '../path.ts';
import type { Call, Runtime } from '../runtime.ts';
import {
  display,
  EMPTY_TEXT,
  hasGlob,
  isPartial,
  startsUnknown,
  type Text,
  textFrom,
  unite,
  unknownOutput,
} from '../text.ts';
import { SUBSTITUTION_PREFIX } from '../virtual-files.ts';

export interface FileOptions {
  readonly recursive?: boolean;
  readonly possible?: boolean;
}

/** Writing to one of these writes over a file system. */
const BLOCK_DEVICE =
  /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|dm-|mapper\/|loop|md|pmem|dax|nbd|zd|sr)/;

/** A drive of Windows as a whole. */
const WHOLE_DRIVE = /^[A-Za-z]:[\\/]?\*?$/;

const PROCESS_ENVIRONMENT = /^\/proc\/[^/]+\/environ$/;

/** Variables and programs that give a place for temporary files, by their names. */
const TEMPORARY = /^\$[({]?(?:[a-z_]*te?mp|(?:[A-Z_]*_)?TE?MP(?:_?DIR)?(?![A-Z_]))/;

/** Records what one program does to files and hosts, seen from its directory. */
export class Actor {
  readonly runtime: Runtime;
  readonly call: Call;
  /** Base name of the program. */
  readonly by: string;
  /** May carry marks. */
  cwd: string;

  constructor(runtime: Runtime, call: Call, by: string) {
    this.runtime = runtime;
    this.call = call;
    this.by = by;
    this.cwd = pick(call.state.cwd, runtime) ?? runtime.context.cwd;
  }

  /** The path a program means by a text, absolute where that is known. A literal `~` counts as the home directory. */
  resolve(path: string): string {
    if (path.charCodeAt(0) === 126) {
      const slash = path.indexOf('/');
      const user = slash < 0 ? path.slice(1) : path.slice(1, slash);
      const { home } = this.runtime.context;
      if (user === '') return resolvePath('/', home + path.slice(1));
      if (/^[a-z_][\w-]*$/.test(user)) {
        const base = user === 'root' ? '/root' : `${dirName(home)}/${user}`;
        return resolvePath('/', base + path.slice(user.length + 1));
      }
    }
    if (WHOLE_DRIVE.test(path)) return path.endsWith('*') ? '/*' : '/';
    return resolvePath(this.cwd, path.startsWith('file://') ? path.slice(7) : path);
  }

  /** Records an access and gives the resolved path. */
  file(access: FileAccess, text: Text, options: FileOptions = {}): string {
    const named = this.resolve(text.value);
    const path = access === 'delete' ? (this.runtime.files.newTree(named) ?? named) : named;
    if (isStream(path)) return path;
    if (startsUnknown(path) && !options.possible) this.#unknownPath(access, path);
    if (access === 'write' && BLOCK_DEVICE.test(path)) this.runtime.effects.action('disk');
    this.#record(access, path, options);
    const target = this.runtime.files.followLinks(path);
    if (target !== undefined && access !== 'delete') this.#record(access, target, options);
    if (access !== 'list' && hasGlob(path) && path.startsWith('/')) this.#recordKnown(access, path, options);
    return path;
  }

  /** A pattern stands for the files that it may hit, too. */
  #recordKnown(access: FileAccess, pattern: string, options: FileOptions): void {
    const shown = display(pattern);
    // Who packs or copies all hidden files means none of them in particular.
    if (access === 'read' && /\/\.(?:\[[!^]\.\]|\?)*\*$/.test(shown)) return;
    this.runtime.budget.spend(4);
    for (const known of knownMatches(shown, this.runtime.context.home)) this.#record(access, known, options);
  }

  #record(access: FileAccess, path: string, options: FileOptions): void {
    const { place, mounts } = this.call;
    const effect: FileEffect = {
      access,
      path: display(path),
      pattern: hasGlob(path),
      partial: isPartial(path),
      recursive: options.recursive === true,
      possible: options.possible === true,
      by: this.by,
      place,
    };
    this.runtime.effects.file(effect);
    if (place !== 'container') return;
    for (const mount of mounts) {
      if (!isWithin(mount.container, path)) continue;
      const inside = mount.container === '/' ? path : path.slice(mount.container.length);
      this.runtime.effects.file({
        ...effect,
        path: display(resolvePath(mount.host, `./${inside}`)),
        place: 'local',
      });
    }
  }

  #unknownPath(access: FileAccess, path: string): void {
    if (access === 'list' || access === 'execute') return;
    const shown = display(path);
    const kind = TEMPORARY.test(shown) ? 'temporary ' : '';
    this.runtime.effects.opaque(`${access}-path`, `${this.by}: ${kind}${shown}`);
  }

  /** Records a read and gives what is known of the content. */
  read(text: Text, options: FileOptions = {}): Text {
    const path = this.file('read', text, options);
    return this.content(path);
  }

  /** What is known of the content of a resolved path. */
  content(path: string): Text {
    const stream = this.stream(path);
    if (stream !== undefined) return stream;
    const content = this.runtime.files.read(path);
    const target = this.runtime.files.followLinks(path);
    const linked = target === undefined ? undefined : this.runtime.files.read(target);
    const all =
      linked === undefined
        ? content
        : textFrom(content.value, unite(content.sources, linked.sources), content.decoded);
    return PROCESS_ENVIRONMENT.test(path)
      ? textFrom(all.value, unite(all.sources, [{ kind: 'env' }]), all.decoded)
      : all;
  }

  /** What can be read from names that stand for a descriptor: `/dev/stdin`, `/dev/fd/3`, `/proc/self/fd/0`. */
  stream(path: string): Text | undefined {
    if (path === '/dev/null' || path === '/dev/tty') return EMPTY_TEXT;
    const fd = descriptorNumber(path);
    if (fd === undefined) return undefined;
    const channel = this.call.io.get(fd);
    return channel === undefined ? unknownOutput('descriptor') : channel.rest();
  }

  /** Records a change of a file and notes what goes into it. */
  write(text: Text, content: Text, append: boolean, options: FileOptions = {}): void {
    this.store(this.file('write', text, options), content, append);
  }

  /** Notes what goes into a resolved path. */
  store(path: string, content: Text, append: boolean): void {
    const fd = descriptorNumber(path);
    if (fd !== undefined || path === '/dev/null' || path === '/dev/tty') {
      const channel = fd === undefined ? undefined : this.call.io.get(fd);
      if (channel !== undefined) this.runtime.write(channel, content, this.by);
      return;
    }
    this.runtime.files.write(path, content, append);
    const target = this.runtime.files.followLinks(path);
    if (target !== undefined) this.runtime.files.write(target, content, append);
    if (path.startsWith(SUBSTITUTION_PREFIX)) return;
    for (const from of content.sources)
      this.runtime.effects.flow({ from, to: { kind: 'file', path: display(path) } });
  }

  /** Data leaves for a host. */
  send(host: string, data: Text): void {
    const { effects } = this.runtime;
    const name = display(host);
    for (const from of data.sources) {
      if (from.kind === 'net' && from.host === name) continue;
      effects.upload({ host: name, what: from });
      effects.flow({ from, to: { kind: 'net', host: name } });
    }
    if (data.sources.length === 0 && data.value !== '')
      effects.upload({ host: name, what: { kind: 'text', text: display(data.value) } });
  }
}

/** Names of streams rather than files. */
function isStream(path: string): boolean {
  return (
    path === '/dev/null' ||
    path === '/dev/tty' ||
    path === '/dev/full' ||
    path.startsWith('/dev/fd/') ||
    descriptorNumber(path) !== undefined
  );
}

export function descriptorNumber(path: string): number | undefined {
  if (path.charCodeAt(0) !== 47) return undefined;
  switch (path) {
    case '/dev/stdin':
      return 0;
    case '/dev/stdout':
      return 1;
    case '/dev/stderr':
      return 2;
    default: {
      if (!path.startsWith('/dev/fd/') && !path.startsWith('/proc/')) return undefined;
      const match = /^(?:\/dev\/fd|\/proc\/(?:self|thread-self|\d+|\uE000pid\uE001)\/fd)\/(\d{1,4})$/.exec(
        path,
      );
      return match === null ? undefined : Number(match[1]);
    }
  }
}

/** Where a program's output comes from when it is its own. */
export function ownSource(name: string): readonly Source[] {
  return [{ kind: 'command', name }];
}

/** The host of a connection that somebody else opens. */
export const PEER = '*';

/** A host as it is compared: lower case, without user, port and brackets. */
export function hostOf(text: string): string {
  let host = isPartial(text) ? text : text.toLowerCase();
  const at = host.lastIndexOf('@');
  if (at >= 0) host = host.slice(at + 1);
  if (host.startsWith('[')) {
    const end = host.indexOf(']');
    return plainAddress(end < 0 ? host.slice(1) : host.slice(1, end));
  }
  const colon = host.indexOf(':');
  if (colon >= 0 && colon === host.lastIndexOf(':')) host = host.slice(0, colon);
  return plainAddress(host.endsWith('.') ? host.slice(0, -1) : host);
}

/** The host of a URL with or without scheme; empty where there is none. */
export function urlHost(url: string): string {
  const scheme = url.indexOf('://');
  const rest = scheme >= 0 ? url.slice(scheme + 3) : url;
  let end = rest.length;
  for (let i = 0; i < rest.length; i++) {
    const char = rest[i];
    if (char === '/' || char === '?' || char === '#' || char === '\\') {
      end = i;
      break;
    }
  }
  return hostOf(rest.slice(0, end));
}
