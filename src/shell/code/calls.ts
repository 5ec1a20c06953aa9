import type { Language, Source } from '../effects.ts';
import { Actor, PEER, urlHost } from '../program/actor.ts';
import type { Call, Runtime } from '../runtime.ts';
import { isSecretName } from '../secret-name.ts';
import {
  activateGlobs,
  concat,
  derive,
  display,
  EMPTY_TEXT,
  isExact,
  isUnknown,
  joinTexts,
  literal,
  startsUnknown,
  type Text,
  textFrom,
  unite,
  unknownOutput,
} from '../text.ts';
import type { CallKind, CallSite } from './call-site.ts';
import { decodeBase64, decodeHex } from './decode.ts';
import { openMode } from './open-mode.ts';
import {
  concatValues,
  derivedFrom,
  exactString,
  mapTexts,
  NOTHING,
  pathValue,
  stringValue,
  textOf,
  textsOf,
  textValue,
  UNKNOWN_VALUE,
  type Value,
} from './value.ts';

/** A path that is a shell or another program that takes commands. */
const SHELL_PROGRAM =
  /^(?:\S*\/)?(?:ba|z|da|k|a|c|tc|fi)?sh(?:\s|$)|^(?:cmd|powershell|pwsh)(?:\.exe)?(?:\s|$)/;

/** Collects what one inline script does, call by call. */
export class CodeEffects {
  readonly runtime: Runtime;
  readonly call: Call;
  readonly language: Language;
  readonly actor: Actor;
  #inputs: readonly Source[] = [];
  readonly #connected: string[] = [];
  readonly #receivers: string[] = [];
  readonly #fetched = new Set<string>();
  #listens = false;
  #startsShell = false;
  #runsUnknown = false;
  /** Code is run whose origin is lost, e.g. in a callback. */
  #runsOrphan = false;

  constructor(runtime: Runtime, call: Call, language: Language) {
    this.runtime = runtime;
    this.call = call;
    this.language = language;
    this.actor = new Actor(runtime, call, language);
  }

  /** Data the script got hold of. */
  take(text: Text): void {
    this.#inputs = unite(this.#inputs, text.sources);
  }

  apply(kind: CallKind, site: CallSite): Value {
    this.runtime.budget.spend(6);
    const [first, second] = site.args;
    switch (kind) {
      case 'read':
        return this.#read(first ?? site.receiver);
      case 'write':
      case 'append':
        return this.#write(first, second ?? site.named.get('data'), kind === 'append');
      case 'delete':
      case 'delete-tree':
        return this.#delete(site.args, kind === 'delete-tree' || isRecursive(site));
      case 'mode':
        return this.#eachPath('mode', site.args, isRecursive(site));
      case 'list':
        this.#eachPath('list', site.args.slice(0, 1), false);
        return /glob/.test(site.path) && first !== undefined ? mapGlobs(first) : UNKNOWN_VALUE;
      case 'open':
        return this.#open(first, second ?? site.named.get('mode') ?? site.named.get('flags'), site);
      case 'copy':
        return this.#copy(first, second);
      case 'move':
        return this.#move(first, second);
      case 'link':
        return this.#link(first, second);
      case 'self-read':
        return this.#read(site.receiver);
      case 'self-write':
        return this.#write(site.receiver, first, false);
      case 'self-delete':
        return this.#delete([site.receiver ?? UNKNOWN_VALUE], false);
      case 'self-delete-tree':
        return this.#delete([site.receiver ?? UNKNOWN_VALUE], true);
      case 'self-mode':
        return this.#eachPath('mode', [site.receiver ?? UNKNOWN_VALUE], false);
      case 'self-open':
        return this.#open(site.receiver, first ?? site.named.get('mode'), site);
      case 'self-move':
        return this.#move(site.receiver, first);
      case 'shell':
        return this.#shell(first);
      case 'spawn':
        return this.#spawn(site);
      case 'exec':
        return this.#exec(site.args);
      case 'fetch':
      case 'post':
        return this.#fetch(kind, site);
      case 'connect':
        return this.#connect(site);
      case 'listen':
        this.#listens = true;
        this.runtime.effects.socket({ kind: 'listen', by: this.actor.by });
        return pathValue(`${site.path}()`);
      case 'send':
        return this.#send(site);
      case 'eval':
        return this.#eval(first ?? site.receiver);
      case 'sql':
        if (exactString(first) !== undefined) this.runtime.runCode('sql', textOf(first), this.call);
        return UNKNOWN_VALUE;
      case 'load':
        return this.#load(first);
      case 'env':
        return this.#env(exactString(first));
      case 'base64':
        return this.#decode(first ?? site.receiver, decodeBase64);
      case 'decode':
        return this.#decodeAs(first ?? site.receiver, exactString(second) ?? '');
      case 'hex':
        return this.#decode(first ?? site.receiver, decodeHex);
      case 'identity':
        return site.receiver !== undefined && site.receiver.texts.length > 0
          ? site.receiver
          : (first ?? site.receiver ?? UNKNOWN_VALUE);
      case 'chars':
        return chars(site.args);
      case 'join-path':
        return { ...joinPath(pathsOf(site)), path: `${site.path}()` };
      case 'expand-home':
        return first ?? site.receiver ?? UNKNOWN_VALUE;
      case 'home':
        return { texts: [literal(this.runtime.context.home)], path: 'path' };
      case 'cwd':
        return { texts: [literal(this.actor.cwd)], path: 'path' };
      case 'path':
        return { texts: textsOf(first ?? stringValue('.')), path: 'path' };
      case 'join':
        return this.#join(site);
      case 'reverse':
        return mapTexts(first ?? site.receiver, (value) => [...value].reverse().join(''));
      case 'module':
        return this.#module(site.path, first);
      case 'print':
        return this.#print(site.args);
    }
  }

  #read(value: Value | undefined): Value {
    let result: Text = EMPTY_TEXT;
    for (const text of textsOf(value)) {
      if (looksLikeUrl(text.value)) return this.#fetchUrl(text, []);
      if (/^(?:0|php:\/\/stdin|\/dev\/stdin)$/.test(text.value)) {
        result = concat(result, this.call.io.stdin.rest());
        continue;
      }
      const content = this.actor.read(text);
      this.take(content);
      result = concat(result, textFrom(unknownOutput('file').value, content.sources, content.decoded));
    }
    this.take(result);
    return textValue(result);
  }

  #write(path: Value | undefined, content: Value | undefined, append: boolean): Value {
    const data = content === undefined ? unknownOutput(this.language, this.#inputs) : textOf(content);
    for (const text of textsOf(path)) this.actor.write(text, data, append);
    return NOTHING;
  }

  #delete(values: readonly Value[], recursive: boolean): Value {
    for (const value of values)
      for (const text of textsOf(value))
        if (!isOptionsObject(value)) this.actor.file('delete', text, { recursive });
    return NOTHING;
  }

  #eachPath(access: 'mode' | 'list', values: readonly Value[], recursive: boolean): Value {
    for (const value of values)
      for (const text of textsOf(value))
        if (!/^(?:0o?)?\d+$/.test(text.value) && !isOptionsObject(value))
          this.actor.file(access, text, { recursive });
    return UNKNOWN_VALUE;
  }

  /** Opens by mode; the object that comes back stands for the file. */
  #open(path: Value | undefined, mode: Value | undefined, site: CallSite): Value {
    const [file, flags] = openMode(path, exactString(mode) ?? mode?.path ?? '', site);
    const texts: Text[] = [];
    for (const text of textsOf(file)) {
      if (looksLikeUrl(text.value)) return this.#fetchUrl(text, []);
      if (flags.command) {
        this.#shell(textValue(text));
        continue;
      }
      if (flags.reads) {
        const content = this.actor.read(text);
        this.take(content);
        texts.push(textFrom(unknownOutput('file').value, content.sources, content.decoded));
      }
      if (flags.writes) this.actor.write(text, unknownOutput(this.language, this.#inputs), flags.append);
    }
    return { texts, path: 'file', receiver: { texts: textsOf(file) } };
  }

  #copy(from: Value | undefined, to: Value | undefined): Value {
    let content: Text = EMPTY_TEXT;
    for (const text of textsOf(from)) content = concat(content, this.actor.read(text));
    for (const text of textsOf(to)) this.actor.write(text, content, false);
    return NOTHING;
  }

  #move(from: Value | undefined, to: Value | undefined): Value {
    this.#copy(from, to);
    return this.#delete([from ?? UNKNOWN_VALUE], false);
  }

  #link(target: Value | undefined, link: Value | undefined): Value {
    const from = textOf(target);
    const path = this.actor.file('write', textOf(link));
    this.runtime.files.link(path, this.actor.file('read', from));
    return NOTHING;
  }

  #shell(command: Value | undefined): Value {
    let sources: readonly Source[] = [];
    for (const text of textsOf(command)) {
      if (SHELL_PROGRAM.test(text.value)) this.#startsShell = true;
      if (isUnknown(text.value)) {
        this.#runsUnknown = true;
        this.runtime.effects.opaque('dynamic-code', `${this.language}: command`);
      }
      const state = this.call.state.childProcess(this.call.environment, []);
      this.runtime.runShell(text, { ...this.call, state, environment: undefined });
      sources = unite(sources, text.sources);
    }
    return textValue(unknownOutput('command', unite(sources, [{ kind: 'command', name: this.language }])));
  }

  #spawn(site: CallSite): Value {
    const [first, second] = site.args;
    if (first?.items !== undefined) return this.#exec(first.items);
    if (/popen/.test(site.path)) return this.#shell(first);
    const words = second?.items;
    if (words !== undefined && first !== undefined) return this.#exec([first, ...words]);
    return second !== undefined && second.texts.length > 0 ? this.#exec(site.args) : this.#shell(first);
  }

  #exec(args: readonly Value[]): Value {
    const words = args.flatMap((arg) => (arg.items === undefined ? [textOf(arg)] : arg.items.map(textOf)));
    const [program] = words;
    if (program === undefined) return NOTHING;
    if (SHELL_PROGRAM.test(program.value)) this.#startsShell = true;
    if (isUnknown(program.value)) this.#runsUnknown = true;
    if (words.length === 1 && program.value.includes(' ')) return this.#shell(args[0]);
    this.runtime.runProgram(words, this.call);
    return textValue(unknownOutput('command', [{ kind: 'command', name: display(program.value) }]));
  }

  #fetch(kind: 'fetch' | 'post', site: CallSite): Value {
    const [first, ...others] = site.args;
    const options =
      others.find((arg) => arg.members !== undefined) ?? (first?.members === undefined ? undefined : first);
    const url = site.named.get('url') ?? (first?.members === undefined ? first : undefined);
    const host =
      options?.members?.get('hostname') ?? options?.members?.get('host') ?? options?.members?.get('url');
    const data = [...site.named.values(), ...others];
    const sends =
      kind === 'post' ||
      site.named.has('data') ||
      site.named.has('json') ||
      site.named.has('files') ||
      options?.members?.has('body') === true ||
      options?.members?.has('data') === true;
    let result: Value = UNKNOWN_VALUE;
    for (const text of textsOf(url ?? host)) {
      result = this.#fetchUrl(text, data);
      if (sends) this.#receivers.push(urlHost(text.value));
    }
    return result;
  }

  #fetchUrl(url: Text, data: readonly Value[]): Value {
    if (url.value.startsWith('file://')) return this.#read(textValue(derive(url, url.value.slice(7))));
    const host = startsUnknown(url.value) ? display(url.value) : urlHost(url.value);
    if (startsUnknown(url.value)) this.runtime.effects.opaque('host', `${this.language}: ${host}`);
    this.runtime.effects.network(display(host), display(url.value), false);
    this.#fetched.add(display(host));
    this.actor.send(host, derive(url, ''));
    for (const value of data) this.actor.send(host, textFrom('', textOf(value).sources));
    const text = textFrom(unknownOutput('response').value, [{ kind: 'net', host: display(host) }]);
    this.take(text);
    return { texts: [text], path: 'response' };
  }

  #connect(site: CallSite): Value {
    if (site.args.length === 0 && site.named.size === 0) return pathValue('socket');
    const host = connectHost(site) ?? unknownOutput('host');
    const name = display(host.value);
    if (startsUnknown(host.value)) this.runtime.effects.opaque('host', `${this.language}: ${name}`);
    this.runtime.effects.network(name, undefined, false);
    this.#connected.push(name);
    return {
      texts: [textFrom(unknownOutput('socket').value, [{ kind: 'net', host: name }])],
      path: 'socket',
    };
  }

  /** Data goes into a connection: `socket.send(data)`, `file.pipe(request)`. */
  #send(site: CallSite): Value {
    const values = site.receiver === undefined ? site.args : [site.receiver, ...site.args];
    for (const value of values) {
      const text = textOf(value);
      for (const source of text.sources) if (source.kind === 'net') this.#receivers.push(source.host);
      this.take(text);
    }
    return NOTHING;
  }

  #eval(code: Value | undefined): Value {
    const text = textOf(code);
    if (isUnknown(text.value) || !isExact(text.value))
      this.runtime.effects.opaque('dynamic-code', `${this.language}: ${display(text.value).slice(0, 60)}`);
    if (isUnknown(text.value) && text.sources.length === 0) this.#runsOrphan = true;
    this.runtime.runCode(this.language, text, this.call);
    return UNKNOWN_VALUE;
  }

  #load(file: Value | undefined): Value {
    for (const text of textsOf(file)) {
      if (looksLikeUrl(text.value)) {
        const body = this.#fetchUrl(text, []);
        return this.#eval(body);
      }
      if (!text.value.includes('/') && !text.value.includes('.')) continue;
      this.actor.file('execute', text);
      this.runtime.executeFile(this.actor.resolve(text.value), this.language, this.call);
    }
    return UNKNOWN_VALUE;
  }

  #env(name: string | undefined): Value {
    if (name === undefined) {
      const all = textFrom(unknownOutput('environment').value, [{ kind: 'env' }]);
      this.take(all);
      return { texts: [all], path: 'environment' };
    }
    if (name === 'HOME' || name === 'USERPROFILE') return stringValue(this.runtime.context.home);
    if (name === 'PWD') return stringValue(this.actor.cwd);
    const text = textFrom(unknownOutput(name).value, [{ kind: 'env', name }]);
    this.take(text);
    const value = this.runtime.context.env?.[name];
    return textValue(value === undefined ? text : textFrom(value, text.sources));
  }

  /** A variable that holds a secret is shown as it is; its length, or whether it is set, tells nothing. */
  #print(args: readonly Value[]): Value {
    if (this.call.io.stdout.kind === 'terminal')
      for (const text of args.flatMap(textsOf))
        for (const source of text.sources)
          if (source.kind === 'env' && source.name !== undefined && isSecretName(source.name))
            if (text.value.includes(unknownOutput(source.name).value))
              this.runtime.effects.action('print-secret');
    return args[0] ?? UNKNOWN_VALUE;
  }

  #decode(value: Value | undefined, decode: (text: string) => string | undefined): Value {
    const text = textOf(value);
    const decoded = isExact(text.value) ? decode(text.value) : undefined;
    return textValue(textFrom(decoded ?? unknownOutput('decoded').value, text.sources, true));
  }

  /** `Buffer.from(text, encoding)`. */
  #decodeAs(value: Value | undefined, encoding: string): Value {
    if (/base64/i.test(encoding)) return this.#decode(value, decodeBase64);
    if (/rot/i.test(encoding)) return this.#decode(value, () => undefined);
    if (/hex/i.test(encoding)) return this.#decode(value, decodeHex);
    return value ?? UNKNOWN_VALUE;
  }

  #join(site: CallSite): Value {
    const [list] = site.args;
    const receiverIsList = site.receiver?.items !== undefined;
    const items = receiverIsList ? site.receiver?.items : list?.items;
    const separator = receiverIsList ? exactString(list) : exactString(site.receiver);
    if (items === undefined)
      return derivedFrom([...(site.receiver === undefined ? [] : [site.receiver]), ...site.args]);
    return textValue(joinTexts(items.map(textOf), separator ?? ''));
  }

  #module(importer: string, name: Value | undefined): Value {
    const exact = exactString(name);
    if (exact === undefined) {
      this.runtime.effects.opaque('dynamic-code', `${this.language}: module`);
      return UNKNOWN_VALUE;
    }
    if (looksLikeUrl(exact)) return this.#load(name);
    if (exact.endsWith('.json')) return this.#read(name);
    if (/^[./]/.test(exact)) this.#load(name);
    // Python gives the package at the top: `__import__('a.b').b`.
    if (importer === '__import__') return pathValue(exact.split('.', 1)[0] as string);
    return pathValue(exact.startsWith('node:') ? exact.slice(5) : exact);
  }

  opaque(detail: string): void {
    this.runtime.effects.opaque('dynamic-code', `${this.language}: ${detail}`);
  }

  /** Data and connections of the script put together. */
  finish(): void {
    const { effects } = this.runtime;
    const fed = this.call.io.stdin;
    const inputs = fed.kind === 'terminal' ? this.#inputs : unite(this.#inputs, fed.input.sources);
    for (const host of new Set([...this.#connected, ...this.#receivers]))
      this.actor.send(host, textFrom('', inputs));
    if (this.#runsOrphan)
      for (const host of this.#fetched) effects.flow({ from: { kind: 'net', host }, to: { kind: 'exec' } });
    const [peer] = this.#connected;
    if ((this.#startsShell || this.#runsUnknown) && (peer !== undefined || this.#listens)) {
      effects.socket({
        kind: peer === undefined ? 'bind-shell' : 'reverse-shell',
        ...(peer === undefined ? {} : { host: peer }),
        by: this.actor.by,
      });
      effects.flow({ from: { kind: 'net', host: peer ?? PEER }, to: { kind: 'exec' } });
    }
    const { stdout } = this.call.io;
    if (stdout.kind !== 'terminal' && stdout.kind !== 'null') {
      const sources = inputs.length > 0 ? inputs : ([{ kind: 'command', name: this.language }] as const);
      this.runtime.write(stdout, unknownOutput(this.language, sources), this.actor.by);
    }
  }
}

function looksLikeUrl(text: string): boolean {
  return /^(?:https?|ftp|wss?):\/\//.test(text);
}

function isOptionsObject(value: Value): boolean {
  return value.members !== undefined;
}

function isRecursive(site: CallSite): boolean {
  return site.args.some((arg) => arg.members?.get('recursive') !== undefined) || site.named.has('recursive');
}

/** The host of `connect((host, port))`, `connect(host, port)`, `connect(port, host)`, `connect({host, port})`. */
function connectHost(site: CallSite): Text | undefined {
  const candidates = site.args.flatMap((arg): readonly Value[] => {
    if (arg.items !== undefined) return arg.items;
    if (arg.members !== undefined)
      return [...arg.members].flatMap(([key, value]) =>
        /^(?:host|hostname|peeraddr|peerhost)$/i.test(key) ? [value] : [],
      );
    return [arg];
  });
  for (const [key, value] of site.named) if (/host|addr/i.test(key)) candidates.unshift(value);
  const texts = candidates.flatMap((value) => value.texts);
  const host =
    texts.find(
      ({ value }) =>
        isExact(value) &&
        /^(?:tcp:\/\/|ssl:\/\/|udp:\/\/)?[\w-]+(?:\.[\w-]+)+(?::\d+)?$|^localhost$/.test(value),
    ) ?? texts.find(({ value }) => !/^\d+$/.test(value));
  return host === undefined
    ? undefined
    : derive(host, isExact(host.value) ? urlHost(host.value) : host.value);
}

function chars(args: readonly Value[]): Value {
  const codes = args
    .flatMap((arg) => (arg.items === undefined ? [arg] : arg.items))
    .map((arg) => Number(exactString(arg)));
  if (codes.some((code) => !Number.isInteger(code) || code < 0 || code > 0x10ffff)) return derivedFrom(args);
  return textValue({ ...literal(codes.map((code) => String.fromCodePoint(code)).join('')), decoded: true });
}

/** What is joined: for a method the object it is called on comes first. */
function pathsOf({ path, args, receiver }: CallSite): readonly Value[] {
  return path.endsWith('.joinpath') && receiver !== undefined ? [receiver, ...args] : args;
}

/** What a pattern stands for is known by the pattern. */
function mapGlobs(pattern: Value): Value {
  return mapTexts(pattern, activateGlobs);
}

function joinPath(args: readonly Value[]): Value {
  let result: Value = stringValue('');
  for (const arg of args) {
    const absolute = exactString(arg)?.startsWith('/') === true;
    result =
      absolute || exactString(result) === ''
        ? { texts: textsOf(arg) }
        : concatValues(result, { texts: textsOf(arg) }, '/');
  }
  return result;
}
