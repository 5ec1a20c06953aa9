import type { Source } from '../effects.ts';
import { MAX_VALUE_CHARS } from '../limits.ts';
import { activateGlobs, type Text, textFrom, unite, unknownOutput } from '../text.ts';

/** What stands for a value that is no longer followed. */
const TOO_LONG = unknownOutput('long').value;
const NO_SOURCES: readonly Source[] = [];
const DEFAULT_SEPARATORS = ' \t\n';

/** Builds the fields one word expands to, splitting unquoted expansions as the shell does. */
export class Fields {
  readonly done: Text[];
  #value = '';
  #sources: readonly Source[] = NO_SOURCES;
  #decoded = false;
  #open = false;

  constructor(done: Text[]) {
    this.done = done;
  }

  /** Adds to the current field; a quoted empty text makes a field too. */
  add(value: string): void {
    this.#value = this.#value.length + value.length > MAX_VALUE_CHARS ? TOO_LONG : this.#value + value;
    this.#open = true;
  }

  addText(text: Text): void {
    this.add(text.value);
    this.#note(text);
  }

  /** Adds an unquoted expansion: split at separators, globs in it active. */
  addUnquoted(text: Text, separators: string): void {
    const { value } = text;
    this.#note(text);
    let start = 0;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code === 0xe000 || code === 0xe005) {
        const end = value.indexOf('\uE001', i);
        if (end > 0) i = end;
        continue;
      }
      const char = value[i] as string;
      if (!separators.includes(char)) continue;
      this.#piece(value.slice(start, i));
      if (this.#open || !DEFAULT_SEPARATORS.includes(char)) this.#cut(text);
      start = i + 1;
    }
    this.#piece(start === 0 ? value : value.slice(start));
  }

  /** Ends the field and starts another, as between the elements of `"$@"`. */
  next(): void {
    this.done.push(textFrom(this.#value, this.#sources, this.#decoded));
    this.#reset();
  }

  /** Ends the word: what is open becomes a field. */
  close(): void {
    if (this.#open) this.next();
  }

  #cut(text: Text): void {
    this.next();
    this.#note(text);
  }

  #piece(value: string): void {
    if (value !== '') this.add(activateGlobs(value));
  }

  #note(text: Text): void {
    if (text.sources.length > 0) this.#sources = unite(this.#sources, text.sources);
    this.#decoded ||= text.decoded;
  }

  #reset(): void {
    this.#value = '';
    this.#sources = NO_SOURCES;
    this.#decoded = false;
    this.#open = false;
  }
}
