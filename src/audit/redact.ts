import { anySecret, SECRET_PATTERNS, type SecretPattern } from '../guard/index.ts';
import { type FoundSecrets, MASK } from './found-secrets.ts';
import { NEAR_SECRET_PLACE, SECRET_PLACES } from './secret-places.ts';

/** The longest string that is kept, in UTF-16 units; the rest of a longer one is counted and dropped. */
export const MAX_TEXT_LENGTH = 64 * 1024;

/** Ends a text that was cut, and, as an item of its own, a list. */
export const TEXT_CUT = /… \[\d+ more characters\]$/;
export const LIST_CUT = /^\[\d+ more\]$/;

/** How much beyond the cut is looked at, so that a secret across the cut is still recognised. */
const OVERLAP = 4096;

/** A reference such as `$TOKEN` or `$(cat f)` says where the secret is; and what is masked stays as it is. */
const NOT_A_SECRET = /^\$(?:[A-Z_][A-Z0-9_]*|[{(]).*$|^[\w.:[-]{0,40}\*{4}[^A-Za-z0-9]*$/s;

const ANY_SECRET = anySecret();

const MAX_ITEMS = 1024;

/**
 * How much of a list of texts is kept, in UTF-16 units, beyond its first item. Without a bound a handful of calls with
 * a megabyte of arguments would push every older record out of the rotated files.
 */
const MAX_LIST_LENGTH = 16 * 1024;

const MAX_DEPTH = 8;

/**
 * The text with every known shape of secret masked, at most about `MAX_TEXT_LENGTH` long; what was masked is added to
 * `found`. Linear time.
 */
export function redactText(text: string, found?: FoundSecrets): string {
  const head = text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH + OVERLAP) : text;
  let result = maskEncoded(maskPrivateKeys(head), found);
  if (NEAR_SECRET_PLACE.test(result)) result = maskPatterns(result, SECRET_PLACES, found);
  if (ANY_SECRET.test(result)) result = maskPatterns(result, SECRET_PATTERNS, found);
  if (text.length <= MAX_TEXT_LENGTH) return result;
  return `${result.slice(0, MAX_TEXT_LENGTH)}… [${text.length - MAX_TEXT_LENGTH} more characters]`;
}

function maskPatterns(
  text: string,
  patterns: readonly SecretPattern[],
  found: FoundSecrets | undefined,
): string {
  return patterns.reduce(
    (masked, { pattern }) =>
      masked.replace(pattern, (match: string, kept: string, after: unknown) => {
        const rest = match.slice(kept.length);
        if (NOT_A_SECRET.test(rest)) return match;
        const tail = typeof after === 'string' ? after : '';
        found?.add(rest.slice(0, rest.length - tail.length));
        return `${kept}${MASK}${tail}`;
      }),
    text,
  );
}

/**
 * A value ready for JSON with every string in it redacted; big integers become decimal text. What need not change is not
 * copied.
 */
export function redactValue(
  value: unknown,
  redact: (text: string) => string = redactText,
  depth = 0,
): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (depth === MAX_DEPTH) return '[too deep]';
  return Array.isArray(value)
    ? redactItems(value, redact, depth + 1)
    : redactMembers(value, redact, depth + 1);
}

function redactItems(items: readonly unknown[], redact: (text: string) => string, depth: number): unknown {
  const count = countKept(items);
  let changed: unknown[] | undefined;
  for (let index = 0; index < count; index++) {
    const item = redactValue(items[index], redact, depth);
    if (changed === undefined && item !== items[index]) changed = items.slice(0, index);
    changed?.push(item);
  }
  if (count === items.length) return changed ?? items;
  return [...(changed ?? items.slice(0, count)), `[${items.length - count} more]`];
}

function redactMembers(value: object, redact: (text: string) => string, depth: number): unknown {
  const entries = Object.entries(value);
  let isChanged = entries.length > MAX_ITEMS;
  if (isChanged) entries.length = MAX_ITEMS;
  for (const entry of entries) {
    const [key, item] = entry;
    entry[0] = redact(key);
    entry[1] = redactValue(item, redact, depth);
    isChanged ||= entry[0] !== key || entry[1] !== item;
  }
  return isChanged ? Object.fromEntries(entries) : value;
}

function countKept(items: readonly unknown[]): number {
  let length = 0;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (typeof item === 'string') length += item.length;
    if (index === MAX_ITEMS || (index > 0 && length > MAX_LIST_LENGTH)) return index;
  }
  return items.length;
}

/** Four characters of base64 for three that can be printed, and the end, which may be of fewer. */
const BASE64_OF_TEXT =
  /(?<![A-Za-z0-9+/])(?:[I-Za-f][C-HS-Xi-nyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/]){4,}[A-Za-z0-9+/]{0,3}={0,2}/g;

/** `user:password`, as HTTP's basic authentication has it. */
const LOGIN = /^[\w.@+-]{1,64}:[^\s:/]{3,128}$/;

/** What base64 hides: tokens, and a user with a password. */
function maskEncoded(text: string, found: FoundSecrets | undefined): string {
  return text.replace(BASE64_OF_TEXT, (encoded) => {
    const decoded = Buffer.from(encoded, 'base64').toString('latin1').trim();
    if (!LOGIN.test(decoded) && !ANY_SECRET.test(decoded)) return encoded;
    found?.add(encoded);
    return MASK;
  });
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
