import { indexedWords, isUnmarked, isWordCharacter } from './indexed-text.ts';

/**
 * Where a pattern has to begin and end. `words`: where words do; `path`: where the parts of a path do, an absolute one
 * at the beginning; `host`: where the labels of a host name do, up to its end; `whole`: at the ends of the text.
 */
export type PatternKind = 'words' | 'path' | 'host' | 'whole';

/** Something to look for. */
export interface Pattern {
  /** Linear time in the length of the text. */
  matches(text: string): boolean;
  /** What the index has of every text that matches, as FTS5 phrases; none where the index cannot help. */
  readonly phrases: readonly string[];
}

/** A pattern of literal text, in which `*` stands for any characters. Neither case nor the kind of white space counts. */
export function compilePattern(text: string, kind: PatternKind): Pattern {
  const parts = folded(text).split('*');
  const pieces = parts.map((piece, index) => ({
    text: piece,
    isOpenLeft: index > 0,
    isOpenRight: index < parts.length - 1,
  }));
  return {
    matches: (candidate) => hasPieces(folded(candidate), pieces, BORDERS[kind]),
    phrases: pieces.flatMap(phrasesOf),
  };
}

/** A part of a pattern between stars; it is open where a star is beside it. */
interface Piece {
  readonly text: string;
  readonly isOpenLeft: boolean;
  readonly isOpenRight: boolean;
}

/** Whether what was found from `start` to before `end` may begin and end there. */
interface Borders {
  begins(text: string, start: number): boolean;
  ends(text: string, end: number): boolean;
}

const BORDERS: Readonly<Record<PatternKind, Borders>> = {
  words: {
    begins: (text, start) => {
      const before = text[start - 1];
      // An option begins with all its dashes.
      if (text[start] === '-') return !isWordCharacter(before) && before !== '-';
      return !isWordCharacter(before) || !isWordCharacter(text[start]);
    },
    ends: (text, end) => !isWordCharacter(text[end - 1]) || !isWordCharacter(text[end]),
  },
  path: {
    begins: (text, start) => start === 0 || (text[start - 1] === '/' && text[start] !== '/'),
    ends: (text, end) => end === text.length || text[end] === '/' || text[end - 1] === '/',
  },
  host: {
    begins: (text, start) => start === 0 || text[start - 1] === '.',
    ends: (text, end) => end === text.length || text[end] === ':',
  },
  whole: {
    begins: (_, start) => start === 0,
    ends: (text, end) => end === text.length,
  },
};

/** The first place of each piece behind the one before serves as well as any later one. */
function hasPieces(text: string, pieces: readonly Piece[], borders: Borders): boolean {
  let from = 0;
  for (const piece of pieces) {
    const start = findPiece(text, piece, from, borders);
    if (start === -1) return false;
    from = start + piece.text.length;
  }
  return true;
}

function findPiece(text: string, piece: Piece, from: number, { begins, ends }: Borders): number {
  const { length } = piece.text;
  for (
    let start = text.indexOf(piece.text, from);
    start !== -1;
    start = text.indexOf(piece.text, start + 1)
  ) {
    const isWhole =
      (piece.isOpenLeft || begins(text, start)) && (piece.isOpenRight || ends(text, start + length));
    if (isWhole) return start;
    if (start === text.length) return -1;
  }
  return -1;
}

/** The words of a piece, as a phrase of FTS5; the part of a word beside a star is left out or, at the end, a prefix. */
function phrasesOf({ text, isOpenLeft, isOpenRight }: Piece): readonly string[] {
  // A letter in place of the star makes one word with the part that it cuts off.
  const words = isOpenLeft ? indexedWords(`x${text}`).slice(1) : indexedWords(text);
  if (isOpenRight && isWordCharacter(text.at(-1))) {
    const last = words.at(-1) ?? '';
    const kept = isUnmarked(words.at(-2), last) ? words.slice(0, -1) : words;
    return kept.length === 0 ? [] : [`"${kept.join(' ')}" *`];
  }
  return words.length === 0 ? [] : [`"${words.join(' ')}"`];
}

function folded(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ');
}
