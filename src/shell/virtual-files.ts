import type { ContentWrite, Source } from './effects.ts';
import { MAX_ALTERNATIVES, MAX_LINKS, MAX_WRITTEN_CHARS } from './limits.ts';
import { isWithin } from './path.ts';
import { concat, display, EMPTY_TEXT, isUnknown, type Text, textFrom, unite, unknownOutput } from './text.ts';

/** Where process substitutions appear as files. */
export const SUBSTITUTION_PREFIX = '/dev/fd/s';

interface Entry {
  /** What the file holds now, then what it held before; an append extends the first. */
  contents: readonly Text[];
  sources: readonly Source[];
  /** What was in the file before is kept. */
  readonly append: boolean;
}

/** What was laid down below a directory: an archive, or a clone, whose directory did not exist before. */
interface Tree {
  readonly sources: readonly Source[];
  readonly isNew: boolean;
}

const NO_SOURCES: readonly Source[] = [];

/**
 * What is known about files from the call itself: content it wrote, data that went into them, links it made.
 * Knowledge only grows: an overwritten file keeps the sources it had, since the order of what runs is not certain.
 */
export class VirtualFiles {
  readonly #entries = new Map<string, Entry>();
  #links: Map<string, string> | undefined;
  #trees: Map<string, Tree> | undefined;
  #readBefore: Set<string> | undefined;
  /** A file was read first and received data of another origin later: what was read may have been that. */
  stale = false;

  /** Whether the call itself put something there. */
  has(path: string): boolean {
    return this.#entries.has(path);
  }

  /** The contents the file may have at this point, most likely first; empty when nothing is known. */
  contents(path: string): readonly Text[] {
    return this.#entries.get(path)?.contents ?? [];
  }

  /** What can be said about the content of a file that is read now. */
  read(path: string): Text {
    this.#readBefore ??= new Set();
    this.#readBefore.add(path);
    const own: Source = { kind: 'file', path: display(path) };
    const entry = this.#entries.get(path);
    if (entry === undefined) {
      const below = this.#sourcesBelow(path);
      return unknownOutput('file', unite([own], below));
    }
    const sources = unite([own], entry.sources);
    const [content] = entry.contents;
    return content === undefined
      ? unknownOutput('file', sources)
      : textFrom(content.value, sources, content.decoded);
  }

  write(path: string, text: Text, append: boolean): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) {
      if (text.sources.length > 0 && this.#readBefore?.has(path) === true) this.stale = true;
      this.#entries.set(path, { contents: [text], sources: text.sources, append });
      return;
    }
    const sources = unite(entry.sources, text.sources);
    if (sources.length > entry.sources.length && this.#readBefore?.has(path) === true) this.stale = true;
    entry.sources = sources;
    const [current = EMPTY_TEXT, ...older] = entry.contents;
    if (append) entry.contents = [concat(current, text), ...older];
    else
      entry.contents = [
        text,
        ...entry.contents.filter(({ value }) => value !== '' && value !== text.value),
      ].slice(0, MAX_ALTERNATIVES);
  }

  /** Files that nobody can name came to lie below a directory. */
  writeTree(directory: string, tree: Tree): void {
    this.#trees ??= new Map();
    if (this.#trees.size < MAX_LINKS) this.#trees.set(directory, tree);
  }

  /** Whether a file may be one of those that came from the network into some directory above it. */
  isFetched(path: string): boolean {
    if (this.#trees === undefined) return false;
    for (const [directory, { sources }] of this.#trees)
      if (isWithin(directory, path) && sources.some(({ kind }) => kind === 'net')) return true;
    return false;
  }

  /** The directory above a path that the call itself made; what is lost with the path is at most that. */
  newTree(path: string): string | undefined {
    if (this.#trees === undefined) return undefined;
    for (const [directory, { isNew }] of this.#trees)
      if (isNew && isWithin(directory, path)) return directory;
    return undefined;
  }

  link(path: string, target: string): void {
    this.#links ??= new Map();
    if (this.#links.size < MAX_LINKS) this.#links.set(path, target);
  }

  /** Where a path leads by links the call itself made; undefined where none is involved. */
  followLinks(path: string): string | undefined {
    const links = this.#links;
    if (links === undefined) return undefined;
    let current = path;
    for (let hops = 0; hops < MAX_ALTERNATIVES; hops++) {
      const next = followOne(links, current);
      if (next === undefined) return current === path ? undefined : current;
      current = next;
    }
    return current;
  }

  #sourcesBelow(directory: string): readonly Source[] {
    let sources = NO_SOURCES;
    for (const [path, entry] of this.#entries)
      if (isWithin(directory, path)) sources = unite(sources, entry.sources);
    return sources;
  }

  /** The content of every file the call wrote, as far as any of it is known. */
  writes(): ContentWrite[] {
    const all: ContentWrite[] = [];
    let chars = 0;
    for (const [path, { contents, append }] of this.#entries) {
      if (path.startsWith(SUBSTITUTION_PREFIX)) continue;
      for (const { value } of contents)
        if (value !== '' && !isUnknown(value) && chars + value.length <= MAX_WRITTEN_CHARS) {
          all.push({ path: display(path), content: display(value), append });
          chars += value.length;
        }
    }
    return all;
  }

  /** For another pass over the same call: keeps what is in the files, forgets in which order it got there. */
  restart(): void {
    this.#readBefore = undefined;
    this.stale = false;
  }
}

function followOne(links: ReadonlyMap<string, string>, path: string): string | undefined {
  for (const [link, target] of links)
    if (isWithin(link, path) && link !== target) return target + path.slice(link.length);
  return undefined;
}
