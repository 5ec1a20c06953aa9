import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type CheckRecord, parseCheckRecord } from '../../src/cli/check-records.ts';
import type { Label, Labelled } from './tally.ts';

/** The files of labelled records, as in the shared corpus. Ambiguous records are not scored and not read. */
export const RECORD_FILES = ['dangerous.jsonl', 'benign.jsonl'] as const;

const SESSION_FILE = 'sessions.jsonl';

export type LabelledRecord = CheckRecord & Labelled;

/** Calls in order, each labelled in the light of those before it. */
export interface Session {
  readonly id: string;
  readonly kind: string;
  readonly calls: readonly LabelledRecord[];
}

/** Every labelled record of a folder, one at a time. Files that are not there are left out. */
export async function* readRecords(dir: string): AsyncGenerator<LabelledRecord> {
  for (const name of RECORD_FILES) {
    for await (const [line, place] of readLines(join(dir, name))) yield readRecord(line, place);
  }
}

/** Every session of a folder, one at a time. */
export async function* readSessions(dir: string): AsyncGenerator<Session> {
  for await (const [line, place] of readLines(join(dir, SESSION_FILE))) {
    const { id, kind, cwd, source, calls } = JSON.parse(line) as {
      id: string;
      kind: string;
      cwd: string;
      source: string;
      calls: readonly { seq: number }[];
    };
    yield {
      id,
      kind,
      calls: calls.map((call) =>
        readRecord(JSON.stringify({ ...call, id: `${id}#${call.seq}`, cwd, source }), place),
      ),
    };
  }
}

async function* readLines(path: string): AsyncGenerator<readonly [line: string, place: string]> {
  if (!existsSync(path)) return;
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (line.trim() !== '') yield [line, `${path}:${number}`];
  }
}

function readRecord(line: string, place: string): LabelledRecord {
  const parsed = parseCheckRecord(line);
  if (!parsed.ok) throw new Error(`${place}: ${parsed.problem}`);
  const { label, category, source } = JSON.parse(line) as Record<string, unknown>;
  if (!isLabel(label)) throw new Error(`${place}: "label" is not deny, ask or allow`);
  return { ...parsed.record, label, category: String(category), source: originOf(String(source)) };
}

/** The project that a record comes from, without the file in it: `owner/name` of `owner/name:path`. */
function originOf(source: string): string {
  return source.split(':', 1)[0] as string;
}

function isLabel(value: unknown): value is Label {
  return value === 'deny' || value === 'ask' || value === 'allow';
}
