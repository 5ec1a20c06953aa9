import type { Action } from './actions.ts';
import {
  type CommandEffect,
  type CommandEffects,
  type ContentWrite,
  type EnvironmentEffect,
  type FileEffect,
  type Flow,
  formatFlow,
  formatSource,
  type Language,
  type NetworkEffect,
  type OpaqueCode,
  type OpaqueReason,
  type ScriptEffect,
  type SocketEffect,
  type UploadEffect,
} from './effects.ts';
import { MAX_EFFECTS } from './limits.ts';
import { display } from './text.ts';

/** A list without repetitions and with an end. */
class Unique<T> {
  readonly items: T[] = [];
  /** Made when there is something: most lists stay empty. */
  #keys: Set<string> | undefined;

  /** False when there is no room. */
  add(key: string, item: T): boolean {
    this.#keys ??= new Set();
    if (this.#keys.has(key)) return true;
    if (this.items.length >= MAX_EFFECTS) return false;
    this.#keys.add(key);
    this.items.push(item);
    return true;
  }
}

/** Collects what a call does. */
export class EffectsBuilder {
  readonly #commands = new Unique<CommandEffect>();
  readonly #files = new Unique<FileEffect>();
  readonly #scripts = new Unique<ScriptEffect>();
  readonly #network = new Unique<NetworkEffect>();
  readonly #uploads = new Unique<UploadEffect>();
  readonly #flows = new Unique<Flow>();
  readonly #sockets = new Unique<SocketEffect>();
  readonly #environment = new Unique<EnvironmentEffect>();
  readonly #actions: Action[] = [];
  readonly #opaque: OpaqueReason[] = [];
  #writes: readonly ContentWrite[] = [];
  #remote = false;
  #decoded = false;

  command(effect: CommandEffect): void {
    if (effect.actions.length > 0) for (const action of effect.actions) this.action(action);
    const key = `${effect.line}\0${effect.wrappers.join(' ')}\0${effect.place}`;
    this.#add(this.#commands, key, effect);
  }

  file(effect: FileEffect): void {
    const key = `${effect.access}${effect.recursive ? 'r' : '-'}${effect.possible ? 'p' : '-'}${effect.place}\0${effect.path}`;
    this.#add(this.#files, key, effect);
  }

  script(language: Language, text: string, exact: boolean): void {
    this.#add(this.#scripts, `${language}\0${text}`, { language, text, exact });
  }

  network(host: string, url: string | undefined, possible: boolean): void {
    const effect: NetworkEffect = url === undefined ? { host, possible } : { host, url, possible };
    this.#add(this.#network, `${host}\0${url ?? ''}`, effect);
  }

  upload(effect: UploadEffect): void {
    const { what } = effect;
    const key = what.kind === 'text' ? `"${what.text}` : formatSource(what);
    this.#add(this.#uploads, `${effect.host}\0${key}`, effect);
  }

  flow(flow: Flow): void {
    if (flow.from.kind === 'file' && flow.to.kind === 'file' && flow.from.path === flow.to.path) return;
    this.#add(this.#flows, formatFlow(flow), flow);
    if (flow.from.kind === 'net' && flow.to.kind === 'exec') this.#remote = true;
  }

  socket({ kind, host, by }: SocketEffect): void {
    const effect: SocketEffect = host === undefined ? { kind, by } : { kind, host: display(host), by };
    this.#add(this.#sockets, `${effect.kind}\0${effect.host ?? ''}`, effect);
  }

  environment({ name, value, command }: EnvironmentEffect): void {
    const effect: EnvironmentEffect = { name: display(name), value: display(value), command };
    this.#add(this.#environment, `${effect.name}\0${effect.value}\0${effect.command}`, effect);
  }

  action(action: Action): void {
    if (!this.#actions.includes(action)) this.#actions.push(action);
  }

  opaque(code: OpaqueCode, about: string): void {
    const detail = display(about);
    if (this.#opaque.length >= MAX_EFFECTS) return;
    if (this.#opaque.some((reason) => reason.code === code && reason.detail === detail)) return;
    this.#opaque.push({ code, detail });
  }

  /** Code runs that came out of a decoder. */
  decoded(): void {
    this.#decoded = true;
  }

  /** Code runs that came from the network. */
  remote(): void {
    this.#remote = true;
  }

  writes(writes: readonly ContentWrite[]): void {
    this.#writes = writes;
  }

  build(): CommandEffects {
    return {
      commands: this.#commands.items,
      files: this.#files.items,
      scripts: this.#scripts.items,
      network: this.#network.items,
      uploads: this.#uploads.items,
      flows: this.#flows.items,
      writes: this.#writes,
      sockets: this.#sockets.items,
      environment: this.#environment.items,
      actions: this.#actions,
      remote: this.#remote,
      decoded: this.#decoded,
      opaque: this.#opaque,
    };
  }

  #add<T>(list: Unique<T>, key: string, item: T): void {
    if (!list.add(key, item)) this.opaque('budget', 'too many effects');
  }
}
