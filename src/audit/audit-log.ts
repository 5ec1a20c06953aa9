import { hostname } from 'node:os';
import type { CallOutcome } from '../agents/index.ts';
import type { Approval, ApprovalAnswer, Judgement } from '../guard/index.ts';
import {
  approvalEntry,
  type CallFacts,
  callEntry,
  type Entry,
  type OutcomeFacts,
  outcomeEntry,
  type TrustAnswer,
  trustEntry,
} from './entry.ts';
import { LogFile } from './log-file.ts';
import {
  type AuditRecord,
  approvalRecord,
  checkpointRecord,
  outcomeRecord,
  toRecords,
  trustRecord,
} from './record.ts';
import { redactJudgement } from './redact-judgement.ts';
import { EntryStore, type EntryStoreOptions, type StoreStatus } from './store/entry-store.ts';

export interface AuditLogOptions {
  /** The file; its folder is made when missing. Old files stand beside it as `.1` to `.N`. */
  readonly path: string;
  /** Of Prempti, for the entries. */
  readonly version?: string;
  /** Default 10 MiB. */
  readonly rotateBytes?: number;
  /** Default 3. */
  readonly keep?: number;
  /** The longest that a judgement waits while calls keep coming. Default 100 ms. */
  readonly maxDelayMs?: number;
  /** How long after a failed write the next one is tried. Default 1 s. */
  readonly retryMs?: number;
  /** How much is held while the file cannot be written; beyond it the oldest is lost. Default 8 MiB. */
  readonly maxPendingBytes?: number;
  /** The store that entries go to besides. Default: none. */
  readonly store?: EntryStoreOptions;
}

export interface AuditStatus {
  readonly path: string;
  /** Records in the file, since this log was opened. */
  readonly written: number;
  /** Judgements and records that wait to be written. */
  readonly pending: number;
  /** Records given up because the file could not be written for too long. */
  readonly lost: number;
  /** What keeps the trail from being complete now; absent when all is well. */
  readonly problem?: string;
  /** Writes that failed, since this log was opened. */
  readonly failures: number;
  /** Absent where there is none. */
  readonly store?: StoreStatus;
}

/** Where judgements are recorded. Nothing here throws: a verdict never depends on its record. */
export interface AuditLog {
  /**
   * Takes a judgement to be written soon, into the log and the store or one of them; the caller must not change it
   * afterwards.
   */
  append(judgement: Judgement, facts?: CallFacts, into?: 'log' | 'store'): void;
  /** Takes what a person said to a call. */
  appendAnswer(approval: Approval, answer: ApprovalAnswer): void;
  /** Takes what a person said to the file of a project. */
  appendTrust(answer: TrustAnswer, timeMs: number): void;
  /** Takes what became of a call. */
  appendOutcome(outcome: CallOutcome, facts: OutcomeFacts): void;
  /** Writes all that waits and lets go of the files, until there is something to write again. */
  close(): void;
  status(): AuditStatus;
}

/** What is to be written of one thing that happened. */
interface Written {
  readonly records: readonly AuditRecord[];
  readonly entry?: Entry;
}

interface Rendered {
  readonly lines: string;
  /** JSON. */
  readonly entry?: string;
}

const DEFAULTS = {
  rotateBytes: 10 * 1024 * 1024,
  keep: 3,
  maxDelayMs: 100,
  retryMs: 1_000,
  maxPendingBytes: 8 * 1024 * 1024,
};

/** Nothing has come for so long: the burst of calls is over. */
const QUIET_MS = 5;

/** As many are written at once, about a millisecond of work, before calls have their turn. */
const BATCH = 8;

/** As many wait while a burst of calls is answered; what is beyond it is written at once. */
const MAX_WAITING = 128;

/**
 * Opens the audit trail. Several processes may have the same file open. Rendering, redaction and writing happen
 * in batches after the verdict is out.
 */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  return new BatchedAuditLog({ ...DEFAULTS, ...options });
}

type Options = AuditLogOptions & typeof DEFAULTS;

class BatchedAuditLog implements AuditLog {
  readonly #options: Options;
  readonly #store: EntryStore | undefined;
  readonly #file: LogFile;
  readonly #hostname = hostname();
  readonly #waiting: (() => Written)[] = [];
  /** Rendered lines that a failed write left over. */
  #lines: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  /** When the first of the calls came that are answered before any is written; absent where the timer waits for something else. */
  #burstSince: number | undefined;
  #written = 0;
  #lost = 0;
  #failures = 0;
  #problem: string | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#file = new LogFile(options);
    const onCheckpoint = (line: string): void =>
      this.#add(() => ({ records: [checkpointRecord(line, this.#hostname)] }));
    this.#store = options.store && new EntryStore({ ...options.store, onCheckpoint });
  }

  append(judgement: Judgement, facts: CallFacts = {}, into?: 'log' | 'store'): void {
    this.#add(() => {
      const redacted = redactJudgement(judgement);
      return {
        records: into === 'store' ? [] : toRecords(redacted, this.#hostname),
        ...(into !== 'log' && { entry: callEntry(redacted, facts, this.#options.version) }),
      };
    });
  }

  appendAnswer(approval: Approval, answer: ApprovalAnswer): void {
    this.#add(() => ({
      records: [approvalRecord(approval, answer, this.#hostname)],
      entry: approvalEntry(approval, answer),
    }));
  }

  appendTrust(answer: TrustAnswer, timeMs: number): void {
    this.#add(() => {
      const entry = trustEntry(answer, timeMs);
      return { records: [trustRecord(entry, this.#hostname)], entry };
    });
  }

  appendOutcome(outcome: CallOutcome, facts: OutcomeFacts): void {
    this.#add(() => {
      const entry = outcomeEntry(outcome, facts);
      return { records: [outcomeRecord(entry, this.#hostname)], entry };
    });
  }

  #add(written: () => Written): void {
    this.#waiting.push(written);
    if (this.#waiting.length === MAX_WAITING) setImmediate(() => this.#writeSome());
    const { maxDelayMs } = this.#options;
    if (this.#timer === undefined) {
      this.#burstSince = performance.now();
      this.#timer = setTimeout(() => this.#writeSome(), Math.min(QUIET_MS, maxDelayMs));
    } else if (this.#burstSince !== undefined && performance.now() - this.#burstSince < maxDelayMs) {
      this.#timer.refresh();
    }
  }

  /** Writes the oldest, and the others in turns to come. */
  #writeSome(): void {
    this.#write(Math.max(BATCH, this.#waiting.length - MAX_WAITING));
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#writeSome(), 0);
  }

  close(): void {
    this.#write(this.#waiting.length);
    this.#store?.close();
    // The store may have made a checkpoint.
    this.#write(this.#waiting.length);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #write(count: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#burstSince = undefined;
    const rendered = this.#waiting.splice(0, count).flatMap((written) => this.#render(written) ?? []);
    this.#writeLines(rendered.map(({ lines }) => lines));
    this.#store?.append(rendered.flatMap(({ entry }) => entry ?? []));
  }

  #writeLines(rendered: readonly string[]): void {
    const added = Buffer.from(rendered.join(''));
    const lines = this.#lines.length === 0 ? added : Buffer.concat([this.#lines, added]);
    if (lines.length === 0) return;
    const { rest, error } = this.#file.append(lines);
    this.#written += countLines(lines) - countLines(rest);
    this.#lines = this.#bounded(rest);
    this.#problem = error && `cannot write ${this.#options.path}: ${error.message}`;
    if (error === undefined) return;
    this.#failures++;
    this.#timer = setTimeout(() => this.#writeSome(), this.#options.retryMs).unref();
  }

  status(): AuditStatus {
    const problem = this.#problem ?? this.#file.rotationProblem;
    return {
      path: this.#options.path,
      written: this.#written,
      pending: this.#waiting.length + countLines(this.#lines),
      lost: this.#lost,
      failures: this.#failures,
      ...(problem !== undefined && { problem }),
      ...(this.#store !== undefined && { store: this.#store.status() }),
    };
  }

  #render(written: () => Written): Rendered | undefined {
    try {
      const { records, entry } = written();
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
      return {
        lines,
        ...(this.#store !== undefined && entry !== undefined && { entry: JSON.stringify(entry) }),
      };
    } catch {
      // A bug of ours must not end the process that answers hooks; `status` tells of it.
      this.#lost++;
      return undefined;
    }
  }

  #bounded(lines: Buffer): Buffer {
    const excess = lines.length - this.#options.maxPendingBytes;
    if (excess <= 0) return lines;
    const kept = lines.subarray(lines.indexOf('\n', excess) + 1);
    this.#lost += countLines(lines) - countLines(kept);
    return Buffer.from(kept);
  }
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf('\n'); at !== -1; at = lines.indexOf('\n', at + 1)) count++;
  return count;
}
