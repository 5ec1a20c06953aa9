import type { ProgramRun } from '../program/run.ts';
import { derive, isExact, type Text } from '../text.ts';

/** A line of a patch that names a file, as agents write it: `*** Add File: a.txt`, `*** Move to: b.txt`. */
const HEADER = /^\s*\*\*\*\s*(?:(Add|Update|Delete)\s+File|(Move)\s+to):\s*(.*?)\s*$/i;

/**
 * `apply_patch`, which an agent such as Codex runs itself: the patch, as an argument or on standard input, says which
 * files are added, changed, deleted or moved.
 */
export function applyPatch(run: ProgramRun): void {
  const [operand] = run.operands;
  const patch = operand ?? run.takeStdin();
  run.stdinTaken = true;
  if (!isExact(patch.value) || (operand === undefined && patch.value === ''))
    run.opaque('write-path', 'a patch');
  let updated: Text | undefined;
  let added: string[] | undefined;
  const endOfFile = (): void => {
    if (updated !== undefined) {
      const content = added?.join('\n') ?? '';
      run.writeContent(updated, derive(patch, content === '' ? '' : `${content}\n`), false);
    }
    updated = undefined;
    added = undefined;
  };
  for (const line of patch.value.split(/\r?\n/)) {
    const [, operation, move, path] = HEADER.exec(line) ?? [];
    if (path === undefined) {
      if (/^[+ ]/.test(line)) added?.push(line.slice(1));
    } else if (move !== undefined) {
      if (updated !== undefined) run.actor.file('delete', updated);
      updated = derive(patch, path);
    } else {
      endOfFile();
      const file = derive(patch, path);
      if (operation?.toLowerCase() === 'delete') run.actor.file('delete', file);
      else {
        updated = file;
        added = [];
      }
    }
  }
  endOfFile();
}
