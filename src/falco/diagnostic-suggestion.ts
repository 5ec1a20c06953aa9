/** Names longer than this are no typing mistake of anything. */
const MAX_LENGTH = 64;

/** Beginnings shorter than this do not stand for a whole name. */
const MIN_PREFIX = 3;

/**
 * The name that was probably meant: the candidate with the fewest edits (insert, delete, replace, swap), if
 * those are at most a third of the word; else the first candidate that the word begins or that begins the word.
 * Case does not count. Ties go to the first candidate.
 */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  if (word === '' || word.length > MAX_LENGTH) return undefined;
  const lower = word.toLowerCase();
  let best: string | undefined;
  let prefixed: string | undefined;
  let bestDistance = Math.max(Math.min(1, word.length - 1), Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    if (prefixed === undefined && isBeginning(lower, candidate.toLowerCase())) prefixed = candidate;
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? prefixed;
}

function isBeginning(word: string, candidate: string): boolean {
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word];
  return short.length >= MIN_PREFIX && long.startsWith(short);
}

/** Optimal string alignment distance; row by row over the shorter memory. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] as number;
}
