import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Agent, Decision, Json } from '../agents/index.ts';
import { type AuditLog, createSinks, type Sinks, type SinksOptions } from '../audit/index.ts';
import type { Approvals, Guard, Judgement, Mode, SinkSettings } from '../guard/index.ts';
import { acceptAll } from './accept-all.ts';
import {
  type Answered,
  answerAside,
  type Bench,
  type Dialect,
  refuse,
  refusedFor,
  renderAnswered,
  unknownDialect,
} from './answer.ts';
import { CallsUnderway } from './calls-underway.ts';
import { ByteBudget } from './connection.ts';
import { ConnectionPool, type Gone, type PoolOptions, type Received } from './connection-pool.ts';
import type { HttpEndpoint, HttpOptions } from './http-endpoint.ts';
import { ServiceError } from './service-error.ts';
import { listenAt, type SocketFile, type Takeover } from './socket-file.ts';
import type { ReloadResult, ServiceStatus } from './status.ts';
import { warmUp } from './warm-up.ts';
import {
  type Control,
  encodeDecision,
  encodeNoDecision,
  encodeRefusal,
  encodeReply,
  parseRequest,
  REQUEST_BYTES,
} from './wire.ts';

/** A guard and what the service has to know about it. */
export interface LoadedGuard {
  readonly guard: Guard;
  readonly mode: Mode;
  /** What is wrong with the configuration although a guard could be built. */
  readonly problems: readonly string[];
  /** How long a call is held that a person may approve and the agent would be refused. Default: not at all. */
  readonly holdMs?: number;
  /** Where records are sent. Default: nowhere. */
  readonly sinks?: readonly SinkSettings[];
}

export interface ServiceOptions {
  readonly socketPath: string;
  /** Builds the guard, at start and at every reload. What it throws is the reason why it cannot be built. */
  readonly loadGuard: () => LoadedGuard | Promise<LoadedGuard>;
  /** Finds an agent by the name on either wire version. */
  readonly findAgent: (idOrName: string) => Agent | undefined;
  /** Closed by `stop`. */
  readonly audit: AuditLog;
  readonly approvals?: Approvals;
  /** Sends the records of the audit on. */
  readonly sinks?: SinksOptions;
  readonly version: string;
  /** Default 5 MiB, held to 4 KiB to 64 MiB. */
  readonly maxRequestBytes?: number;
  /** More connections at once than this are refused at once. Default 1024. */
  readonly maxConnections?: number;
  /** How long a client may take to send its request. Default 5 s. */
  readonly requestDeadlineMs?: number;
  /** What becomes of a live service at the socket. Default: it stays, and this one does not start. */
  readonly takeover?: Takeover;
  /** A listening socket that the system's service manager has opened at `socketPath` and hands over. */
  readonly inheritedFd?: number;
  /** Also answers over HTTP, for agents whose hooks speak it. */
  readonly http?: HttpOptions;
  /** Told of every reload after the start. */
  readonly onReload?: (result: ReloadResult) => void;
}

/** Answers hooks on a Unix socket. */
export interface Service {
  /** @throws ServiceError `ALREADY_RUNNING`, `BAD_SOCKET_PATH` or `NO_GUARD` */
  start(): Promise<void>;
  /** Gets ready, after the start, to answer the first calls as fast as all others. Never rejects. */
  warmUp(): Promise<void>;
  /** Loads rules and settings anew and puts them in force between two calls; keeps the old ones on failure. */
  reload(): Promise<ReloadResult>;
  /** Stops taking calls, answers those in flight, writes the audit. Idempotent. */
  stop(): Promise<void>;
  /** Settles when the service has stopped, by `stop` or at a client's request. */
  readonly stopped: Promise<void>;
  /** Whether a client that connects now reaches this service: its socket is still at its path. */
  isReachable(): boolean;
  status(): ServiceStatus;
  /** Calls `listener`, which must not throw, soon after each judgement; gives the function that ends that. */
  subscribe(listener: (judgement: Judgement) => void): () => void;
}

const DEFAULTS = { maxRequestBytes: REQUEST_BYTES.default, maxConnections: 1_024, requestDeadlineMs: 5_000 };

/** Requests that are still coming in hold at most this many times the longest request. */
const BUDGET_FACTOR = 16;

/** How long `stop` waits for sinks to take the last records; what they have not taken is sent after the next start. */
const SINKS_GRACE_MS = 1_000;

/** How long `stop` waits for clients that have connected and not sent their request, or not fetched the answer. */
const STOP_GRACE_MS = 500;

async function listenOn(server: Server, fd: number): Promise<void> {
  const listening = once(server, 'listening');
  server.listen({ fd });
  await listening;
}

/** The service; it does nothing until it is started. */
export function createService(options: ServiceOptions): Service {
  return new SocketService({ ...DEFAULTS, ...options });
}

type Options = ServiceOptions & typeof DEFAULTS;

class SocketService implements Service {
  readonly #options: Options;
  readonly #server: Server;
  readonly #limits: PoolOptions;
  readonly #pool: ConnectionPool;
  readonly #calls = new CallsUnderway();
  readonly #sinks: Sinks | undefined;
  #http: HttpEndpoint | undefined;
  readonly #listeners = new Set<(judgement: Judgement) => void>();
  readonly #answers: Record<Decision, number> = { allow: 0, deny: 0, ask: 0, defer: 0 };
  readonly #stopped = Promise.withResolvers<void>();
  readonly stopped = this.#stopped.promise;
  #loaded: (LoadedGuard & { readonly loadedMs: number }) | undefined;
  #loading: Promise<unknown> = Promise.resolve();
  #reloadProblem: string | undefined;
  #httpProblem: string | undefined;
  #malformed = 0;
  #startedMs = 0;
  #lastCallMs = 0;
  #socketFile: SocketFile | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
    const maxBytes = Math.min(REQUEST_BYTES.max, Math.max(REQUEST_BYTES.min, options.maxRequestBytes));
    this.#limits = {
      maxConnections: options.maxConnections,
      maxBytes,
      deadlineMs: options.requestDeadlineMs,
      budget: new ByteBudget(BUDGET_FACTOR * maxBytes),
      respond: (line: Received, gone: Gone) => this.#respond(line, gone),
    };
    this.#pool = new ConnectionPool(this.#limits);
    this.#sinks = options.sinks && createSinks(options.sinks, () => this.#isInForce);
    // A client may shut down its sending side after the request and still want the answer.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#pool.add(socket));
    // Once it listens, an error is a connection that could not be accepted (too many open files): its client
    // evaluates on its own.
    this.#server.on('error', () => undefined);
  }

  async start(): Promise<void> {
    const loaded = await this.#load();
    if (!loaded.ok) throw new ServiceError('NO_GUARD', loaded.problem);
    const { socketPath, inheritedFd, takeover } = this.#options;
    // Before a service that makes room stops.
    await this.#startHttp();
    try {
      if (inheritedFd === undefined) this.#socketFile = await listenAt(this.#server, socketPath, takeover);
      else await listenOn(this.#server, inheritedFd);
    } catch (error) {
      await this.#http?.close(0);
      throw error;
    }
    this.#startedMs = Date.now();
    this.#lastCallMs = this.#startedMs;
  }

  warmUp(): Promise<void> {
    const { guard, mode } = this.#inForce();
    return warmUp({
      guard,
      mode,
      socketPath: this.#options.socketPath,
      isIdle: () => this.#pool.size === 0,
      isStopped: () => this.#stopping !== undefined,
    });
  }

  isReachable(): boolean {
    return this.#socketFile?.isOurs ?? true;
  }

  /** Whether it has started and no other service has taken over. */
  get #isInForce(): boolean {
    return this.#startedMs > 0 && this.#socketFile?.isTaken !== true;
  }

  reload(): Promise<ReloadResult> {
    const result = this.#loading.then(() => this.#load());
    this.#loading = result.then((done) => this.#options.onReload?.(done));
    return result;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#shutDown();
    return this.#stopping;
  }

  subscribe(listener: (judgement: Judgement) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  status(): ServiceStatus {
    const { version, socketPath, audit, inheritedFd } = this.#options;
    const { mode, problems, loadedMs } = this.#inForce();
    return {
      pid: process.pid,
      version,
      socketPath,
      isActivatedBySystem: inheritedFd !== undefined,
      startedMs: this.#startedMs,
      lastCallMs: this.#lastCallMs,
      mode,
      problems: this.#httpProblem === undefined ? problems : [...problems, this.#httpProblem],
      ...(this.#http !== undefined && this.#httpProblem === undefined && { httpPort: this.#http.port }),
      loadedMs,
      ...(this.#reloadProblem !== undefined && { reloadProblem: this.#reloadProblem }),
      answers: { ...this.#answers },
      malformed: this.#malformed,
      connections: this.#pool.size,
      audit: audit.status(),
      sinks: this.#sinks?.status() ?? [],
    };
  }

  /** Without its endpoint the service still serves all other hooks. */
  async #startHttp(): Promise<void> {
    const { http } = this.#options;
    if (http === undefined) return;
    try {
      // Few need it, and with it comes all that Node has for HTTP.
      const { HttpEndpoint } = await import('./http-endpoint.ts');
      this.#http = new HttpEndpoint(http, this.#limits);
      await this.#http.listen();
    } catch (error) {
      this.#httpProblem = `no HTTP hook is answered: ${(error as Error).message}`;
    }
  }

  async #load(): Promise<ReloadResult> {
    try {
      const loaded = await this.#options.loadGuard();
      this.#loaded = { ...loaded, loadedMs: Date.now() };
      this.#reloadProblem = undefined;
      this.#sinks?.configure(loaded.sinks ?? []);
      return { ok: true };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#reloadProblem = problem;
      return { ok: false, problem };
    }
  }

  async #shutDown(): Promise<void> {
    // First the name: new hooks find nobody and evaluate on their own. Then whoever had connected is served.
    this.#socketFile?.remove();
    await acceptAll(this.#server);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([this.#pool.drain(STOP_GRACE_MS), this.#http?.close(STOP_GRACE_MS)]);
    await closed;
    this.#options.audit.close();
    await this.#sinks?.close(SINKS_GRACE_MS);
    this.#stopped.resolve();
  }

  #inForce(): LoadedGuard & { readonly loadedMs: number } {
    if (this.#loaded === undefined) throw new Error('the service has not been started');
    return this.#loaded;
  }

  /** The answer to one connection. Whatever goes wrong, it is a refusal. */
  async #respond(line: Received, gone: Gone): Promise<string> {
    try {
      if (line.kind === 'line') return await this.#respondTo(line.text, gone);
      return this.#refuseMalformed(line.problem);
    } catch (error) {
      return this.#refuseMalformed(`an internal error: ${(error as Error).message}`);
    }
  }

  async #respondTo(line: string, gone: Gone): Promise<string> {
    const request = parseRequest(line);
    switch (request.kind) {
      case 'decide': {
        const { answer } = await this.#judge(this.#dialect(request.agent), request.payload, request.pid);
        return encodeDecision(request.id, answer.decision, answer.reason);
      }
      case 'hook': {
        const dialect = this.#dialect(request.agent);
        const answered = await this.#held(dialect, request.payload, request.pid, gone);
        return encodeReply(renderAnswered(dialect, answered, request.pid));
      }
      case 'control':
        return JSON.stringify(await this.#control(request.control));
      case 'malformed': {
        if (request.agent === undefined) return this.#refuseMalformed(request.problem, request.id);
        this.#malformed++;
        const dialect = this.#dialect(request.agent);
        const { event, answer } = this.#published(refuse(dialect, undefined, request.problem, this.#bench()));
        return encodeReply(dialect.render(event, answer));
      }
    }
  }

  async #judge(
    dialect: Dialect,
    payload: Json,
    pid: number | undefined,
    bench = this.#bench(),
  ): Promise<Answered> {
    return this.#published(await answerAside(dialect, payload, pid, bench));
  }

  /** Judges, and where a person may let through what the agent would be refused, waits for them and judges again. */
  async #held(dialect: Dialect, payload: Json, pid: number | undefined, gone: Gone): Promise<Answered> {
    const { approvals, audit } = this.#options;
    const { holdMs = 0 } = this.#inForce();
    if (approvals === undefined || holdMs === 0) return this.#judge(dialect, payload, pid);
    let found: Parameters<AuditLog['append']> | undefined;
    const appendOutcome: AuditLog['appendOutcome'] = (...args) => audit.appendOutcome(...args);
    const append: AuditLog['append'] = (...args) => {
      found = args;
    };
    const answered = await this.#judge(dialect, payload, pid, {
      ...this.#bench(),
      audit: { append, appendOutcome },
    });
    if (found === undefined) return answered;
    const [judgement, facts] = found;
    const code = refusedFor(dialect, answered, pid);
    if (code === undefined) {
      audit.append(judgement, facts);
      return answered;
    }
    // The log shows at once what waits; the store holds one entry of a call, with what came of it.
    audit.append(judgement, facts, 'log');
    const since = performance.now();
    const isAnswered = await approvals.answered(code, holdMs, gone());
    const heldMs = Math.round(performance.now() - since);
    if (!isAnswered) {
      audit.append(judgement, { ...facts, heldMs }, 'store');
      return answered;
    }
    return this.#judge(dialect, payload, pid, {
      ...this.#bench(),
      correlationId: judgement.correlationId,
      audit: { append: (again, more) => audit.append(again, { ...more, heldMs }), appendOutcome },
    });
  }

  async #control(control: Control): Promise<object> {
    switch (control) {
      case 'status':
        return { ok: true, status: this.status() };
      case 'reload':
        return this.reload();
      case 'stop':
        void this.stop();
        // Whoever stops the service finds every call that was answered before on record, and nobody at the files. A call
        // in flight opens them again.
        this.#options.audit.close();
        return { ok: true, pid: process.pid };
    }
  }

  #refuseMalformed(problem: string, id?: string): string {
    this.#malformed++;
    // The other modes promise to leave every decision to the agent.
    if (this.#inForce().mode !== 'guardrails') return encodeNoDecision(id);
    return encodeRefusal(`Prempti cannot check this call, so it is blocked (${problem})`, id);
  }

  #dialect(agent: string): Dialect {
    return this.#options.findAgent(agent) ?? unknownDialect(agent);
  }

  #bench(): Bench {
    const { audit, approvals } = this.#options;
    return { ...this.#inForce(), audit, calls: this.#calls, ...(approvals !== undefined && { approvals }) };
  }

  /** Counts the answer, and shows the judgement to those who watch once the answer is on its way. */
  #published(answered: Answered): Answered {
    const { judgement, answer } = answered;
    this.#lastCallMs = Date.now();
    if (judgement === undefined) return answered;
    this.#answers[answer.decision]++;
    if (this.#listeners.size > 0) setImmediate(() => this.#show(judgement));
    return answered;
  }

  #show(judgement: Judgement): void {
    for (const listener of this.#listeners) listener(judgement);
  }
}
