/**
 * Whether a shell pattern with `*`, `?` and `[…]` matches the whole text; `*` and `?` also match slashes unless
 * `pathname` is set. Linear in memory, at worst pattern times text in time.
 */
export function matchGlob(pattern: string, text: string, options?: { readonly pathname?: boolean }): boolean {
  const pathname = options?.pathname === true;
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const next = p < pattern.length ? matchOne(pattern, p, text, t, pathname) : -1;
    if (next >= 0) {
      p = next;
      t += 1;
    } else if (pattern[p] === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (star >= 0 && !(pathname && text[resume] === '/')) {
      resume += 1;
      t = resume;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** The position in the pattern after one character matched, or -1. */
function matchOne(pattern: string, p: number, text: string, t: number, pathname: boolean): number {
  const char = text[t];
  switch (pattern[p]) {
    case '*':
      return -1;
    case '?':
      return pathname && char === '/' ? -1 : p + 1;
    case '\\':
      return pattern[p + 1] === char ? p + 2 : -1;
    case '[': {
      const end = bracketEnd(pattern, p);
      if (end < 0) return char === '[' ? p + 1 : -1;
      return isInBracket(pattern, p + 1, end, char as string) ? end + 1 : -1;
    }
    default:
      return pattern[p] === char ? p + 1 : -1;
  }
}

function bracketEnd(pattern: string, start: number): number {
  let i = start + 1;
  if (pattern[i] === '!' || pattern[i] === '^') i += 1;
  // A bracket right at the start stands for itself, and so do those of classes.
  if (pattern[i] === ']') i += 1;
  for (; i < pattern.length; i++) {
    if (pattern[i] === ']') return i;
    const close = pattern[i] === '[' && pattern[i + 1] === ':' ? pattern.indexOf(':]', i + 2) : -1;
    if (close > 0) i = close + 1;
  }
  return -1;
}

const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  '[:alpha:]': (c) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
  '[:digit:]': (c) => c >= 48 && c <= 57,
  '[:alnum:]': (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
  '[:lower:]': (c) => c >= 97 && c <= 122,
  '[:upper:]': (c) => c >= 65 && c <= 90,
  '[:space:]': (c) => c === 32 || (c >= 9 && c <= 13),
  '[:punct:]': (c) => c > 32 && c < 127 && !/[A-Za-z0-9]/.test(String.fromCharCode(c)),
};

function isInBracket(pattern: string, start: number, end: number, char: string): boolean {
  const negated = pattern[start] === '!' || pattern[start] === '^';
  let found = false;
  for (let i = negated ? start + 1 : start; i < end; i++) {
    if (pattern[i] === '[' && pattern[i + 1] === ':') {
      const close = pattern.indexOf(':]', i + 2);
      const test = close < 0 ? undefined : CLASSES[pattern.slice(i, close + 2)];
      if (test !== undefined) {
        found ||= test(char.charCodeAt(0));
        i = close + 1;
        continue;
      }
    }
    const low = pattern[i] as string;
    if (pattern[i + 1] === '-' && i + 2 < end) {
      found ||= char >= low && char <= (pattern[i + 2] as string);
      i += 2;
    } else {
      found ||= char === low;
    }
  }
  return found !== negated;
}
