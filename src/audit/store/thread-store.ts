import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../guard/index.ts';
import type { EntryStore, StoreStatus } from './entry-store.ts';
import type { StoreOptions } from './open-store.ts';
import type { StoreReport, StoreRequest } from './store-worker.ts';

/** How long after a failure the next attempt is made. */
const RETRY_MS = 1_000;

/** What waits while nothing can be written, in UTF-16 units; beyond it the oldest is lost. */
const MAX_PENDING = 8 * 1024 * 1024;

/** What is given to the thread at once. */
const MAX_BATCH = 512 * 1024;

const CLOSE_GRACE_MS = 2_000;

/** The thread holds a batch and SQLite's cache, which is not in its heap. */
const LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 2, stackSizeMb: 2 };

/**
 * Writes in a thread of its own, so that neither a slow disk nor another process that writes is waited for here. The
 * thread is begun with the first entry, and anew when it has died.
 */
export function threadStore(options: StoreOptions, onCheckpoint: (line: string) => void): EntryStore {
  return new ThreadStore(options, onCheckpoint);
}

class ThreadStore implements EntryStore {
  readonly #options: StoreOptions;
  readonly #onCheckpoint: (line: string) => void;
  #worker: Worker | undefined;
  #waiting: string[] = [];
  #waitingLength = 0;
  /** What the thread is writing now. */
  #sent: readonly string[] = [];
  #retry: NodeJS.Timeout | undefined;
  #settled = Promise.withResolvers<void>();
  #isSettled = true;
  #written = 0;
  #lost = 0;
  #problem: string | undefined;

  constructor(options: StoreOptions, onCheckpoint: (line: string) => void) {
    this.#options = options;
    this.#onCheckpoint = onCheckpoint;
    this.#settled.resolve();
  }

  append(texts: readonly string[]): void {
    for (const text of texts) this.#waitingLength += text.length;
    this.#waiting.push(...texts);
    this.#dropExcess();
    if (this.#retry === undefined) this.#send();
  }

  flush(): Promise<void> {
    return this.#settled.promise;
  }

  async close(): Promise<void> {
    const isOver = new AbortController();
    const grace = sleep(CLOSE_GRACE_MS, undefined, { signal: isOver.signal }).catch(() => undefined);
    await Promise.race([this.#stopped(), grace]);
    isOver.abort();
    clearTimeout(this.#retry);
    await this.#worker?.terminate();
  }

  status(): StoreStatus {
    return {
      path: this.#options.store,
      written: this.#written,
      pending: this.#waiting.length + this.#sent.length,
      lost: this.#lost,
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }

  async #stopped(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#send();
    await this.#settled.promise;
    const worker = this.#worker;
    if (worker === undefined) return;
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ kind: 'stop' } satisfies StoreRequest);
    await exit;
  }

  /** Gives the thread the next batch, unless it is at one. */
  #send(): void {
    if (this.#sent.length > 0 || this.#waiting.length === 0) return;
    let length = 0;
    const end = this.#waiting.findIndex((text, index) => {
      length += text.length;
      return index > 0 && length > MAX_BATCH;
    });
    // Whoever waits for the batch before waits for this one, too.
    if (this.#isSettled) this.#settled = Promise.withResolvers();
    this.#isSettled = false;
    this.#sent = this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
    for (const text of this.#sent) this.#waitingLength -= text.length;
    try {
      this.#worker ??= this.#startWorker();
      this.#worker.postMessage({ kind: 'write', texts: this.#sent } satisfies StoreRequest);
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  #startWorker(): Worker {
    const options = { workerData: this.#options, resourceLimits: LIMITS };
    const worker = new Worker(workerFile(), options);
    // Once it is closed, only messages of ours keep the process.
    worker.unref();
    worker.on('message', (report: StoreReport) => this.#take(report));
    const gone = (problem: string): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      if (this.#sent.length > 0) this.#fail(problem);
    };
    worker.on('error', (error: Error) => gone(error.message));
    worker.on('exit', () => gone('its thread has ended'));
    return worker;
  }

  #take(report: StoreReport): void {
    switch (report.kind) {
      case 'checkpoint':
        this.#onCheckpoint(report.line);
        break;
      case 'failed':
        this.#fail(report.problem);
        break;
      case 'written':
        this.#written += this.#sent.length;
        this.#sent = [];
        this.#problem = report.problem;
        if (this.#waiting.length === 0) this.#settle();
        else this.#send();
        break;
    }
  }

  /** Puts back what was not written, to be tried again later. */
  #fail(problem: string): void {
    this.#problem = `cannot write ${this.#options.store}: ${problem}`;
    for (const text of this.#sent) this.#waitingLength += text.length;
    this.#waiting.unshift(...this.#sent);
    this.#sent = [];
    this.#dropExcess();
    this.#settle();
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#send();
    }, RETRY_MS).unref();
  }

  #settle(): void {
    this.#isSettled = true;
    this.#settled.resolve();
  }

  #dropExcess(): void {
    while (this.#waitingLength > MAX_PENDING) {
      this.#waitingLength -= this.#waiting.shift()?.length ?? 0;
      this.#lost++;
    }
  }
}

/** From source the file as it is written, else what the build has made of it. */
function workerFile(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return join(packageRoot(), isSource ? 'src/audit/store/store-worker.ts' : 'dist/audit-store.js');
}
