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

/**
 * The last `tail` lines (all without it), oldest first, over the rotated files as far as needed. No file, no
 * lines.
 */
export function readAuditLog(path: string, options: { readonly tail?: number } = {}): readonly AuditLine[] {
  const cursor = new LogCursor(path, options.tail ?? Number.POSITIVE_INFINITY);
  try {
    const lines = parseLines(cursor.read() + cursor.readRest());
    while (cursor.hasNext()) {
      cursor.advance();
      lines.push(...parseLines(cursor.read() + cursor.readRest()));
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
      yield* parseLines(cursor.read());
      if (isOver && wasOver) {
        yield* parseLines(cursor.readRest());
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

/** Empty lines, which a repaired break leaves, are left out. */
function parseLines(text: string): AuditLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const record = parseRecord(line);
      return record === undefined ? { text: line } : { text: line, record };
    });
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
