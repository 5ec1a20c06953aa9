import { RE2JS } from 're2js';
import type { CodePointRange, Regex } from '../posix-regex.ts';

/** What another implementation of RE2 says. */
export function referenceMatcher(regex: Regex): (text: string) => boolean {
  const engine = RE2JS.compile(print(regex), RE2JS.MULTILINE);
  return (text) => engine.testExact(text);
}

/** In the engine's Perl syntax, with nothing left to its own interpretation. */
function print(regex: Regex): string {
  switch (regex.kind) {
    case 'literal':
      return printCodePoint(regex.codePoint);
    case 'any':
      return '.';
    case 'class':
      return `[${regex.negated ? '^' : ''}${regex.ranges.map(printRange).join('')}]`;
    case 'line-start':
      return '^';
    case 'line-end':
      return '$';
    case 'sequence':
      return regex.parts
        .map((part) => (part.kind === 'alternatives' ? `(?:${print(part)})` : print(part)))
        .join('');
    case 'alternatives':
      return regex.branches.map(print).join('|');
    case 'repeat':
      return printRepeat(regex.part, regex.min, regex.max);
  }
}

function printRepeat(part: Regex, min: number, max: number): string {
  const isAtom = part.kind === 'literal' || part.kind === 'any' || part.kind === 'class';
  const printed = isAtom ? print(part) : `(?:${print(part)})`;
  if (min === 0 && max === 1) return `${printed}?`;
  if (max !== Number.POSITIVE_INFINITY) return `${printed}{${min},${max}}`;
  return min > 1 ? `${printed}{${min},}` : `${printed}${min === 0 ? '*' : '+'}`;
}

function printRange({ low, high }: CodePointRange): string {
  return low === high ? printCodePoint(low) : `${printCodePoint(low)}-${printCodePoint(high)}`;
}

function printCodePoint(codePoint: number): string {
  const char = String.fromCodePoint(codePoint);
  return /[0-9a-zA-Z]/.test(char) ? char : `\\x{${codePoint.toString(16)}}`;
}
