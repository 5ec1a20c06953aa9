import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReadLimits, type ReadLine, readLine, sendLine } from './connection.ts';

/** What came over a connection that wants an answer. */
export type Received = Exclude<ReadLine, { kind: 'gone' }>;

export interface PoolOptions extends ReadLimits {
  readonly maxConnections: number;
  /** Gives the answer; must not reject. */
  readonly respond: (received: Received, gone: Gone) => Promise<string>;
}

/** Watches from now on whether the client sends no more, which is how one that left looks. Few calls need to know. */
export type Gone = () => AbortSignal;

/** The open connections: one request and one answer each, many at once. */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #open = new Map<Socket, Promise<void>>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Serves a new connection; one too many is answered, with a problem, without being read. */
  add(socket: Socket): void {
    // A client that vanishes is nobody's fault; the socket closes itself after an error.
    socket.on('error', () => undefined);
    const isFull = this.#open.size >= this.#options.maxConnections;
    const served = isFull ? this.#turnAway(socket) : this.#serve(socket);
    this.#open.set(socket, served);
    void served.finally(() => this.#open.delete(socket));
  }

  /** Waits until all are served, then, after `graceMs`, cuts off those that are not. */
  async drain(graceMs: number): Promise<void> {
    const all = Promise.all(this.#open.values());
    await Promise.race([all, sleep(graceMs, undefined, { ref: false })]);
    for (const socket of this.#open.keys()) socket.destroy();
    await all;
  }

  async #serve(socket: Socket): Promise<void> {
    const line = await readLine(socket, this.#options);
    if (line.kind === 'gone') socket.destroy();
    else await this.#answer(socket, line);
  }

  async #turnAway(socket: Socket): Promise<void> {
    const problem = `more than ${this.#options.maxConnections} connections at once`;
    await this.#answer(socket, { kind: 'problem', problem });
  }

  async #answer(socket: Socket, received: Received): Promise<void> {
    const answer = await this.#options.respond(received, () => goneSignal(socket));
    await sendLine(socket, answer, received.kind === 'problem');
  }
}

function goneSignal(socket: Socket): AbortSignal {
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  if (socket.destroyed || socket.readableEnded) abort();
  else socket.once('end', abort).once('close', abort);
  return gone.signal;
}
