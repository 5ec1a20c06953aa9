import { type ByteString, encodeText } from '../condition/byte-string.ts';
import type { Regex } from './posix-regex.ts';

/** Texts of which one at least must be there. */
export type LiteralSet = readonly ByteString[];

/** More texts than this are not worth looking for. */
const MAX_SET_SIZE = 32;

/**
 * What any value holds that the whole of a regular expression matches: of each set, one text at least. There
 * are no empty texts.
 */
export function requiredLiterals(regex: Regex): readonly LiteralSet[] {
  switch (regex.kind) {
    case 'literal':
      return [[encodeCodePoint(regex.codePoint)]];
    case 'any':
    case 'class':
    case 'line-start':
    case 'line-end':
      return [];
    case 'sequence':
      return ofSequence(regex.parts);
    case 'alternatives': {
      const best = regex.branches.map((branch) => rarest(requiredLiterals(branch)));
      const texts = new Set(best.flatMap((set) => set ?? ['']));
      return texts.has('') || texts.size > MAX_SET_SIZE ? [] : [[...texts]];
    }
    case 'repeat':
      return regex.min === 0 ? [] : requiredLiterals(regex.part);
  }
}

/** Literals that follow each other make one text. */
function ofSequence(parts: readonly Regex[]): readonly LiteralSet[] {
  const sets: LiteralSet[] = [];
  let run = '';
  const finishRun = (): void => {
    if (run !== '') sets.push([run]);
    run = '';
  };
  for (const part of parts) {
    if (part.kind === 'literal') run += encodeCodePoint(part.codePoint);
    else {
      finishRun();
      sets.push(...requiredLiterals(part));
    }
  }
  finishRun();
  return sets;
}

/** The set whose shortest text is longest, as long texts are rare. */
function rarest(sets: readonly LiteralSet[]): LiteralSet | undefined {
  const shortest = (set: LiteralSet): number => Math.min(...set.map((text) => text.length));
  return sets.toSorted((a, b) => shortest(b) - shortest(a) || a.length - b.length)[0];
}

function encodeCodePoint(codePoint: number): ByteString {
  return encodeText(String.fromCodePoint(codePoint));
}
