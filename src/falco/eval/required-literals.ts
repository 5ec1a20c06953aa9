import { type ByteString, encodeText } from '../condition/byte-string.ts';
import type { Regex } from './posix-regex.ts';

/** More branches than this are not worth looking for. */
const MAX_BRANCHES = 32;

/**
 * Texts of which a value must hold at least one if the whole of it matches; one empty text where nothing is
 * known. The longest are chosen.
 */
export function requiredLiterals(regex: Regex): readonly ByteString[] {
  return best(candidates(regex));
}

/** The ways to say what is required: each a set of texts, one of which must be there. */
function candidates(regex: Regex): readonly (readonly ByteString[])[] {
  switch (regex.kind) {
    case 'literal':
      return [[encodeText(String.fromCodePoint(regex.codePoint))]];
    case 'any':
    case 'class':
    case 'line-start':
    case 'line-end':
      return [['']];
    case 'sequence':
      return sequenceCandidates(regex.parts);
    case 'alternatives': {
      const texts = regex.branches.flatMap((branch) => best(candidates(branch)));
      return [texts.length > MAX_BRANCHES ? [''] : texts];
    }
    case 'repeat':
      return regex.min === 0 ? [['']] : candidates(regex.part);
  }
}

/** Literals that follow each other make one text. */
function sequenceCandidates(parts: readonly Regex[]): readonly (readonly ByteString[])[] {
  const found: (readonly ByteString[])[] = [['']];
  let run = '';
  for (const part of parts) {
    if (part.kind === 'literal') {
      run += encodeText(String.fromCodePoint(part.codePoint));
      continue;
    }
    found.push([run], best(candidates(part)));
    run = '';
  }
  found.push([run]);
  return found;
}

/** The set whose shortest text is longest. */
function best(sets: readonly (readonly ByteString[])[]): readonly ByteString[] {
  const shortest = (texts: readonly ByteString[]): number => Math.min(...texts.map((text) => text.length));
  return sets.reduce((a, b) => (shortest(b) > shortest(a) ? b : a));
}
