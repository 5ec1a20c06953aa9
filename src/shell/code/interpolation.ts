/** A piece of a string: literal text, or the source of an interpolated expression. */
export type Piece = { readonly text: string } | { readonly expression: string };

/** How an interpolation starts: `${x}`, `#{x}`, `$x`, or `{x}` in strings with an `f` before them. */
export type Interpolation = '${' | '#{' | '$' | 'f{';

/** The pieces of a string between its quotes; undefined: nothing is interpolated. */
export function splitPieces(
  raw: string,
  interpolation: Interpolation | undefined,
  escapes: boolean,
): readonly Piece[] {
  const resolved = (text: string): string => (escapes && text.includes('\\') ? unescapeText(text) : text);
  if (interpolation === undefined) return [{ text: resolved(raw) }];
  const pieces: Piece[] = [];
  let start = 0;
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] === '\\') {
      i += 1;
      continue;
    }
    const found = interpolationAt(raw, i, interpolation);
    if (found === undefined) continue;
    if (i > start) pieces.push({ text: resolved(raw.slice(start, i)) });
    pieces.push({ expression: found.expression });
    start = found.end;
    i = found.end - 1;
  }
  if (start < raw.length || pieces.length === 0) pieces.push({ text: resolved(raw.slice(start)) });
  return pieces;
}

function interpolationAt(
  raw: string,
  at: number,
  interpolation: Interpolation,
): { readonly expression: string; readonly end: number } | undefined {
  switch (interpolation) {
    case '${':
    case '#{': {
      if (!raw.startsWith(interpolation, at)) return undefined;
      const end = matchingBrace(raw, at + 2);
      return { expression: raw.slice(at + 2, end), end: end + 1 };
    }
    case 'f{': {
      if (raw[at] !== '{' || raw[at + 1] === '{') return undefined;
      const end = matchingBrace(raw, at + 1);
      return { expression: raw.slice(at + 1, end).replace(/[!:][^'"]*$/, ''), end: end + 1 };
    }
    case '$': {
      const rest = raw.slice(at, at + 200);
      const match = /^(?:\$\{?\w+\}?(?:\{'?\w+'?\}|\[['"]?\w+['"]?\])?|\{\$[^}]*\}|@\w+)/.exec(rest);
      if (match === null || (raw[at] !== '$' && raw[at] !== '{')) return undefined;
      const expression = match[0]
        .replace(/^\{|\}$/g, (brace) => (match[0].startsWith('{') ? '' : brace))
        .replace(/^\$\{(\w+)\}/, '$$$1');
      return { expression, end: at + match[0].length };
    }
  }
}

function matchingBrace(raw: string, from: number): number {
  let depth = 0;
  for (let i = from; i < raw.length; i++) {
    if (raw[i] === '{') depth += 1;
    else if (raw[i] === '}') {
      if (depth === 0) return i;
      depth -= 1;
    }
  }
  return raw.length;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
};

/** Escapes the languages at hand share: `\n`, `\x41`, `\x{41}`, `\u0041`, `\u{41}`, `\101`. */
export function unescapeText(text: string): string {
  return text.replace(
    /\\(?:x\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{1,2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([0-7]{1,3})|([\s\S]))/g,
    (all, x1?: string, x2?: string, u1?: string, u2?: string, octal?: string, char?: string) => {
      const hex = x1 ?? x2 ?? u1 ?? u2;
      if (hex !== undefined) return fromCode(Number.parseInt(hex, 16), all);
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8), all);
      if (char === '\n') return '';
      return SIMPLE_ESCAPES[char as string] ?? (char as string);
    },
  );
}

function fromCode(code: number, fallback: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : fallback;
}
