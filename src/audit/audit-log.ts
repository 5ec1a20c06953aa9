import { hostname } from 'node:os';
import type { Approval, ApprovalAnswer, Judgement } from '../guard/index.ts';
import { LogFile } from './log-file.ts';
import { type AuditRecord, approvalRecord, toRecords } from './record.ts';
import { redactJudgement } from './redact-judgement.ts';

export interface AuditLogOptions {
  /** The file; its folder is made when missing. Old files stand beside it as `.1` to `.N`. */
  readonly path: string;
  /** Default 10 MiB. */
  readonly rotateBytes?: number;
  /** Default 3. */
  readonly keep?: number;
  /** The longest that a judgement waits before it is written. Default 25 ms. */
  readonly maxDelayMs?: number;
  /** How long after a failed write the next one is tried. Default 1 s. */
  readonly retryMs?: number;
  /** How much is held while the file cannot be written; beyond it the oldest is lost. Default 8 MiB. */
  readonly maxPendingBytes?: number;
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
}

/** Where judgements are recorded. Nothing here throws: a verdict never depends on its record. */
export interface AuditLog {
  /** Takes a judgement to be written soon; the caller must not change it afterwards. */
  append(judgement: Judgement): void;
  /** Takes what a person said to a call. */
  appendAnswer(approval: Approval, answer: ApprovalAnswer): void;
  /** Writes all that waits, now. */
  flush(): void;
  /** Flushes and stops retrying. */
  close(): void;
  status(): AuditStatus;
}

const DEFAULTS = {
  rotateBytes: 10 * 1024 * 1024,
  keep: 3,
  maxDelayMs: 25,
  retryMs: 1_000,
  maxPendingBytes: 8 * 1024 * 1024,
};

/** A burst is written in batches of this size: about a millisecond of work between two verdicts. */
const BATCH = 8;

/**
 * Opens the audit trail. Several processes may have the same file open. Rendering, redaction and writing happen
 * in batches after the verdict is out.
 */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  return new BatchedAuditLog({ ...DEFAULTS, ...options });
}

class BatchedAuditLog implements AuditLog {
  readonly #options: Required<AuditLogOptions>;
  readonly #file: LogFile;
  readonly #hostname = hostname();
  #waiting: (() => readonly AuditRecord[])[] = [];
  /** Rendered lines that a failed write left over. */
  #lines: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #written = 0;
  #lost = 0;
  #failures = 0;
  #problem: string | undefined;

  constructor(options: Required<AuditLogOptions>) {
    this.#options = options;
    this.#file = new LogFile(options);
  }

  append(judgement: Judgement): void {
    this.#add(() => toRecords(redactJudgement(judgement), this.#hostname));
  }

  appendAnswer(approval: Approval, answer: ApprovalAnswer): void {
    this.#add(() => [approvalRecord(approval, answer, this.#hostname)]);
  }

  #add(records: () => readonly AuditRecord[]): void {
    this.#waiting.push(records);
    if (this.#waiting.length === BATCH) setImmediate(() => this.#waiting.length >= BATCH && this.flush());
    // After a failure the retry timer is running already.
    this.#timer ??= setTimeout(() => this.flush(), this.#options.maxDelayMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = Buffer.concat([this.#lines, ...this.#takeRendered()]);
    if (lines.length === 0) return;
    const { rest, error } = this.#file.append(lines);
    this.#written += countLines(lines) - countLines(rest);
    this.#lines = this.#bounded(rest);
    this.#problem = error && `cannot write ${this.#options.path}: ${error.message}`;
    if (error === undefined) return;
    this.#failures++;
    this.#timer = setTimeout(() => this.flush(), this.#options.retryMs).unref();
  }

  close(): void {
    this.flush();
    clearTimeout(this.#timer);
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
    };
  }

  #takeRendered(): Buffer[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting.flatMap((records) => this.#render(records) ?? []);
  }

  #render(records: () => readonly AuditRecord[]): Buffer | undefined {
    try {
      const lines = records().map((record) => `${JSON.stringify(record)}\n`);
      return Buffer.from(lines.join(''));
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
