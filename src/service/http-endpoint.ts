import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { HookReply } from '../agents/index.ts';
import { acceptAll } from './accept-all.ts';
import type { PoolOptions } from './connection-pool.ts';
import { encodeHookRequest } from './wire.ts';

export interface HttpOptions {
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  /** What a caller shows: `authorization: Bearer <token>`. */
  readonly token: string;
}

const HOST = '127.0.0.1';

/** An agent's hook asks at `/hook/<agent>`. */
const PATH = /^\/hook\/([\w-]{1,64})$/;

/** How often requests that are late are looked for. */
const CHECK_MS = 1_000;

/**
 * The endpoint for agents with HTTP hooks: the same questions and answers as on the socket, on loopback, for whoever
 * has the token. `POST /hook/<agent>` with the payload gives 200 and the agent's JSON, or 204 where there is no
 * decision. What cannot be answered is no 2xx: the agent has to be told to block then.
 */
export class HttpEndpoint {
  readonly #server: Server;
  readonly #limits: PoolOptions;
  readonly #expected: Buffer;
  #port: number;

  constructor({ port, token }: HttpOptions, limits: PoolOptions) {
    this.#port = port;
    this.#limits = limits;
    this.#expected = Buffer.from(`Bearer ${token}`);
    this.#server = createServer(
      {
        headersTimeout: limits.deadlineMs,
        requestTimeout: limits.deadlineMs,
        connectionsCheckingInterval: CHECK_MS,
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.maxConnections = limits.maxConnections;
  }

  /** @throws when the port cannot be had */
  async listen(): Promise<void> {
    const listening = once(this.#server, 'listening');
    // Where the system allows it, the next service of this user listens before this one stops.
    this.#server.listen({ host: HOST, port: this.#port, reusePort: process.platform === 'linux' });
    await listening;
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#server.on('error', () => undefined);
  }

  /** The port that is listened on. */
  get port(): number {
    return this.#port;
  }

  /** Takes no more calls, and settles when those in flight are answered, or cut off after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    if (!this.#server.listening) return;
    await acceptAll(this.#server);
    // The `close` of HTTP cuts off who has connected and not sent the request yet, too.
    const closed = new Promise((resolve) => NetServer.prototype.close.call(this.#server, resolve));
    const timer = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(timer);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // What comes after an answer goes into the void.
    request.on('error', () => undefined);
    response.on('error', () => undefined).setHeader('connection', 'close');
    const agent = PATH.exec(request.url ?? '')?.[1];
    if (!this.#isOwnHost(request.headers.host)) return end(response, 403, 'not a host of this endpoint');
    if (!this.#isAuthorized(request.headers.authorization)) return end(response, 401, 'no or a wrong token');
    if (agent === undefined) return end(response, 404, 'hooks ask at /hook/<agent>');
    if (request.method !== 'POST') return end(response, 405, 'hooks POST their payload');
    const body = await this.#read(request);
    if (typeof body !== 'string') return end(response, 413, body.problem);
    const text = encodeHookRequest(agent, undefined, body);
    const answer = await this.#limits.respond({ kind: 'line', text }, () => goneSignal(response));
    const reply = JSON.parse(answer) as HookReply;
    if (reply.exitCode !== 0) return end(response, 403, reply.stderr);
    response.writeHead(reply.stdout === '' ? 204 : 200, { 'content-type': 'application/json' });
    response.end(reply.stdout);
  }

  /** A page in a browser can be made to come here by another name (DNS rebinding). */
  #isOwnHost(host: string | undefined): boolean {
    return host === `${HOST}:${this.port}` || host === `localhost:${this.port}`;
  }

  #isAuthorized(given: string | undefined): boolean {
    const found = Buffer.from(given ?? '');
    return found.length === this.#expected.length && timingSafeEqual(found, this.#expected);
  }

  async #read(request: IncomingMessage): Promise<string | { readonly problem: string }> {
    const { maxBytes, budget } = this.#limits;
    const chunks: Buffer[] = [];
    let length = 0;
    let held = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > maxBytes) return { problem: `the request is over ${maxBytes} bytes` };
        if (!budget.take(chunk.length)) return { problem: 'too many large requests at once' };
        held += chunk.length;
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString('utf8');
    } catch (error) {
      return { problem: (error as Error).message };
    } finally {
      budget.giveBack(held);
    }
  }
}

function end(response: ServerResponse, status: number, problem: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${problem.trim()}\n`);
}

/** By the response: a connection serves many requests, and each would leave its listeners there. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.closed) gone.abort();
  else response.once('close', () => gone.abort());
  return gone.signal;
}
