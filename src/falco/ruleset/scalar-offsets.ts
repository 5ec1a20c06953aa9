import type { YamlScalar } from './yaml-node.ts';

/** A stretch of the file and the text it stands for. */
interface Atom {
  readonly text: string;
  readonly offset: number;
  /** A blank or line break written as such, which YAML may fold or drop. */
  readonly isBlank: boolean;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Where each character of a scalar's value stands in the file: `offsets[i]` for `value[i]`, and one entry more
 * for the end. Exact for all but blanks at line breaks, which may point into the neighbouring indentation.
 */
export function scalarOffsets(scalar: YamlScalar, fileText: string): readonly number[] {
  const { value } = scalar;
  const atoms = atomsOf(scalar, fileText);
  const offsets: number[] = [];
  let next = 0;
  let end = atoms[0]?.offset ?? scalar.range.start;
  for (let index = 0; index < value.length; ) {
    const char = value[index] as string;
    if (!/\s/.test(char)) while (atoms[next]?.isBlank) next++;
    const atom = atoms[next];
    if (atom === undefined) {
      offsets.push(end);
      index++;
      continue;
    }
    // A blank that stands for no blank here (an empty line, say) takes the place of what follows.
    const isTaken = atom.isBlank || value.startsWith(atom.text, index);
    const length = isTaken ? atom.text.length : 1;
    for (let unit = 0; unit < length; unit++) offsets.push(atom.offset);
    index += length;
    if (!isTaken) continue;
    next++;
    if (!atom.isBlank) end = atoms[next]?.offset ?? contentEnd(scalar);
  }
  offsets.push(end);
  return offsets;
}

function contentEnd(scalar: YamlScalar): number {
  return scalar.style === 'single' || scalar.style === 'double' ? scalar.range.end - 1 : scalar.range.end;
}

function atomsOf(scalar: YamlScalar, fileText: string): readonly Atom[] {
  const end = contentEnd(scalar);
  let offset = scalar.range.start;
  if (scalar.style === 'block') offset = fileText.indexOf('\n', offset) + 1;
  else if (scalar.style !== 'plain') offset++;
  const atoms: Atom[] = [];
  while (offset < end) {
    const raw = fileText[offset] as string;
    if (scalar.style === 'single' && raw === "'") {
      atoms.push({ text: "'", offset, isBlank: false });
      offset += 2;
    } else if (scalar.style === 'double' && raw === '\\') {
      const { text, width } = readEscape(fileText, offset);
      if (text !== '') atoms.push({ text, offset, isBlank: false });
      offset += width;
    } else {
      if (raw !== '\r') atoms.push({ text: raw, offset, isBlank: /\s/.test(raw) });
      offset++;
    }
  }
  return atoms;
}

/** An escaped line break stands for nothing. */
function readEscape(fileText: string, offset: number): { readonly text: string; readonly width: number } {
  const char = fileText[offset + 1] ?? '';
  const digits = HEX_DIGITS[char];
  if (digits !== undefined) {
    const code = Number.parseInt(fileText.slice(offset + 2, offset + 2 + digits), 16);
    return { text: code <= 0x10ffff ? String.fromCodePoint(code) : '', width: 2 + digits };
  }
  return { text: SIMPLE_ESCAPES[char] ?? (/[\r\n]/.test(char) ? '' : char), width: 2 };
}
