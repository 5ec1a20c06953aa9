import type { Action } from '../actions.ts';
import type { Language, Place, Source } from '../effects.ts';
import type { Call, Mount, Runtime } from '../runtime.ts';
import {
  ANY_NAME,
  derive,
  display,
  hasGlob,
  isPartial,
  isUnknown,
  joinTexts,
  literal,
  startsUnknown,
  type Text,
  textFrom,
  unite,
  unknownOutput,
  withoutGlobs,
} from '../text.ts';
import { Actor, type FileOptions, ownSource, urlHost } from './actor.ts';
import { holds, type ParsedArguments } from './arguments.ts';
import type { FlagRole } from './spec.ts';

const NO_SOURCES: readonly Source[] = [];

/** How a program is started by another: what differs from the circumstances of the one that starts it. */
export interface Start {
  readonly via?: string;
  readonly stdin?: Text;
  readonly privileged?: boolean;
  readonly place?: Place;
  readonly mounts?: readonly Mount[];
  readonly environment?: ReadonlyMap<string, Text>;
  readonly cwd?: string;
}

/**
 * One run of a program: its arguments sorted, what it reads and where its output goes. Roles and behaviours work
 * through it; `finish` then connects what came in with what went out.
 */
export class ProgramRun {
  readonly runtime: Runtime;
  readonly call: Call;
  readonly name: string;
  /** The arguments as given. */
  readonly args: readonly Text[];
  readonly parsed: ParsedArguments;
  readonly actor: Actor;
  /** Nothing is changed, only read. */
  readonly dry: boolean;
  readonly recursive: boolean;
  /** Data that came in. */
  #inputs: readonly Source[] = NO_SOURCES;
  #decoded = false;
  readonly #hosts: string[] = [];
  readonly #sent: Text[] = [];
  /** Arguments that are an address as a whole: they say where to go, and are not what is sent there. */
  readonly #addresses: string[] = [];
  readonly #outputs: { readonly path: string; readonly append: boolean }[] = [];
  /** Operands that name files read or listed. */
  readonly #named: Text[] = [];
  #printed: Text | undefined;
  #hasPrinted = false;
  #environment: Map<string, Text> | undefined;
  readonly actions: Action[] = [];
  /** Standard input is taken by something else, e.g. a program that is started. */
  stdinTaken = false;
  /** Whether its words say what it runs. */
  isTold = false;

  constructor(runtime: Runtime, call: Call, name: string, args: readonly Text[], parsed: ParsedArguments) {
    this.runtime = runtime;
    this.call = call;
    this.name = name;
    this.args = args;
    this.parsed = parsed;
    this.actor = new Actor(runtime, call, name);
    this.dry = hasRole(parsed, 'dry');
    this.recursive = parsed.spec.recursive === true || hasRole(parsed, 'recursive');
  }

  get operands(): readonly Text[] {
    return this.parsed.operands;
  }

  /** Whether an option was given, by any of its names. */
  has(name: string): boolean {
    const canonical = this.#canonical(name);
    return this.parsed.options.some(({ option }) => option.name === canonical);
  }

  /** The last value of an option. */
  value(name: string): Text | undefined {
    const canonical = this.#canonical(name);
    return this.parsed.options.findLast(({ option }) => option.name === canonical)?.value;
  }

  values(name: string): Text[] {
    const canonical = this.#canonical(name);
    const values: Text[] = [];
    for (const { option, value } of this.parsed.options)
      if (option.name === canonical && value !== undefined) values.push(value);
    return values;
  }

  #canonical(name: string): string {
    return this.parsed.compiled.options.get(name)?.name ?? name;
  }

  get stdin(): Text {
    return this.call.io.stdin.rest();
  }

  /** Whether something feeds this program that the call itself arranged. */
  get isFed(): boolean {
    return this.call.io.stdin.kind !== 'terminal';
  }

  /** Data that goes into whatever comes out. */
  take(data: Text): void {
    if (data.sources.length > 0) this.#inputs = unite(this.#inputs, data.sources);
    this.#decoded ||= data.decoded;
  }

  read(text: Text, options?: FileOptions): Text {
    if (text.value === '-') return this.takeStdin();
    const data = this.actor.read(text, { recursive: this.recursive, ...options });
    this.#named.push(text);
    this.take(data);
    return data;
  }

  takeStdin(): Text {
    const data = this.stdin;
    this.take(data);
    return data;
  }

  list(text: Text): void {
    this.#named.push(text);
    this.actor.file('list', text, { recursive: this.recursive });
  }

  /** A file this program fills with what it has taken; see `finish`. */
  writeTo(text: Text, append = false): void {
    if (text.value === '-' || this.dry) return;
    const path = this.actor.file('write', text, { recursive: this.recursive });
    this.#outputs.push({ path, append });
  }

  /** A file whose new content is known. */
  writeContent(text: Text, content: Text, append: boolean): void {
    if (!this.dry) this.actor.write(text, content, append);
  }

  remove(text: Text, options?: FileOptions): void {
    if (!this.dry) this.actor.file('delete', text, { recursive: this.recursive, ...options });
  }

  changeMode(text: Text): void {
    if (!this.dry) this.actor.file('mode', text, { recursive: this.recursive });
  }

  /** Connects to a host. */
  connect(host: Text | string, url?: string): void {
    const value = typeof host === 'string' ? host : host.value;
    const name = display(value);
    if (name === '') return;
    if (startsUnknown(value)) this.runtime.effects.opaque('host', `${this.name}: ${name}`);
    this.runtime.effects.network(name, url === undefined ? undefined : display(url), false);
    if (!this.#hosts.includes(value)) this.#hosts.push(value);
    if (typeof host !== 'string') this.#sent.push(derive(host, ''));
  }

  /** Connects to the host of a URL. */
  fetch(text: Text): void {
    const url = derive(text, withoutGlobs(text.value));
    if (url.value.startsWith('file://')) {
      this.read(url);
      return;
    }
    const host = url.value.startsWith(':') ? 'localhost' : urlHost(url.value);
    this.connect(host, url.value);
    if (isUnknown(url.value)) this.#addresses.push(text.value);
    else this.#sent.push(derive(url, ''));
  }

  /** Data that goes to every host this program connects to. */
  send(data: Text): void {
    this.#sent.push(data);
  }

  /** Everything taken in goes to the hosts as well. */
  sendInputs(): void {
    this.#sent.push(textFrom('', this.#inputs));
  }

  /** What is printed, where that is known. */
  print(text: Text): void {
    this.#printed = this.#printed === undefined ? text : joinTexts([this.#printed, text], '');
    this.#hasPrinted = true;
  }

  printsNothing(): void {
    this.#hasPrinted = true;
  }

  action(action: Action): void {
    if (!this.actions.includes(action)) this.actions.push(action);
    this.runtime.effects.action(action);
  }

  setEnvironment(assignment: Text): void {
    const equals = assignment.value.indexOf('=');
    if (equals <= 0) return;
    const name = assignment.value.slice(0, equals);
    this.#environment ??= new Map();
    this.#environment.set(name, derive(assignment, assignment.value.slice(equals + 1)));
  }

  /** The circumstances of something this program starts. */
  derivedCall(start: Start = {}): Call {
    const { call } = this;
    const cwd = start.cwd ?? this.actor.cwd;
    let { state } = call;
    if (cwd !== state.cwd[0]) {
      state = state.fork();
      state.cwd = [cwd];
    }
    return {
      ...call,
      state,
      io: start.stdin === undefined ? call.io : call.io.with(0, this.runtime.textChannel(start.stdin)),
      wrappers: [...call.wrappers, start.via ?? this.name],
      privileged: call.privileged || start.privileged === true || this.parsed.spec.privileged === true,
      place: start.place ?? this.parsed.spec.place ?? call.place,
      mounts: start.mounts ?? call.mounts,
      environment: together(together(call.environment, this.#environment), start.environment),
    };
  }

  /** Starts another program. */
  start(words: readonly Text[], start?: Start): void {
    if (words.length === 0) return;
    this.stdinTaken = true;
    this.#hasPrinted = true;
    this.runtime.runProgram(words, this.derivedCall(start));
  }

  /** Runs text as a shell of its own would. */
  startShell(text: Text, start?: Start, positional?: readonly Text[], name?: Text): void {
    this.stdinTaken = true;
    this.isTold = true;
    this.#hasPrinted = true;
    const call = this.derivedCall(start);
    const state = call.state.childProcess(call.environment, positional ?? []);
    state.scriptName = name;
    this.runtime.runShell(text, { ...call, state, environment: undefined });
  }

  /** Runs text in a language. */
  startCode(language: Language, text: Text, start?: Start): void {
    if (language === 'shell') {
      this.startShell(text, start);
      return;
    }
    this.isTold = true;
    this.runtime.runCode(language, text, this.derivedCall(start));
  }

  /** A file is run by an interpreter, or loaded into one. */
  startFile(file: Text, language: Language, positional?: readonly Text[]): void {
    const path = file.value === '-' ? '/dev/stdin' : this.actor.resolve(file.value);
    const stream = this.actor.stream(path);
    if (stream !== undefined) {
      this.startText(language, stream, positional);
      return;
    }
    if (/^https?:\/\//.test(file.value)) {
      this.fetch(file);
      this.runtime.effects.remote();
    }
    this.isTold = true;
    if (startsUnknown(path)) this.runtime.effects.opaque('code', `${this.name}: ${display(path)}`);
    this.actor.file('read', file);
    this.actor.file('execute', file);
    this.runtime.executeFile(path, language, this.derivedCall(), positional);
  }

  /** Runs text that may only be known at run time. */
  startText(language: Language, text: Text, positional?: readonly Text[]): void {
    if (language === 'shell') this.startShell(text, undefined, positional);
    else this.startCode(language, text);
  }

  opaque(code: Parameters<Runtime['effects']['opaque']>[0], detail: string): void {
    this.runtime.effects.opaque(code, `${this.name}: ${detail}`);
  }

  /** Connects inputs with outputs. */
  finish(): void {
    const { spec } = this.parsed;
    if (!this.stdinTaken && this.isFed && spec.stdin !== 'none') this.#finishStdin();
    let argSources = NO_SOURCES;
    for (let i = 0; i < this.args.length; i++) {
      const { value, sources } = this.args[i] as Text;
      if (sources.length > 0 && !this.#addresses.includes(value)) argSources = unite(argSources, sources);
    }
    let sources = unite(this.#inputs, argSources);
    if (this.#hosts.length > 0) {
      for (const host of this.#hosts) {
        for (const data of this.#sent) this.actor.send(host, data);
        if (argSources.length > 0) this.actor.send(host, textFrom('', argSources));
      }
      sources = this.#hosts.map((host) => ({ kind: 'net', host: display(host) }));
    }
    const decodes = spec.decodes !== undefined && holds(spec.decodes, this.parsed);
    const decoded = this.#decoded || decodes;
    if (this.#outputs.length > 0)
      for (const { path, append } of this.#outputs)
        this.actor.store(path, this.#outputText(sources, decoded), append);
    this.#finishStdout(sources, decoded);
  }

  #finishStdin(): void {
    switch (this.parsed.spec.stdin) {
      case 'send':
        this.send(this.stdin);
        return;
      case 'paths':
        for (const line of this.stdin.value.split('\n').slice(0, 64))
          if (line !== '') this.read(derive(this.stdin, line));
        return;
      default:
        this.takeStdin();
    }
  }

  #outputText(sources: readonly Source[], decoded: boolean): Text {
    if (this.#printed !== undefined)
      return textFrom(this.#printed.value, unite(this.#printed.sources, sources), decoded);
    return unknownOutput(this.name, sources.length > 0 ? sources : ownSource(this.title), decoded);
  }

  /** The program with its subcommand. */
  get title(): string {
    const { subcommand } = this.parsed;
    return subcommand.length === 0 ? this.name : `${this.name} ${subcommand.join(' ')}`;
  }

  #finishStdout(sources: readonly Source[], decoded: boolean): void {
    const { stdout } = this.call.io;
    if (stdout.kind === 'terminal' || stdout.kind === 'null') return;
    if (this.#hasPrinted) {
      if (this.#printed !== undefined) this.runtime.write(stdout, this.#printed, this.name);
      return;
    }
    switch (this.parsed.spec.stdout) {
      case 'none':
        return;
      case 'own':
        this.runtime.write(
          stdout,
          unknownOutput(this.name, unite(ownSource(this.title), sources)),
          this.name,
        );
        return;
      case 'names':
        this.runtime.write(stdout, this.namesBelow(), this.name);
        return;
      default:
        this.runtime.write(stdout, this.#outputText(sources, decoded), this.name);
    }
  }

  /** Names of files as programs list them: one pattern for each operand. */
  namesBelow(): Text {
    const roots = this.#named.filter(({ value }) => !isPartial(value));
    if (roots.length === 0) return literal(`${ANY_NAME}\n`);
    return literal(
      roots
        .slice(0, 16)
        .map(({ value }) =>
          hasGlob(value) ? `${value}\n` : `${value.endsWith('/') ? value.slice(0, -1) : value}/${ANY_NAME}\n`,
        )
        .join(''),
    );
  }
}

function hasRole({ options }: ParsedArguments, role: FlagRole): boolean {
  for (let i = 0; i < options.length; i++) if (options[i]?.option.role === role) return true;
  return false;
}

type Environment = ReadonlyMap<string, Text>;

function together(outer: Environment | undefined, inner: Environment | undefined): Environment | undefined {
  return inner === undefined ? outer : new Map([...(outer ?? []), ...inner]);
}
