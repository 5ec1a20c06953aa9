/** Unchanged lines shown before and after the changed ones. */
const CONTEXT_LINES = 3;

/**
 * What changes between two texts, as one hunk of a unified diff from the first changed line to the last; empty when
 * nothing does. `undefined` is the text of no file.
 */
export function lineDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const old = linesOf(before);
  const now = linesOf(after);
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const first = Math.max(0, head - CONTEXT_LINES);
  const removed = old.slice(head, old.length - tail);
  const added = now.slice(head, now.length - tail);
  const lead = old.slice(first, head);
  const trail = old.slice(old.length - tail, old.length - tail + CONTEXT_LINES);
  const size = lead.length + trail.length;
  return [
    `--- ${before === undefined ? '/dev/null' : path}`,
    `+++ ${after === undefined ? '/dev/null' : path}`,
    `@@ -${range(first, size + removed.length)} +${range(first, size + added.length)} @@`,
    ...lead.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...trail.map((line) => ` ${line}`),
    '',
  ].join('\n');
}

function linesOf(text: string | undefined): readonly string[] {
  const lines = (text ?? '').split('\n');
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`];
}

const range = (first: number, count: number): string => `${count === 0 ? first : first + 1},${count}`;
