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
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
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

/** Optimal string alignment distance, or `limit` if it is no less; row by row over two earlier ones. */
function editDistance(a: string, b: string, limit: number): number {
  let [beforeLast, last, row] = [
    new Uint8Array(b.length + 1),
    new Uint8Array(b.length + 1),
    new Uint8Array(b.length + 1),
  ];
  for (let j = 0; j <= b.length; j++) last[j] = j;
  let leastBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least >= limit && leastBefore >= limit) return limit;
    leastBefore = least;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(limit, at(last, b.length));
}

function at(row: Uint8Array, index: number): number {
  return row[index] as number;
}
