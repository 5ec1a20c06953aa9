import type { SinkSettings } from '../../guard/index.ts';
import { LogCursor, type LogLine, type LogPlace } from '../log-cursor.ts';
import { parseRecord } from '../read-log.ts';
import { recordFilter } from './record-filter.ts';
import { DeliveryError, problemOf, type Sink, type SinkRecord, sendInTime } from './sink.ts';

/** What one sink has done since it was opened, and what it is at. */
export interface SinkStatus {
  readonly name: string;
  readonly type: SinkSettings['type'];
  readonly sent: number;
  /** Records that the other side will never take. */
  readonly rejected: number;
  /** Records given up: too old, or more than the log keeps. */
  readonly dropped: number;
  /** Attempts that failed and were, or will be, made again. */
  readonly retries: number;
  /** Bytes of the log that are still to be looked at. */
  readonly queuedBytes: number;
  /** Whether the log went on without its place while no service ran: some records were never seen. */
  readonly hasGap: boolean;
  readonly lastSentMs?: number;
  /** What the last attempt met; absent when it succeeded. */
  readonly problem?: string;
}

export interface DeliveryOptions {
  readonly settings: SinkSettings;
  readonly openSink: () => Promise<Sink>;
  readonly logPath: string;
  /** More than this waits for no sink: the oldest is dropped before the log's rotation takes it. */
  readonly maxQueuedBytes: number;
  /** Where an earlier delivery stood, asked for when this one begins. Default: where the log ends now. */
  readonly from: () => LogPlace | undefined;
  /** Whether this process is the one that sends. */
  readonly isActive: () => boolean;
  /** How often the log is looked at. Default 1 s. */
  readonly pollMs?: number;
  /** How long the first failure keeps it from trying again; doubled with each, up to 256 times. Default 1 s. */
  readonly retryMs?: number;
}

/** Lines are read and parsed between verdicts: this takes about a millisecond. */
const CHUNK_BYTES = 64 * 1024;
/** A file moved aside may still get lines from who had opened it: it is read once more. */
const LAST_WRITERS_MS = 20;
const MAX_DOUBLINGS = 8;
const MAX_RETRY_AFTER_MS = 3_600_000;

/** Where one stands that began before there was a log. */
const BEFORE_ALL: LogPlace = { head: '', offset: 0 };

interface Waiting extends SinkRecord {
  readonly end: LogPlace;
}

/**
 * Sends the records of the log to one sink, in order, from where it stood, until it is closed. The log is its queue: what
 * is not sent yet is on disk, so that neither a restart nor a sink that is down for hours loses it. At least once: what
 * was under way when something broke is sent again.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #isWanted: (record: SinkRecord['record']) => boolean;
  readonly #pollMs: number;
  readonly #retryMs: number;
  readonly #logEnd: LogPlace;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #wake: () => void = () => undefined;
  #isDraining = false;
  #cursor: LogCursor | undefined;
  #sink: Sink | undefined;
  #waiting: readonly Waiting[] = [];
  #place: LogPlace | undefined;
  /** Behind the last line that was read. */
  #readTo: LogPlace | undefined;
  #isFileOver = false;
  #batchLimit = Number.POSITIVE_INFINITY;
  #failuresInRow = 0;
  #notBeforeMs = 0;
  #sent = 0;
  #rejected = 0;
  #dropped = 0;
  #retries = 0;
  #hasGap = false;
  #lastSentMs: number | undefined;
  #problem: string | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? 1_000;
    this.#retryMs = options.retryMs ?? 1_000;
    this.#isWanted = recordFilter(options.settings);
    this.#logEnd = endOf(options.logPath);
    this.#ended = this.#run();
  }

  get settings(): SinkSettings {
    return this.#options.settings;
  }

  /** All before it is done with. */
  get place(): LogPlace | undefined {
    return this.#place;
  }

  status(): SinkStatus {
    const { name, type } = this.settings;
    const waiting = this.#waiting.reduce((bytes, { line }) => bytes + line.length, 0);
    return {
      name,
      type,
      sent: this.#sent,
      rejected: this.#rejected,
      dropped: this.#dropped,
      retries: this.#retries,
      queuedBytes: (this.#cursor?.unreadBytes ?? 0) + waiting,
      hasGap: this.#hasGap,
      ...(this.#lastSentMs !== undefined && { lastSentMs: this.#lastSentMs }),
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }

  /** Sends what the log holds, as long as that works and `graceMs` last, and ends. */
  async close(graceMs: number): Promise<void> {
    this.#isDraining = true;
    this.#wake();
    const timer = setTimeout(() => {
      this.#stop.abort();
      this.#wake();
    }, graceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stop.signal.aborted) {
        const pauseMs = await this.#step();
        if (this.#isDraining && pauseMs >= this.#pollMs) break;
        await this.#pause(pauseMs);
      }
    } finally {
      this.#sink?.close();
      this.#cursor?.close();
    }
  }

  #pause(pauseMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = pauseMs === 0 ? undefined : setTimeout(resolve, pauseMs).unref();
    if (timer === undefined) setImmediate(resolve);
    this.#wake = (): void => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  /** Does a bounded amount of work. Gives how long there is nothing to do. */
  async #step(): Promise<number> {
    try {
      if (!this.#options.isActive()) return this.#pollMs;
      this.#cursor ??= this.#openLog();
      this.#dropOld();
      if (this.#cursor.unreadBytes > this.#options.maxQueuedBytes) return this.#dropOldest(this.#cursor);
      if (Date.now() < this.#notBeforeMs) return this.#pollMs;
      if (this.#waiting.length === 0) return this.#read(this.#cursor);
      this.#sink ??= await this.#options.openSink();
      await this.#send(this.#sink);
      return 0;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #openLog(): LogCursor {
    const { logPath, from } = this.#options;
    const place = from() ?? this.#logEnd;
    this.#place = place;
    const cursor = place.head === BEFORE_ALL.head ? undefined : LogCursor.resume(logPath, place);
    this.#hasGap = cursor === undefined && place.head !== BEFORE_ALL.head;
    return cursor ?? new LogCursor(logPath, Number.POSITIVE_INFINITY);
  }

  /** Reads on, to the next records that are wanted. Gives how long there is nothing to read. */
  #read(cursor: LogCursor): number {
    const lines = cursor.take(CHUNK_BYTES);
    const last = lines.at(-1);
    if (last === undefined) return this.#goOn(cursor);
    this.#isFileOver = false;
    this.#waiting = lines.flatMap((line) => this.#parse(line) ?? []);
    this.#readTo = last.end;
    this.#settle();
    return 0;
  }

  /** Goes to the next file, if there is one. */
  #goOn(cursor: LogCursor): number {
    if (!cursor.hasNext()) return this.#pollMs;
    if (this.#isFileOver) cursor.advance();
    this.#isFileOver = !this.#isFileOver;
    return this.#isFileOver ? LAST_WRITERS_MS : 0;
  }

  #parse({ text, end }: LogLine): Waiting | undefined {
    const record = parseRecord(text);
    if (record === undefined || !this.#isWanted(record)) return undefined;
    return { record, line: withoutControls(text), end };
  }

  async #send(sink: Sink): Promise<void> {
    const batch = this.#waiting.slice(0, Math.min(sink.batchSize, this.#batchLimit));
    try {
      const { rejected } = await sendInTime(sink, batch, this.#stop.signal);
      this.#sent += batch.length - rejected;
      this.#rejected += rejected;
      this.#problem = undefined;
      this.#lastSentMs = Date.now();
    } catch (error) {
      if (!(error instanceof DeliveryError && error.isRejected)) throw error;
      if (batch.length > 1) {
        // One of them is the reason: the others go without it.
        this.#batchLimit = Math.ceil(batch.length / 2);
        return;
      }
      this.#rejected++;
      this.#problem = problemOf(error);
    }
    this.#failuresInRow = 0;
    this.#batchLimit = Number.POSITIVE_INFINITY;
    this.#pass(batch.length);
  }

  #failed(error: unknown): number {
    if (this.#stop.signal.aborted) return 0;
    const asked = error instanceof DeliveryError ? error.retryAfterMs : undefined;
    const backoffMs = this.#retryMs * 2 ** Math.min(this.#failuresInRow, MAX_DOUBLINGS);
    const waitMs = Math.max(backoffMs, Math.min(asked ?? 0, MAX_RETRY_AFTER_MS));
    this.#failuresInRow++;
    this.#retries++;
    this.#problem = problemOf(error);
    // Of many that lost the same server not all come back at once.
    this.#notBeforeMs = Date.now() + waitMs * (1 + Math.random() / 2);
    return this.#pollMs;
  }

  #dropOld(): void {
    const oldestMs = Date.now() - this.settings.maxAgeHours * 3_600_000;
    const fresh = this.#waiting.findIndex(({ record }) => Date.parse(record.time) >= oldestMs);
    const old = fresh === -1 ? this.#waiting.length : fresh;
    this.#dropped += old;
    this.#pass(old);
  }

  #dropOldest(cursor: LogCursor): number {
    this.#dropped += this.#waiting.length;
    this.#pass(this.#waiting.length);
    return this.#read(cursor);
  }

  /** Is done with the first so many that wait. */
  #pass(count: number): void {
    const last = this.#waiting[count - 1];
    if (last === undefined) return;
    this.#place = last.end;
    this.#waiting = this.#waiting.slice(count);
    this.#settle();
  }

  /** Nothing waits: all that was read is done with, wanted or not. */
  #settle(): void {
    if (this.#waiting.length === 0) this.#place = this.#readTo;
  }
}

/** JSON has no need of them, and a terminal or a line-based protocol would act on them. */
function withoutControls(line: string): string {
  return line.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function endOf(logPath: string): LogPlace {
  let cursor: LogCursor | undefined;
  try {
    cursor = new LogCursor(logPath, 0);
    return cursor.place ?? BEFORE_ALL;
  } catch {
    // It cannot be read now, which each attempt to send will say.
    return BEFORE_ALL;
  } finally {
    cursor?.close();
  }
}
