import type { FileAccess, Json, JsonObject, ToolCall } from './agent.ts';
import { shellLine } from './shell-line.ts';
import { type FileVerb, fileAccessOf, fileVerbOf, roleOf, runsQueries, splitWords } from './subject-words.ts';

/** What one call works on: at most one command, one statement, one file and one URL. */
export type Subject = Pick<ToolCall, 'command' | 'statement' | 'file' | 'url'>;

/** More values than this are no tool input that a person or a model wrote. */
const MAX_VALUES = 20_000;
/** More than this is no single use of a tool. */
export const MAX_SUBJECTS = 256;

/**
 * Finds what a tool that no table knows works on, by the usual names of keys (`command`, `filePath`, `urls`,
 * `source`, ...) at any depth, so that such a call does not pass unseen. The names come from the tool's
 * author: this catches honest tools, not a server that hides what it does.
 *
 * Gives at least one subject, empty when nothing was found; `undefined` when the input names too much to
 * be looked at.
 */
export function gleanSubjects(tool: string, input: JsonObject): readonly Subject[] | undefined {
  const found = new Findings(tool);
  const pending: (readonly [key: string, value: Json, siblings: JsonObject])[] = entries(input);
  for (let looked = 0; looked < pending.length; looked += 1) {
    const [key, value, siblings] = pending[looked] as (typeof pending)[number];
    if (typeof value === 'string') found.add(key, value, siblings);
    else if (isStrings(value) && found.addArgv(key, value)) continue;
    else if (Array.isArray(value)) for (const item of value) pending.push([key, item, {}]);
    else if (typeof value === 'object' && value !== null) pending.push(...entries(value as JsonObject));
    if (pending.length > MAX_VALUES) return undefined;
  }
  return found.subjects();
}

const entries = (object: JsonObject): [string, Json, JsonObject][] =>
  Object.entries(object).map(([key, value]) => [key, value, object]);

const isStrings = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

class Findings {
  readonly #verb: FileVerb;
  readonly #runsQueries: boolean;
  readonly #commands = new Set<string>();
  readonly #statements = new Set<string>();
  readonly #files = new Map<string, { readonly path: string; readonly access: FileAccess }>();
  readonly #urls = new Set<string>();

  constructor(tool: string) {
    this.#verb = fileVerbOf(tool);
    this.#runsQueries = runsQueries(tool);
  }

  add(key: string, value: string, siblings: JsonObject): void {
    if (value === '') return;
    const words = splitWords(key);
    const path = pathOfUrl(value) ?? value;
    switch (roleOf(words)) {
      case 'command':
        this.#commands.add(`${value}${argumentsBeside(siblings)}`);
        break;
      case 'statement':
        this.#statements.add(value);
        break;
      case 'query':
        if (this.#runsQueries) this.#statements.add(value);
        break;
      case 'path':
        this.#addFile(path, fileAccessOf(words, this.#verb));
        break;
      case 'end':
        if (looksLikePath(path)) this.#addFile(path, fileAccessOf(words, this.#verb));
        break;
      case 'url':
        this.#addUrl(value);
        break;
      // Under whatever name: nobody passes on the path of a private file for another reason than to have it opened.
      case undefined:
        if (PRIVATE_PATH.test(path)) this.#addFile(path, 'read');
        break;
    }
  }

  /** An array under a singular command key is one command's words; false when it is something else. */
  addArgv(key: string, words: readonly string[]): boolean {
    const keyWords = splitWords(key);
    if (roleOf(keyWords) !== 'command' || keyWords.at(-1) === 'commands') return false;
    if (words.length > 0) this.#commands.add(shellLine(words));
    return true;
  }

  #addUrl(value: string): void {
    const path = pathOfUrl(value);
    if (path !== undefined) this.#addFile(path, fileAccessOf([], this.#verb));
    this.#urls.add(value);
  }

  #addFile(path: string, access: FileAccess): void {
    this.#files.set(`${access} ${path}`, { path, access });
  }

  subjects(): readonly Subject[] | undefined {
    const commands = [...this.#commands];
    const statements = [...this.#statements];
    const files = [...this.#files.values()];
    const urls = [...this.#urls];
    const count = Math.max(commands.length, statements.length, files.length, urls.length, 1);
    if (count > MAX_SUBJECTS) return undefined;
    return Array.from({ length: count }, (_, index) => {
      const statement = statements[index];
      return {
        ...subjectOf(commands[index], files[index], urls[index]),
        ...(statement !== undefined && { statement }),
      };
    });
  }
}

/** A text that is nothing but the absolute path of a hidden file or of one that belongs to the system. */
const PRIVATE_PATH = /^(?:~|\/[\w./@-]*)?\/(?:\.[a-z]|etc\/|proc\/|root\/)[\w./@-]*$/i;

/** A subject with just the keys that have a value. */
export function subjectOf(
  command: string | undefined,
  file: Subject['file'] | undefined,
  url: string | undefined,
): Subject {
  return {
    ...(command !== undefined && { command }),
    ...(file !== undefined && { file }),
    ...(url !== undefined && { url }),
  };
}

function argumentsBeside(siblings: JsonObject): string {
  const args = siblings.args ?? siblings.arguments ?? siblings.argv;
  return args !== undefined && isStrings(args) && args.length > 0 ? ` ${shellLine(args)}` : '';
}

function looksLikePath(value: string): boolean {
  return /^[~.]|[/\\]/.test(value) && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value);
}

/**
 * The path that a `file:` URL stands for, however it is spelled: browsers read the scheme in any case, skip blanks, line
 * breaks and tabs, and open `file:/etc/passwd` and `file://any.host/etc/passwd` alike.
 */
export function pathOfUrl(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'file:') return undefined;
  try {
    return decodeURIComponent(parsed.pathname);
  } catch {
    return parsed.pathname; // a stray `%`: the path as written is the best reading
  }
}
