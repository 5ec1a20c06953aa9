import { closeSync, fstatSync, readSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { redactText } from '../audit/index.ts';
import { openRegularFile, plainText } from '../guard/index.ts';
import type { LoggedCall } from './call-view.ts';
import { cutToWidth } from './text-width.ts';

const MAX_COLUMNS = 50;
/** Conversations grow to many megabytes; the first message stands near the begin, the last title near the end. */
const MAX_BYTES = 256 * 1024;
/** How long a title is taken for the current one. */
const FRESH_MS = 1_000;

type Line = Readonly<Record<string, unknown>>;

interface Known {
  readonly title: string;
  readonly readMs: number;
  /** Tells the file that it was read from as it was then. */
  readonly stamp: string;
}

/** What the agents' own files call their sessions, on one line with secrets masked; empty where they do not say. */
export class SessionTitles {
  readonly #known = new Map<string, Known>();
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(env: Readonly<Record<string, string | undefined>> = process.env) {
    this.#env = env;
  }

  titleOf({ agent, sessionId, transcriptPath }: LoggedCall, nowMs: number): string {
    const known = this.#known.get(sessionId);
    if (known !== undefined && nowMs - known.readMs < FRESH_MS) return known.title;
    const path = agent === 'codex' ? this.#codexIndex() : transcriptPath;
    const stamp = stampOf(path);
    const isSame = known?.stamp === stamp;
    const title = isSame ? known.title : readTitle(agent, sessionId, path);
    this.#known.set(sessionId, { title, readMs: nowMs, stamp });
    return title;
  }

  #codexIndex(): string {
    return join(this.#env.CODEX_HOME || join(homedir(), '.codex'), 'session_index.jsonl');
  }
}

function readTitle(agent: string, sessionId: string, path: string): string {
  const title = agent === 'codex' ? codexTitle(path, sessionId) : transcriptTitle(path);
  return cutToWidth(plainText(redactText(title.slice(0, 10 * MAX_COLUMNS))), MAX_COLUMNS);
}

/** Codex: the last name that its index gives the session. */
function codexTitle(path: string, sessionId: string): string {
  return textOf(linesAt(path, 'end').findLast(({ id }) => id === sessionId)?.thread_name);
}

/** Claude Code and what keeps conversations like it: the person's title, else the agent's, else the first message. */
function transcriptTitle(path: string): string {
  const last = linesAt(path, 'end');
  return (
    textOf(last.findLast(({ type }) => type === 'custom-title')?.customTitle) ||
    textOf(last.findLast(({ type }) => type === 'ai-title')?.aiTitle) ||
    linesAt(path, 'begin')
      .map(messageOf)
      .find((text) => text !== '') ||
    ''
  );
}

/** What a person wrote; empty for anything else, and for what commands leave behind. */
function messageOf({ type, isMeta, message }: Line): string {
  if (type !== 'user' || isMeta === true || typeof message !== 'object' || message === null) return '';
  const { content } = message as Line;
  const parts: readonly unknown[] = Array.isArray(content) ? content : [{ type: 'text', text: content }];
  const text = parts.map((part) => textOf((part as Line | null)?.text)).find((one) => one !== '') ?? '';
  return text.startsWith('<') ? '' : text;
}

/** The objects in the lines at one end of a file, those left out that are cut off. None where it cannot be read. */
function linesAt(path: string, end: 'begin' | 'end'): readonly Line[] {
  let descriptor: number | undefined;
  try {
    if (!path.endsWith('.jsonl')) return [];
    descriptor = openRegularFile(path);
    if (descriptor === undefined) return [];
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, MAX_BYTES));
    readSync(descriptor, buffer, 0, buffer.length, end === 'begin' ? 0 : size - buffer.length);
    return buffer.toString('utf8').split('\n').flatMap(parseLine);
  } catch {
    // A title is not worth a failure.
    return [];
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function parseLine(line: string): readonly Line[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value as Line] : [];
  } catch {
    return [];
  }
}

function stampOf(path: string): string {
  const stats = path === '' ? undefined : statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? path : `${path} ${stats.size} ${stats.mtimeMs}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
