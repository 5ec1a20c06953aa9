import { type ByteString, isUtf8 } from './byte-string.ts';

export type EscapeErrorKind = 'bad_escape' | 'bad_quote_escape' | 'bad_hex_escape' | 'truncated_hex_escape';

/** A quoted string's value, or its first wrong escape; `index` counts from the opening quote. */
export type Unescaped =
  | { readonly ok: true; readonly value: ByteString }
  | { readonly ok: false; readonly kind: EscapeErrorKind; readonly index: number; readonly length: number };

const SIMPLE: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '/': '/',
  // Kept by Falco for old rules that escaped a blank: it stands for the backslash alone.
  ' ': '\\',
};

/** Resolves the escapes of a string given with its quotes. */
export function unescapeQuoted(quoted: ByteString): Unescaped {
  const quote = quoted[0];
  const last = quoted.length - 1;
  let value = '';
  let start = 1;
  for (let at = quoted.indexOf('\\'); at !== -1 && at < last; at = quoted.indexOf('\\', start)) {
    value += quoted.slice(start, at);
    const char = quoted[at + 1] as string;
    if (char === 'x') {
      const digits = quoted.slice(at + 2, Math.min(at + 4, last));
      if (digits.length < 2) {
        return { ok: false, kind: 'truncated_hex_escape', index: at, length: 2 + digits.length };
      }
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
        return { ok: false, kind: 'bad_hex_escape', index: at, length: 4 };
      }
      value += String.fromCharCode(Number.parseInt(digits, 16));
      start = at + 4;
      continue;
    }
    const meaning = char === quote ? quote : SIMPLE[char];
    if (meaning === undefined) {
      const kind = char === '"' || char === "'" ? 'bad_quote_escape' : 'bad_escape';
      return { ok: false, kind, index: at, length: 2 };
    }
    value += meaning;
    start = at + 2;
  }
  return { ok: true, value: value + quoted.slice(start, last) };
}

const ESCAPED: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  '"': '\\"',
};

/** A string in double quotes with Falco's own escapes; a NUL or a byte outside ASCII stands as it is. */
export function quote(value: ByteString): ByteString {
  return `"${value.replace(/[\b\f\n\r\t\\"]/g, (char) => ESCAPED[char] as string)}"`;
}

/** A string in double quotes that parses back to exactly these bytes and is UTF-8 itself. */
export function quoteExactly(value: ByteString): ByteString {
  // A backslash before the closing quote would keep the string open.
  const quoted = quote(value).replace(/\\\\"$/, '\\x5c"');
  const isText = isUtf8(value);
  let result = '';
  for (const char of quoted) {
    const code = char.charCodeAt(0);
    const isSpecial = code < 0x20 || code === 0x7f || (!isText && code > 0x7f);
    result += isSpecial ? `\\x${code.toString(16).padStart(2, '0')}` : char;
  }
  return result;
}
