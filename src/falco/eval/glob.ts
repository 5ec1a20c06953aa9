import type { ByteString } from '../condition/byte-string.ts';

const CASE_BIT = 0x20;

/** What one position of a pattern takes: a run of any bytes, a certain byte (folded, where case is ignored), or one out of a set. */
type Token =
  | { readonly kind: 'star' }
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'set'; readonly takes: Uint8Array };

type Bracket =
  | { readonly kind: 'set'; readonly takes: Uint8Array; readonly end: number }
  /** The bracket is not closed, so it stands for itself. */
  | { readonly kind: 'literal' };

const CLASSES: Readonly<Record<string, (byte: number) => boolean>> = {
  alnum: (byte) => isAlpha(byte) || isDigit(byte),
  alpha: isAlpha,
  blank: (byte) => byte === 0x20 || byte === 0x09,
  cntrl: (byte) => byte < 0x20 || byte === 0x7f,
  digit: isDigit,
  graph: (byte) => byte > 0x20 && byte < 0x7f,
  lower: (byte) => byte >= 0x61 && byte <= 0x7a,
  print: (byte) => byte >= 0x20 && byte < 0x7f,
  punct: (byte) => byte > 0x20 && byte < 0x7f && !isAlpha(byte) && !isDigit(byte),
  space: (byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d),
  upper: (byte) => byte >= 0x41 && byte <= 0x5a,
  xdigit: (byte) => isDigit(byte) || ((byte | CASE_BIT) >= 0x61 && (byte | CASE_BIT) <= 0x66),
};

/**
 * Compiles a pattern of the whole text as `fnmatch(3)` without flags reads it: `*`, `?`, brackets and
 * backslashes, bytewise in the C locale. Matching takes at most length of pattern times length of text steps.
 */
export function compileGlob(
  pattern: ByteString,
  options: { readonly ignoreCase: boolean },
): (text: ByteString) => boolean {
  const tokens = tokenize(pattern, options.ignoreCase);
  if (tokens === undefined) return () => false;
  return (text) => matchTokens(tokens, text, options.ignoreCase);
}

/**
 * Texts that any match holds: the stretches of a pattern that stand for themselves, in lower case where case is
 * ignored.
 */
export function globLiterals(
  pattern: ByteString,
  options: { readonly ignoreCase: boolean },
): readonly ByteString[] {
  const literals: ByteString[] = [];
  let literal = '';
  for (const token of tokenize(pattern, options.ignoreCase) ?? []) {
    const byte = token.kind === 'set' ? onlyByte(token.takes, options.ignoreCase) : undefined;
    if (token.kind === 'byte') literal += String.fromCharCode(token.byte);
    else if (byte !== undefined) literal += String.fromCharCode(byte);
    else if (literal !== '') {
      literals.push(literal);
      literal = '';
    }
  }
  if (literal !== '') literals.push(literal);
  return literals;
}

/** The one byte that is taken, as it is folded. */
function onlyByte(takes: Uint8Array, ignoreCase: boolean): number | undefined {
  const last = takes.lastIndexOf(1);
  const only = fold(last, ignoreCase);
  for (let byte = 0; byte < last; byte++) {
    if (takes[byte] === 1 && fold(byte, ignoreCase) !== only) return undefined;
  }
  return last === -1 ? undefined : only;
}

function matchTokens(tokens: readonly Token[], text: ByteString, ignoreCase: boolean): boolean {
  let position = 0;
  let token = 0;
  let starToken = -1;
  let starPosition = 0;
  while (position < text.length) {
    const current = tokens[token];
    if (current?.kind === 'star') {
      starToken = token++;
      starPosition = position;
    } else if (current !== undefined && takes(current, text.charCodeAt(position), ignoreCase)) {
      token++;
      position++;
    } else if (starToken !== -1) {
      token = starToken + 1;
      position = ++starPosition;
    } else return false;
  }
  while (tokens[token]?.kind === 'star') token++;
  return token === tokens.length;
}

function takes(token: Exclude<Token, { readonly kind: 'star' }>, byte: number, ignoreCase: boolean): boolean {
  return token.kind === 'byte' ? token.byte === fold(byte, ignoreCase) : token.takes[byte] === 1;
}

/** `undefined` where the pattern can match nothing. */
function tokenize(pattern: ByteString, ignoreCase: boolean): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index];
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
      continue;
    }
    if (char === '?') {
      tokens.push({ kind: 'set', takes: new Uint8Array(256).fill(1) });
      continue;
    }
    if (char === '[') {
      const bracket = readBracket(pattern, index + 1, ignoreCase);
      if (bracket.kind === 'set') {
        tokens.push(bracket);
        index = bracket.end - 1;
        continue;
      }
    } else if (char === '\\') {
      index++;
      if (index === pattern.length) return undefined;
    }
    tokens.push({ kind: 'byte', byte: fold(pattern.charCodeAt(index), ignoreCase) });
  }
  return tokens;
}

/**
 * Reads a bracket expression from the byte after its `[`. Falco's C library stops at the first part of it
 * that takes the byte at hand, so a part that is wrong (a class of unknown name) only spoils the bytes that no
 * earlier part takes.
 */
function readBracket(pattern: ByteString, start: number, ignoreCase: boolean): Bracket {
  let index = start;
  const negated = pattern[index] === '!' || pattern[index] === '^';
  if (negated) index++;
  const decided = new Uint8Array(256);
  const takes = new Uint8Array(256);
  const decide = (accepts: (byte: number) => boolean, result: boolean): void => {
    for (let byte = 0; byte < 256; byte++) {
      if (decided[byte] === 1 || !accepts(byte)) continue;
      decided[byte] = 1;
      takes[byte] = result ? 1 : 0;
    }
  };
  for (let isFirst = true; isFirst || pattern[index] !== ']'; isFirst = false) {
    const part = readPart(pattern, index);
    if (part.kind === 'end') return { kind: 'literal' };
    index = part.end;
    if (part.kind === 'wrong') decide(() => true, false);
    else if (part.kind === 'class') decide(part.accepts, !negated);
    else {
      const [low, high] = [fold(part.low, ignoreCase), fold(part.high, ignoreCase)];
      decide((byte) => fold(byte, ignoreCase) >= low && fold(byte, ignoreCase) <= high, !negated);
    }
  }
  decide(() => true, negated);
  return { kind: 'set', takes, end: index + 1 };
}

type Part =
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly end: number }
  | { readonly kind: 'class'; readonly accepts: (byte: number) => boolean; readonly end: number }
  | { readonly kind: 'wrong'; readonly end: number }
  | { readonly kind: 'end' };

/** One class, character or range inside a bracket expression. */
function readPart(pattern: ByteString, index: number): Part {
  const named = /^\[:([a-y]*):\]/.exec(pattern.slice(index));
  if (named !== null) {
    const end = index + named[0].length;
    const accepts = CLASSES[named[1] as string];
    return accepts === undefined ? { kind: 'wrong', end } : { kind: 'class', accepts, end };
  }
  const equivalent = /^\[=(.)=\]/s.exec(pattern.slice(index));
  if (equivalent !== null) {
    const wanted = (equivalent[1] as string).charCodeAt(0);
    return { kind: 'class', accepts: (byte) => byte === wanted, end: index + equivalent[0].length };
  }
  const low = readEndpoint(pattern, index);
  if (low === undefined) return { kind: 'end' };
  if (pattern[low.end] === '-' && pattern[low.end + 1] !== ']') {
    const high = readEndpoint(pattern, low.end + 1);
    if (high === undefined) return { kind: 'end' };
    return { kind: 'range', low: low.byte, high: high.byte, end: high.end };
  }
  return { kind: 'range', low: low.byte, high: low.byte, end: low.end };
}

/** A byte, a byte after a backslash or a collating symbol of one byte; `undefined` at the pattern's end. */
function readEndpoint(
  pattern: ByteString,
  index: number,
): { readonly byte: number; readonly end: number } | undefined {
  const symbol = /^\[\.(.)\.\]/s.exec(pattern.slice(index));
  if (symbol !== null) return { byte: (symbol[1] as string).charCodeAt(0), end: index + symbol[0].length };
  const at = pattern[index] === '\\' ? index + 1 : index;
  return at < pattern.length ? { byte: pattern.charCodeAt(at), end: at + 1 } : undefined;
}

function fold(byte: number, ignoreCase: boolean): number {
  return ignoreCase && byte >= 0x41 && byte <= 0x5a ? byte | CASE_BIT : byte;
}

function isAlpha(byte: number): boolean {
  return (byte | CASE_BIT) >= 0x61 && (byte | CASE_BIT) <= 0x7a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
