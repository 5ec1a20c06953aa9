import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TlsFiles } from '../../guard/index.ts';
import { DeliveryError } from './sink.ts';
import { type Address, openStream, ready, writeAll } from './stream.ts';
import { tlsOptions } from './tls-options.ts';

/** A line of control that is longer, or an answer, is none of a NATS server. */
const MAX_HELD_BYTES = 1024 * 1024;

export interface NatsOptions {
  readonly address: Address;
  /** Where the address asks for TLS; a server that asks for it gets it anyway. */
  readonly isTls: boolean;
  readonly tls: TlsFiles;
  /** Of the CONNECT message: who we are, and how that is proved. */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly inbox: string;
}

/** What a server says: https://docs.nats.io/reference/reference-protocols/nats-protocol */
type ServerMessage =
  | { readonly kind: 'info'; readonly info: Readonly<Record<string, unknown>> }
  | { readonly kind: 'message'; readonly subject: string; readonly status?: string; readonly body: string }
  | { readonly kind: 'ping' | 'pong' | 'ok' }
  | { readonly kind: 'error'; readonly problem: string };

/** A connection to a NATS server with one subscription, to the inbox. Whatever is wrong with it ends it. */
export class NatsConnection {
  readonly #socket: Socket;
  #held: Buffer = Buffer.alloc(0);
  #problem: Error | undefined;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#held = Buffer.concat([this.#held, chunk]);
      if (this.#held.length > MAX_HELD_BYTES) this.#fail(new DeliveryError('it sends too much'));
      this.#wake?.();
    });
    socket.on('close', () => this.#fail(new DeliveryError('the connection was closed')));
  }

  /** @throws where no server is there, it wants other credentials, or is none */
  static async open(options: NatsOptions, signal: AbortSignal): Promise<NatsConnection> {
    const { address, tls, isTls, credentials, inbox } = options;
    let connection = new NatsConnection(await openStream(address, undefined, signal));
    try {
      // The server speaks first, in the clear, and says whether TLS begins after that.
      const first = await connection.next(signal);
      if (first.kind !== 'info') throw new DeliveryError('it is no NATS server');
      if (isTls || first.info.tls_required === true) {
        connection = await connection.#secured(address.host, tls, signal);
      }
      const hello = { verbose: false, pedantic: false, lang: 'javascript', name: 'prempti', protocol: 1 };
      const connect = JSON.stringify({ ...hello, headers: true, no_responders: true, ...credentials });
      await connection.write(`CONNECT ${connect}\r\nSUB ${inbox}.* 1\r\nPING\r\n`, signal);
      while ((await connection.next(signal)).kind !== 'pong');
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#problem === undefined;
  }

  write(data: string | Buffer, signal: AbortSignal): Promise<void> {
    return writeAll(this.#socket, data, signal);
  }

  /** The next thing the server says, but for its pings, which are answered. @throws where it says an error, or nothing */
  async next(signal: AbortSignal): Promise<ServerMessage> {
    for (;;) {
      const message = this.#parse();
      if (message === undefined) {
        if (this.#problem !== undefined) throw this.#problem;
        await this.#more(signal);
      } else if (message.kind === 'ping') {
        await this.write('PONG\r\n', signal);
      } else if (message.kind === 'error') {
        throw this.#fail(new DeliveryError(`the server says: ${message.problem}`));
      } else {
        return message;
      }
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async #secured(host: string, tls: TlsFiles, signal: AbortSignal): Promise<NatsConnection> {
    this.#socket.removeAllListeners('data').removeAllListeners('close');
    const socket = connectTls({ socket: this.#socket, host, ...tlsOptions(host, tls) });
    return new NatsConnection(await ready(socket, 'secureConnect', signal));
  }

  #more(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = (): void => void this.#fail(new DeliveryError('it gives no answer'));
    this.#wake = resolve;
    signal.addEventListener('abort', stop, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', stop));
  }

  #fail(error: Error): Error {
    this.#problem ??= error;
    this.#socket.destroy();
    this.#wake?.();
    return error;
  }

  /** Takes one message from what has come; `undefined` as long as there is no whole one. */
  #parse(): ServerMessage | undefined {
    const end = this.#held.indexOf('\r\n');
    if (end === -1) return undefined;
    const [verb = '', ...words] = this.#held.toString('utf8', 0, end).split(/\s+/);
    const rest = words.join(' ');
    switch (verb.toUpperCase()) {
      case 'MSG':
        return this.#parseMessage(words[0] ?? '', end + 2, 0, Number(words.at(-1)));
      case 'HMSG':
        return this.#parseMessage(words[0] ?? '', end + 2, Number(words.at(-2)), Number(words.at(-1)));
      default:
        this.#held = this.#held.subarray(end + 2);
    }
    switch (verb.toUpperCase()) {
      case 'INFO':
        return { kind: 'info', info: parseJson(rest) };
      case 'PING':
        return { kind: 'ping' };
      case 'PONG':
        return { kind: 'pong' };
      case '+OK':
        return { kind: 'ok' };
      case '-ERR':
        return { kind: 'error', problem: rest };
      default:
        throw this.#fail(new DeliveryError('it is no NATS server'));
    }
  }

  #parseMessage(
    subject: string,
    from: number,
    headerBytes: number,
    bytes: number,
  ): ServerMessage | undefined {
    if (!(headerBytes >= 0 && headerBytes <= bytes && bytes <= MAX_HELD_BYTES)) {
      throw this.#fail(new DeliveryError('it is no NATS server'));
    }
    if (this.#held.length < from + bytes + 2) return undefined;
    const status = /^NATS\/1\.0 (\d{3})/.exec(this.#held.toString('latin1', from, from + headerBytes))?.[1];
    const body = this.#held.toString('utf8', from + headerBytes, from + bytes);
    this.#held = this.#held.subarray(from + bytes + 2);
    return { kind: 'message', subject, body, ...(status !== undefined && { status }) };
  }
}

export function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
