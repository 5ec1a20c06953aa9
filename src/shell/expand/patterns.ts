import { matchGlob } from '../glob.ts';
import { substitute } from '../text.ts';

/** Longer values would make matching every prefix too slow; they count as unknown. */
const MAX_MATCHED_CHARS = 256;

/** `${value#pattern}` and its kin; undefined where the value is too long. */
export function removePattern(
  value: string,
  pattern: string,
  operator: '#' | '##' | '%' | '%%',
): string | undefined {
  if (!/[*?[\\]/.test(pattern)) {
    if (operator.startsWith('#')) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
    return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) : value;
  }
  const atSeparator = removeAtSeparator(value, pattern, operator);
  if (atSeparator !== undefined) return atSeparator;
  if (value.length > MAX_MATCHED_CHARS || pattern.length > 64) return undefined;
  const { length } = value;
  for (let n = 0; n <= length; n++) {
    const chars = operator.length === 2 ? length - n : n;
    if (operator.startsWith('#')) {
      if (matchGlob(pattern, value.slice(0, chars))) return value.slice(chars);
    } else if (matchGlob(pattern, value.slice(length - chars))) {
      return value.slice(0, length - chars);
    }
  }
  return value;
}

/** Up to or from a separator, as in `${name%.*}`, for values of any length. */
function removeAtSeparator(
  value: string,
  pattern: string,
  operator: '#' | '##' | '%' | '%%',
): string | undefined {
  const fromStart = operator.startsWith('#');
  const separator = fromStart ? pattern.slice(1) : pattern.slice(0, -1);
  if (separator === '' || (fromStart ? pattern[0] : pattern.at(-1)) !== '*' || /[*?[\\]/.test(separator))
    return undefined;
  const first = operator === '#' || operator === '%%';
  const at = first ? value.indexOf(separator) : value.lastIndexOf(separator);
  if (at < 0) return value;
  return fromStart ? value.slice(at + separator.length) : value.slice(0, at);
}

/** `${value/pattern/replacement}` and its kin; undefined where the pattern cannot be followed. */
export function replacePattern(
  value: string,
  pattern: string,
  replacement: string,
  operator: '/' | '//' | '/#' | '/%',
): string | undefined {
  if (pattern === '') return value;
  if (!/[*?[\\]/.test(pattern)) return replaceLiteral(value, pattern, replacement, operator);
  if (value.length > MAX_MATCHED_CHARS || pattern.length > 64) return undefined;
  let result = '';
  let position = 0;
  while (position < value.length) {
    const length =
      operator === '/%' ? suffixMatch(value, position, pattern) : longestMatch(value, position, pattern);
    if (length > 0) {
      result += replacement;
      position += length;
      if (operator !== '//') return result + value.slice(position);
    } else {
      if (operator === '/#') return value;
      result += value[position];
      position += 1;
    }
  }
  return result;
}

function replaceLiteral(
  value: string,
  pattern: string,
  replacement: string,
  operator: '/' | '//' | '/#' | '/%',
): string {
  switch (operator) {
    case '//':
      return substitute(value, pattern, replacement);
    case '/#':
      return value.startsWith(pattern) ? replacement + value.slice(pattern.length) : value;
    case '/%':
      return value.endsWith(pattern) ? value.slice(0, -pattern.length) + replacement : value;
    case '/': {
      const at = value.indexOf(pattern);
      return at < 0 ? value : value.slice(0, at) + replacement + value.slice(at + pattern.length);
    }
  }
}

function longestMatch(value: string, start: number, pattern: string): number {
  for (let end = value.length; end > start; end--)
    if (matchGlob(pattern, value.slice(start, end))) return end - start;
  return 0;
}

function suffixMatch(value: string, start: number, pattern: string): number {
  return matchGlob(pattern, value.slice(start)) ? value.length - start : 0;
}
