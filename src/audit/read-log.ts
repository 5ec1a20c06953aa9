import { setTimeout as sleep } from 'node:timers/promises';
import { LogCursor } from './log-cursor.ts';
import type { AuditRecord } from './record.ts';

/** A line of the audit trail; `record` is absent where the line is not an alert in Falco's JSON. */
export interface AuditLine {
  readonly text: string;
  readonly record?: AuditRecord;
}

export interface FollowOptions {
  /** How many of the lines that are there already come first. Default 0. */
  readonly tail?: number;
  /** How often the file is looked at. Default 150 ms. */
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
}

const LAST_WRITERS_MS = 20;

/** How much of a file is held at once. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * The last `tail` lines (all without it), oldest first, over the rotated files as far as needed. No file, no
 * lines.
 */
export function readAuditLog(path: string, options: { readonly tail?: number } = {}): readonly AuditLine[] {
  const cursor = new LogCursor(path, options.tail ?? Number.POSITIVE_INFINITY);
  try {
    const lines = [...completeLines(cursor), ...lastLine(cursor)];
    while (cursor.hasNext()) {
      cursor.advance();
      for (const line of completeLines(cursor)) lines.push(line);
      lines.push(...lastLine(cursor));
    }
    return lines;
  } finally {
    cursor.close();
  }
}

/**
 * Gives lines as they are written, across rotations, until the signal aborts. Waits for a file that is not there
 * yet.
 */
export async function* followAuditLog(path: string, options: FollowOptions = {}): AsyncGenerator<AuditLine> {
  const { tail = 0, pollMs = 150, signal } = options;
  const cursor = new LogCursor(path, tail);
  try {
    for (let wasOver = false; signal?.aborted !== true; ) {
      const isOver = cursor.hasNext();
      yield* completeLines(cursor);
      if (isOver && wasOver) {
        yield* lastLine(cursor);
        cursor.advance();
        wasOver = false;
        continue;
      }
      // A file just moved aside may still get lines from who had opened it: it is read once more.
      wasOver = isOver;
      await sleep(isOver ? LAST_WRITERS_MS : pollMs, undefined, signal && { signal }).catch(() => undefined);
    }
  } finally {
    cursor.close();
  }
}

/** The lines of the cursor's file from where it stands. */
function* completeLines(cursor: LogCursor): Generator<AuditLine> {
  for (let taken = cursor.take(CHUNK_BYTES); taken.length > 0; taken = cursor.take(CHUNK_BYTES)) {
    for (const { text } of taken) yield* parseLine(text);
  }
}

/** What a process that was killed left of its last line. */
function lastLine(cursor: LogCursor): readonly AuditLine[] {
  return parseLine(cursor.takeRest());
}

/** None where it is empty, which a repaired break leaves. */
function parseLine(text: string): readonly AuditLine[] {
  if (text === '') return [];
  const record = parseRecord(text);
  return [record === undefined ? { text } : { text, record }];
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*(?:Z|[+-]\d\d:?\d\d)$/;

/** The record of a line; `undefined` where it is none in Falco's JSON. */
export function parseRecord(text: string): AuditRecord | undefined {
  try {
    const value = JSON.parse(text) as Partial<AuditRecord> | null;
    const isRecord =
      typeof value?.rule === 'string' &&
      typeof value.time === 'string' &&
      TIME.test(value.time) &&
      typeof value.priority === 'string' &&
      typeof value.message === 'string' &&
      typeof value.output === 'string' &&
      Array.isArray(value.tags) &&
      typeof value.output_fields === 'object' &&
      value.output_fields !== null;
    return isRecord ? (value as AuditRecord) : undefined;
  } catch {
    return undefined;
  }
}
