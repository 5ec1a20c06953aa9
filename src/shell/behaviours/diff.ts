import type { ProgramRun } from '../program/run.ts';
import { derive, type Text } from '../text.ts';
import { git } from './git.ts';

/** One file of a diff: its names before and after, `/dev/null` where it is not there, and what it gets. */
interface FileDiff {
  readonly before: string;
  readonly after: string;
  readonly content: string;
}

const NOWHERE = '/dev/null';

/** `--- a/x`, with a time after a tab, or in quotes. */
const BEFORE = /^--- "?([^\t"]+)/;
const AFTER = /^\+\+\+ "?([^\t"]+)/;
/** What git says of a file that is renamed, without `a/` and `b/`. */
const RENAME = /^rename (from|to) "?([^"]+)/;

/** `patch`: applies diffs from standard input or a file to the files that they name, or to the one that is given. */
export function patch(run: ProgramRun): void {
  const [target, given] = run.operands;
  const input = given ?? run.value('--input');
  const diff = input === undefined ? run.takeStdin() : run.actor.content(run.actor.resolve(input.value));
  if (target !== undefined || run.has('--output')) return;
  // Without a number it looks for the file by its last name.
  const strip = run.value('--strip')?.value;
  applyDiff(run, diff, { strip: strip === undefined ? Number.POSITIVE_INFINITY : Number(strip), root: '' });
}

/** `git apply` and `git am`: the same, by `a/` and `b/`. */
export function gitApply(run: ProgramRun): void {
  git(run);
  const files = run.operands.filter(({ value }) => value !== '-');
  const diffs =
    files.length === 0
      ? [run.takeStdin()]
      : files.map(({ value }) => run.actor.content(run.actor.resolve(value)));
  const strip = Number(run.value('-p')?.value ?? 1);
  if (run.has('--cached')) return;
  const root = run.value('--directory')?.value;
  for (const diff of diffs) applyDiff(run, diff, { strip, root: root === undefined ? '' : `${root}/` });
}

function applyDiff(
  run: ProgramRun,
  diff: Text,
  { strip, root }: { readonly strip: number; readonly root: string },
): void {
  const isReversed = run.has('--reverse');
  const named = (path: string): Text => {
    const parts = path.split('/').filter((part, at) => part !== '' || at === 0);
    return derive(diff, root + parts.slice(Math.min(strip, parts.length - 1)).join('/'));
  };
  for (const { before, after, content } of fileDiffs(diff.value)) {
    const [from, to] = isReversed ? [after, before] : [before, after];
    if (to === NOWHERE) {
      if (from !== NOWHERE) run.remove(named(from));
      continue;
    }
    if (from !== NOWHERE && named(from).value !== named(to).value) run.remove(named(from));
    run.writeContent(named(to), derive(diff, content), false);
  }
}

function fileDiffs(text: string): readonly FileDiff[] {
  const lines = text.split(/\r?\n/);
  const found: FileDiff[] = [];
  let names: { before: string; after: string } | undefined;
  let content = '';
  const end = (): void => {
    if (names !== undefined && names.after !== '') found.push({ ...names, content });
    names = undefined;
    content = '';
  };
  lines.forEach((line, at) => {
    const after = AFTER.exec(lines[at + 1] ?? '')?.[1];
    const before = BEFORE.exec(line)?.[1];
    const [, side, renamed] = RENAME.exec(line) ?? [];
    if (before !== undefined && after !== undefined) {
      if (content !== '' || names?.after === undefined) end();
      names = { before, after };
    } else if (line.startsWith('diff --git ')) end();
    else if (side === 'from') names = { before: `a/${renamed}`, after: '' };
    else if (side === 'to' && names !== undefined) names = { ...names, after: `b/${renamed}` };
    else if (names !== undefined && /^[+ ]/.test(line) && !AFTER.test(line)) content += `${line.slice(1)}\n`;
  });
  end();
  return found;
}
