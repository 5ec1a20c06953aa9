/** Longer text is cut before parsing; the effects say so with the reason `size`. */
export const MAX_INPUT_CHARS = 1_048_576;
/** Scripts in scripts: substitutions, `sh -c`, `eval`, function calls, inline code. */
const MAX_DEPTH = 32;
/** Units of work of roughly a microsecond: a syntax node, a word, 64 characters touched; more for a program run. */
const MAX_STEPS = 20_000;
/** Characters of nested scripts that are parsed again, on top of the text itself. */
const MAX_NESTED_CHARS = 250_000;
/** A value that grows beyond this is no longer followed. */
export const MAX_VALUE_CHARS = 262_144;
/** All contents of files that are reported together. */
export const MAX_WRITTEN_CHARS = 1_048_576;
/** Links of the file system that are followed. */
export const MAX_LINKS = 64;
/** Descriptors one shell keeps open. */
export const MAX_DESCRIPTORS = 32;
/** Elements of an array. */
export const MAX_ELEMENTS = 4_096;
/** Words one brace expansion, list or loop may stand for. */
export const MAX_FAN_OUT = 256;
/** Values a variable can have on different ways through the script. */
export const MAX_ALTERNATIVES = 8;
/** Entries of each list of effects. */
export const MAX_EFFECTS = 1_000;

/** Thrown inside the analysis when a limit is reached; never leaves this part. */
export class LimitReached extends Error {
  readonly code: 'budget' | 'depth';

  constructor(code: 'budget' | 'depth') {
    super(code);
    this.code = code;
  }
}

/** Counts work, so that any input ends in bounded time without a clock. */
export class Budget {
  #steps = MAX_STEPS;
  #nestedChars = MAX_NESTED_CHARS;
  #depth = 0;

  /** @throws {LimitReached} when there is nothing left. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new LimitReached('budget');
  }

  /** To be called before `chars` characters are parsed or scanned again. */
  spendChars(chars: number): void {
    this.#nestedChars -= chars;
    if (this.#nestedChars < 0) throw new LimitReached('budget');
  }

  /** Whether there is room for one more level; each `enter` that gives true is paired with a `leave`. */
  enter(): boolean {
    if (this.#depth >= MAX_DEPTH) return false;
    this.#depth += 1;
    return true;
  }

  leave(): void {
    this.#depth -= 1;
  }
}
