import type { ProgramRun } from '../program/run.ts';
import { scalar } from '../state.ts';
import {
  concat,
  derive,
  EMPTY_TEXT,
  isExact,
  joinTexts,
  literal,
  type Text,
  textFrom,
  unite,
} from '../text.ts';

/** `echo`: the arguments, separated by blanks. */
export function echo(run: ProgramRun): void {
  run.stdinTaken = true;
  let first = 0;
  let newline = true;
  let escapes = false;
  for (; first < run.args.length; first++) {
    const { value } = run.args[first] as Text;
    if (!/^-[neE]+$/.test(value)) break;
    if (value.includes('n')) newline = false;
    if (value.includes('e')) escapes = true;
    if (value.includes('E')) escapes = false;
  }
  let text = joinTexts(run.args.slice(first), ' ');
  if (escapes) text = interpretEscapes(text);
  run.print(newline ? concat(text, literal('\n')) : text);
}

/** Escapes that spell characters in code are a way to hide code. */
const HIDING = /\\(?:x[0-9a-fA-F]|0?[0-7]{2,3}|u[0-9a-fA-F])/;

function interpretEscapes(text: Text): Text {
  if (!text.value.includes('\\')) return text;
  const value = unescapeShell(text.value);
  return textFrom(value, text.sources, text.decoded || HIDING.test(text.value));
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** Escapes as `printf` and `echo -e` know them. Octal codes above 255 wrap around as in Bash. */
function unescapeShell(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|(0?[0-7]{1,3})|([\s\S]))/g,
    (all, hex?: string, short?: string, long?: string, octal?: string, char?: string) => {
      const digits = hex ?? short ?? long;
      if (digits !== undefined) return toChar(Number.parseInt(digits, 16), all);
      if (octal !== undefined) return toChar(Number.parseInt(octal, 8) & 0xff, all);
      return SIMPLE[char as string] ?? all;
    },
  );
}

function toChar(code: number, fallback: string): string {
  return code <= 0x10ffff && !(code >= 0xe000 && code <= 0xe005) ? String.fromCodePoint(code) : fallback;
}

/** `printf`: the format is used again until the arguments are. */
export function printFormatted(run: ProgramRun): void {
  run.stdinTaken = true;
  const args = run.args.slice();
  let variable: Text | undefined;
  if (args[0]?.value === '-v') {
    variable = args[1];
    args.splice(0, 2);
  } else if (args[0]?.value === '--') args.shift();
  const [format, ...values] = args;
  const text = format === undefined ? EMPTY_TEXT : formatAll(format, values, run);
  if (variable === undefined) run.print(text);
  else {
    run.printsNothing();
    if (isExact(variable.value)) run.call.state.set(variable.value, scalar(text));
  }
}

/** Rounds of a format. */
const MAX_ROUNDS = 256;

function formatAll(format: Text, values: readonly Text[], run: ProgramRun): Text {
  let result = EMPTY_TEXT;
  let used = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = used;
    run.runtime.budget.spend(1);
    result = concat(
      result,
      formatOnce(format, () => {
        const value = values[used];
        used += 1;
        return value;
      }),
    );
    if (used >= values.length || used === before) break;
  }
  const decoded =
    HIDING.test(format.value) ||
    (format.value.includes('%b') && values.some(({ value }) => HIDING.test(value)));
  return textFrom(result.value, unite(result.sources, format.sources), result.decoded || decoded);
}

function formatOnce(format: Text, next: () => Text | undefined): Text {
  let result = EMPTY_TEXT;
  const pattern = /%[-+ #0]{0,8}(?:[1-9]\d{0,8}|\*)?(?:\.(?:\d{1,9}|\*))?([a-zA-Z%])/g;
  let start = 0;
  for (const match of format.value.matchAll(pattern)) {
    result = concat(result, literal(unescapeShell(format.value.slice(start, match.index))));
    result = concat(result, converted(match[1] as string, next));
    start = match.index + match[0].length;
  }
  return concat(result, literal(unescapeShell(format.value.slice(start))));
}

function converted(conversion: string, next: () => Text | undefined): Text {
  if (conversion === '%') return literal('%');
  const value = next() ?? EMPTY_TEXT;
  switch (conversion) {
    case 'b':
      return interpretEscapes(value);
    case 'c':
      return isExact(value.value) ? derive(value, value.value.slice(0, 1)) : value;
    case 'x':
      return isExact(value.value) ? derive(value, Number(value.value).toString(16)) : value;
    case 'o':
      return isExact(value.value) ? derive(value, Number(value.value).toString(8)) : value;
    default:
      return value;
  }
}
