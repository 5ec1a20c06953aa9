import { MAX_FAN_OUT } from '../limits.ts';

/**
 * The alternatives of one brace expansion `{a,b}` or `{1..9}` as source text, in order; undefined where the braces
 * are not an expansion. Lists longer than the limit are cut.
 */
export function braceAlternatives(text: string): readonly string[] | undefined {
  const body = text.slice(1, -1);
  return splitList(body) ?? expandSequence(body);
}

/** Splits at commas outside quotes and nested braces, parentheses and escapes. */
function splitList(body: string): readonly string[] | undefined {
  const items: string[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i < body.length; i++) {
    switch (body[i]) {
      case '\\':
        i += 1;
        break;
      case "'":
      case '"':
      case '`': {
        i = closingQuote(body, i);
        break;
      }
      case '{':
      case '(':
        depth += 1;
        break;
      case '}':
      case ')':
        depth -= 1;
        break;
      case ',':
        if (depth === 0) {
          items.push(body.slice(start, i));
          start = i + 1;
        }
        break;
    }
  }
  if (items.length === 0) return undefined;
  items.push(body.slice(start));
  return items.slice(0, MAX_FAN_OUT);
}

function closingQuote(body: string, open: number): number {
  for (let i = open + 1; i < body.length; i++) {
    if (body[i] === '\\' && body[open] !== "'") i += 1;
    else if (body[i] === body[open]) return i;
  }
  return body.length;
}

function expandSequence(body: string): readonly string[] | undefined {
  const match = /^(-?\d{1,9}|[A-Za-z])\.\.(-?\d{1,9}|[A-Za-z])(?:\.\.(-?\d{1,9}))?$/.exec(body);
  if (match === null) return undefined;
  const [, from = '', to = '', by] = match;
  const letters = /^[A-Za-z]$/.test(from);
  if (letters !== /^[A-Za-z]$/.test(to)) return undefined;
  const first = letters ? from.charCodeAt(0) : Number(from);
  const last = letters ? to.charCodeAt(0) : Number(to);
  const step = Math.max(1, Math.abs(Number(by ?? 1)));
  const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const items: string[] = [];
  for (let n = first; first <= last ? n <= last : n >= last; n += first <= last ? step : -step) {
    if (items.length >= MAX_FAN_OUT) break;
    items.push(letters ? String.fromCharCode(n) : padNumber(n, width));
  }
  return items;
}

function padNumber(n: number, width: number): string {
  const digits = String(Math.abs(n)).padStart(n < 0 ? width - 1 : width, '0');
  return n < 0 ? `-${digits}` : digits;
}
