import { SECRET_PATTERNS } from '../guard/index.ts';

/** Stands for what was secret. */
export const MASK = '****';

/** The longest string that is kept, in UTF-16 units; the rest of a longer one is counted and dropped. */
export const MAX_TEXT_LENGTH = 64 * 1024;

/** Ends a text that was cut, and, as an item of its own, a list. */
export const TEXT_CUT = /… \[\d+ more characters\]$/;
export const LIST_CUT = /^\[\d+ more\]$/;

/** How much beyond the cut is looked at, so that a secret across the cut is still recognised. */
const OVERLAP = 4096;

/** A reference such as `$TOKEN` or `$(cat f)` says where the secret is; and what is masked stays as it is. */
const NOT_A_SECRET = /^\$(?:[A-Z_][A-Z0-9_]*|[{(]).*$|\*{4}/s;

/** Holds where any of the patterns does, and is ten times as fast as trying each; most text has no secret. */
const ANY_SECRET = new RegExp(SECRET_PATTERNS.map(({ pattern }) => `(?:${pattern.source})`).join('|'), 'i');

const MAX_ITEMS = 1024;

/**
 * How much of a list of texts is kept, in UTF-16 units, beyond its first item. Without a bound a handful of calls with
 * a megabyte of arguments would push every older record out of the rotated files.
 */
const MAX_LIST_LENGTH = 16 * 1024;

const MAX_DEPTH = 8;

/** A shorter secret may be part of a word that has nothing to do with it. */
const MIN_LENGTH_INSIDE = 6;

/** The values that were found to be secrets, to be masked where they stand without the words around them, too. */
export type FoundSecrets = Set<string>;

/**
 * The text with every known shape of secret masked, at most about `MAX_TEXT_LENGTH` long; what was masked is added to
 * `found`. Linear time.
 */
export function redactText(text: string, found?: FoundSecrets): string {
  let result = maskPrivateKeys(
    text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH + OVERLAP) : text,
  );
  for (const { pattern } of ANY_SECRET.test(result) ? SECRET_PATTERNS : []) {
    result = result.replace(pattern, (match: string, kept: string, after: unknown) => {
      const rest = match.slice(kept.length);
      if (NOT_A_SECRET.test(rest)) return match;
      const tail = typeof after === 'string' ? after : '';
      found?.add(rest.slice(0, rest.length - tail.length));
      return `${kept}${MASK}${tail}`;
    });
  }
  if (text.length <= MAX_TEXT_LENGTH) return result;
  return `${result.slice(0, MAX_TEXT_LENGTH)}… [${text.length - MAX_TEXT_LENGTH} more characters]`;
}

/** The text without what was found to be secret in another; a short secret only where it is all of the text. */
export function maskFound(text: string, found: FoundSecrets): string {
  if (found.has(text)) return MASK;
  return [...found]
    .filter((secret) => secret.length >= MIN_LENGTH_INSIDE)
    .reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

/** A value ready for JSON with every string in it redacted as by `redactText`; big integers become decimal text. */
export function redactValue(value: unknown, found?: FoundSecrets, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value, found);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (depth === MAX_DEPTH) return '[too deep]';
  if (Array.isArray(value)) {
    const kept = value.slice(0, countKept(value));
    const items = kept.map((item) => redactValue(item, found, depth + 1));
    return value.length > kept.length ? [...items, `[${value.length - kept.length} more]`] : items;
  }
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map(([key, item]) => [redactText(key, found), redactValue(item, found, depth + 1)]),
  );
}

function countKept(items: readonly unknown[]): number {
  let length = 0;
  const end = items.findIndex((item, index) => {
    length += typeof item === 'string' ? item.length : 0;
    return index === MAX_ITEMS || (index > 0 && length > MAX_LIST_LENGTH);
  });
  return end === -1 ? items.length : end;
}

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** Found by hand: a pattern from BEGIN to END would look for the END again from each of many BEGINs. */
function maskPrivateKeys(text: string): string {
  let result = '';
  let from = 0;
  KEY_BEGIN.lastIndex = 0;
  for (let begin = KEY_BEGIN.exec(text); begin !== null; begin = KEY_BEGIN.exec(text)) {
    KEY_END.lastIndex = KEY_BEGIN.lastIndex;
    const end = KEY_END.exec(text);
    result += `${text.slice(from, KEY_BEGIN.lastIndex)}${MASK}`;
    if (end === null) return result;
    result += end[0];
    from = KEY_END.lastIndex;
    KEY_BEGIN.lastIndex = from;
  }
  return result + text.slice(from);
}
