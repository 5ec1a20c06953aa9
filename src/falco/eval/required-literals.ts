import { type ByteString, encodeText } from '../condition/byte-string.ts';
import type { Regex } from './posix-regex.ts';

/** Texts of which one at least must be there. */
export type LiteralSet = readonly ByteString[];

/** More texts than this are not worth looking for. */
const MAX_SET_SIZE = 32;
/** Texts that follow each other in more combinations are looked for one after the other. */
const MAX_COMBINATIONS = 16;
/** Larger classes say next to nothing. */
const MAX_CLASS_SIZE = 4;

/** What is known of the values that an expression matches. */
interface Knowledge {
  /** All of them, if they are few. */
  readonly all?: LiteralSet;
  /** What each of them holds. Not given where all are known. */
  readonly sets: readonly LiteralSet[];
}

const NOTHING: Knowledge = { sets: [] };

/**
 * What any value holds that the whole of a regular expression matches: of each set, one text at least. There
 * are no empty texts. The rarest set comes first.
 */
export function requiredLiterals(regex: Regex): readonly LiteralSet[] {
  return setsOf(knowledgeOf(regex)).toSorted(compareRarity);
}

function knowledgeOf(regex: Regex): Knowledge {
  switch (regex.kind) {
    case 'literal':
      return { all: [encodeCodePoint(regex.codePoint)], sets: [] };
    case 'class': {
      const size = regex.ranges.reduce((sum, { low, high }) => sum + high - low + 1, 0);
      if (regex.negated || size > MAX_CLASS_SIZE) return NOTHING;
      const codePoints = regex.ranges.flatMap(({ low, high }) =>
        Array.from({ length: high - low + 1 }, (_, index) => low + index),
      );
      return { all: [...new Set(codePoints)].map(encodeCodePoint), sets: [] };
    }
    case 'any':
      return NOTHING;
    case 'line-start':
    case 'line-end':
      return { all: [''], sets: [] };
    case 'sequence':
      return ofSequence(regex.parts);
    case 'alternatives':
      return ofAlternatives(regex.branches);
    case 'repeat': {
      const part = knowledgeOf(regex.part);
      if (regex.min > 0) return regex.max === 1 ? part : { sets: setsOf(part) };
      return regex.max === 1 && part.all ? { all: [...new Set(['', ...part.all])], sets: [] } : NOTHING;
    }
  }
}

function ofAlternatives(branches: readonly Regex[]): Knowledge {
  const known = branches.map(knowledgeOf);
  const all = new Set(known.flatMap((branch) => branch.all ?? []));
  if (all.size <= MAX_COMBINATIONS && known.every((branch) => branch.all)) return { all: [...all], sets: [] };
  const best = known.map((branch) => setsOf(branch).toSorted(compareRarity)[0]);
  return best.includes(undefined) ? NOTHING : { sets: finish(best.flatMap((set) => set ?? [])) };
}

/** What follows each other makes longer texts, as long as all of it is known. */
function ofSequence(parts: readonly Regex[]): Knowledge {
  const sets: LiteralSet[] = [];
  let isAllKnown = true;
  let run: LiteralSet = [''];
  const append = (texts: LiteralSet): void => {
    if (run.length * texts.length > MAX_COMBINATIONS) breakRun(texts);
    else run = [...new Set(run.flatMap((before) => texts.map((text) => before + text)))];
  };
  const breakRun = (next: LiteralSet): void => {
    isAllKnown = false;
    sets.push(...finish(run));
    run = next;
  };
  for (const part of parts) {
    if (part.kind === 'literal') {
      const text = encodeCodePoint(part.codePoint);
      run = run.map((before) => before + text);
      continue;
    }
    const isRepeated = part.kind === 'repeat' && part.min > 0 && part.max > 1;
    const { all, sets: known } = knowledgeOf(isRepeated ? part.part : part);
    if (all === undefined) {
      breakRun(['']);
      sets.push(...known);
      continue;
    }
    append(all);
    // The text before is followed by the first of them, the text after follows the last.
    if (isRepeated) breakRun(all);
  }
  if (isAllKnown) return { all: run, sets: [] };
  return { sets: [...sets, ...finish(run)] };
}

function setsOf({ all, sets }: Knowledge): readonly LiteralSet[] {
  return all ? finish(all) : sets;
}

/** No set where nothing is gained by it, and no text in it that contains another. */
function finish(texts: LiteralSet): readonly LiteralSet[] {
  if (texts.length === 1) return texts[0] === '' ? [] : [texts];
  const distinct = [...new Set(texts)];
  const minimal = distinct.filter(
    (text) => !distinct.some((other) => other !== text && text.includes(other)),
  );
  return minimal.includes('') || minimal.length > MAX_SET_SIZE ? [] : [minimal];
}

/** Long texts are rare; so are few. */
function compareRarity(a: LiteralSet, b: LiteralSet): number {
  return shortest(b) - shortest(a) || a.length - b.length;
}

function shortest(set: LiteralSet): number {
  return Math.min(...set.map((text) => text.length));
}

function encodeCodePoint(codePoint: number): ByteString {
  return encodeText(String.fromCodePoint(codePoint));
}
