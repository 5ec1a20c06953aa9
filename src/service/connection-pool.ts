import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReadLimits, type ReadLine, readLine, sendLine } from './connection.ts';

/** What came over a connection that wants an answer. */
export type Received = Exclude<ReadLine, { kind: 'gone' }>;

export interface PoolOptions extends ReadLimits {
  readonly maxConnections: number;
  /** Gives the answer; must not reject. `gone` tells that the client sends no more, which is how one that left looks. */
  readonly respond: (received: Received, gone: AbortSignal) => Promise<string>;
}

/** Without a reason of ours, one with its stack is made for each connection. */
const GONE = 'the client has gone';

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
    else await sendLine(socket, await this.#options.respond(line, goneSignal(socket)));
  }

  async #turnAway(socket: Socket): Promise<void> {
    const problem = `more than ${this.#options.maxConnections} connections at once`;
    await sendLine(socket, await this.#options.respond({ kind: 'problem', problem }, goneSignal(socket)));
  }
}

function goneSignal(socket: Socket): AbortSignal {
  const gone = new AbortController();
  if (socket.destroyed || socket.readableEnded) gone.abort(GONE);
  else socket.once('end', () => gone.abort(GONE)).once('close', () => gone.abort(GONE));
  return gone.signal;
}
