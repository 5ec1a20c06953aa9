import type { Source } from './effects.ts';
import { MAX_VALUE_CHARS } from './limits.ts';

/*
 * A text as far as it is known before anything runs. Characters of the private use area mark what is not plain:
 * a piece that is only known at run time is bracketed with a label, a glob character that is active has a code of
 * its own. So slicing, joining and path arithmetic work on ordinary strings, and nothing unknown is mistaken for
 * something known. Input that contains these characters has them replaced first (`withoutMarks`).
 */
const VARIABLE = '\uE000';
const END = '\uE001';
const STAR = '\uE002';
const QUESTION = '\uE003';
const BRACKET = '\uE004';
const PROGRAM = '\uE005';
const FIRST_MARK = 0xe000;
const LAST_MARK = 0xe005;

export interface Text {
  readonly value: string;
  /** What went into it, beyond the command line itself. */
  readonly sources: readonly Source[];
  /** It came out of a decoder such as `base64 -d`. */
  readonly decoded: boolean;
}

/** More origins than this tell nobody more, and uniting them must stay cheap. */
const MAX_SOURCES = 48;
const NO_SOURCES: readonly Source[] = [];

export const EMPTY_TEXT: Text = { value: '', sources: NO_SOURCES, decoded: false };

export function literal(value: string): Text {
  return { value, sources: NO_SOURCES, decoded: false };
}

export function textFrom(value: string, sources: readonly Source[], decoded = false): Text {
  return { value, sources, decoded };
}

/** The value of a variable that is only known at run time. */
export function unknownVariable(name: string, sources: readonly Source[] = NO_SOURCES): Text {
  return { value: VARIABLE + label(name) + END, sources, decoded: false };
}

/** The output of a program, only known at run time. */
export function unknownOutput(
  program: string,
  sources: readonly Source[] = NO_SOURCES,
  decoded = false,
): Text {
  return { value: PROGRAM + label(program) + END, sources, decoded };
}

/** Labels keep to characters that mean nothing to a shell or in a path, since text with marks is parsed again. */
function label(name: string): string {
  let safe = '';
  for (let i = 0; i < name.length && i < 40; i++) {
    const code = name.charCodeAt(i);
    const isWord = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    safe += isWord || code === 95 || code === 45 || code === 46 ? name[i] : '_';
  }
  return safe;
}

/** A name that matches anything, in places where programs print names of files. */
export const ANY_NAME = STAR;

/** Turns an active glob character into its mark. */
export function globMark(char: '*' | '?' | '['): string {
  return char === '*' ? STAR : char === '?' ? QUESTION : BRACKET;
}

/** Marks the glob characters of an unquoted expansion as active. */
export function activateGlobs(value: string): string {
  let result = '';
  let start = 0;
  for (let i = 0; i < value.length; i++) {
    const char = value[i];
    if (char !== '*' && char !== '?' && char !== '[') continue;
    if (char === '[' && value.indexOf(']', i + 1) < 0) continue;
    result += value.slice(start, i) + globMark(char);
    start = i + 1;
  }
  return start === 0 ? value : result + value.slice(start);
}

export function withoutMarks(text: string): string {
  return text.replace(/[\uE000-\uE005]/g, '\uFFFD');
}

function hasMark(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code >= FIRST_MARK && code <= LAST_MARK) return true;
  }
  return false;
}

/** Nothing in it is left open, neither pieces nor globs. */
export function isExact(value: string): boolean {
  return !hasMark(value);
}

/** Some piece is only known at run time. */
export function isPartial(value: string): boolean {
  return value.includes(END);
}

/** All of it is one piece that is only known at run time. */
export function isUnknown(value: string): boolean {
  return startsUnknown(value) && value.indexOf(END) === value.length - 1;
}

export function startsUnknown(value: string): boolean {
  const code = value.charCodeAt(0);
  return code === FIRST_MARK || code === LAST_MARK;
}

export function hasGlob(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > FIRST_MARK + 1 && code < LAST_MARK) return true;
  }
  return false;
}

/** The text for people and rules: `$NAME`, `$(program)` and plain glob characters instead of marks. */
export function display(value: string): string {
  if (!hasMark(value)) return value;
  let result = '';
  let program = false;
  for (let i = 0; i < value.length; i++) {
    switch (value[i]) {
      case VARIABLE:
        result += '$';
        program = false;
        break;
      case PROGRAM:
        result += '$(';
        program = true;
        break;
      case END:
        if (program) result += ')';
        program = false;
        break;
      case STAR:
        result += '*';
        break;
      case QUESTION:
        result += '?';
        break;
      case BRACKET:
        result += '[';
        break;
      default:
        result += value[i];
    }
  }
  return result;
}

/** Glob characters count as themselves, as in URLs. */
export function withoutGlobs(value: string): string {
  if (!hasGlob(value)) return value;
  return value.replaceAll(STAR, '*').replaceAll(QUESTION, '?').replaceAll(BRACKET, '[');
}

/** The name of the variable when the value is nothing but that variable. */
export function unknownLabel(value: string): string | undefined {
  return value.startsWith(VARIABLE) && isUnknown(value) ? value.slice(1, -1) : undefined;
}

export function unite(a: readonly Source[], b: readonly Source[]): readonly Source[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  const all = [...a];
  for (const source of b) {
    if (all.length >= MAX_SOURCES) break;
    if (!all.some((other) => isSameSource(source, other))) all.push(source);
  }
  return all;
}

function isSameSource(a: Source, b: Source): boolean {
  switch (a.kind) {
    case 'file':
      return b.kind === 'file' && a.path === b.path;
    case 'env':
      return b.kind === 'env' && a.name === b.name;
    case 'stdin':
      return b.kind === 'stdin';
    case 'net':
      return b.kind === 'net' && a.host === b.host;
    case 'command':
      return b.kind === 'command' && a.name === b.name;
  }
}

export function concat(a: Text, b: Text): Text {
  if (a.value === '' && a.sources.length === 0) return b;
  if (b.value === '' && b.sources.length === 0) return a;
  const value = a.value.length + b.value.length > MAX_VALUE_CHARS ? PROGRAM + END : a.value + b.value;
  return { value, sources: unite(a.sources, b.sources), decoded: a.decoded || b.decoded };
}

export function joinTexts(texts: readonly Text[], separator: string): Text {
  const [first] = texts;
  if (first === undefined) return EMPTY_TEXT;
  if (texts.length === 1) return first;
  let sources: readonly Source[] = NO_SOURCES;
  let decoded = false;
  let chars = 0;
  for (const text of texts) {
    sources = unite(sources, text.sources);
    decoded ||= text.decoded;
    chars += text.value.length;
  }
  const value = chars > MAX_VALUE_CHARS ? PROGRAM + END : texts.map((text) => text.value).join(separator);
  return { value, sources, decoded };
}

/** The same origin with another value. */
export function derive(text: Text, value: string): Text {
  return value === text.value ? text : { value, sources: text.sources, decoded: text.decoded };
}

/** Every `marker` in `value` replaced; a result too long to follow is unknown. */
export function substitute(value: string, marker: string, replacement: string): string {
  const pieces = value.split(marker);
  const chars = value.length + (pieces.length - 1) * replacement.length;
  return chars > MAX_VALUE_CHARS ? PROGRAM + END : pieces.join(replacement);
}

/** Without the newlines at the end, as a command substitution gives it. */
export function chomp(text: Text): Text {
  let end = text.value.length;
  while (end > 0 && text.value.charCodeAt(end - 1) === 10) end -= 1;
  return derive(text, text.value.slice(0, end));
}
