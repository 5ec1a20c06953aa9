import type { ToolCall } from './agent.ts';
import { OddShape } from './payload.ts';

/** One file as a patch changes it. */
export type PatchedFile = Required<Pick<ToolCall, 'file' | 'patchOp'>> & Pick<ToolCall, 'content'>;

/** More files than this are no patch that a person or a model wrote. */
const MAX_FILES = 256;

/** What the programs that apply patches take for a header, and a little more: they differ in blanks. */
const HEADER = /^\s*\*\*\*\s*(Add|Update|Delete)\s+File:\s*(.*?)\s*$/i;
const MOVE = /^\s*\*\*\*\s*Move\s+to:\s*(.*?)\s*$/i;

/**
 * The files of a patch in the form of `apply_patch` (`*** Begin Patch`, `*** Update File: a.txt`, ...), one for each
 * operation, paths as written. A move is two: the source is deleted, the target written. `content` is what the patched
 * places hold afterwards, their context included. A text that names no file is an `OddShape`.
 */
export function patchedFiles(patch: string): readonly PatchedFile[] {
  const files: PatchedFile[] = [];
  for (const section of sectionsOf(patch)) {
    files.push(...filesOf(section));
    if (files.length > MAX_FILES) throw new OddShape(`the patch changes more than ${MAX_FILES} files`);
  }
  if (files.length === 0) throw new OddShape('the patch names no file');
  return files;
}

interface Section {
  /** In lower case. */
  readonly operation: string;
  readonly path: string;
  moveTo?: string;
  readonly lines: string[];
}

function sectionsOf(patch: string): readonly Section[] {
  const sections: Section[] = [];
  for (const line of patch.split(/\r?\n/)) {
    const [, operation, path] = HEADER.exec(line) ?? [];
    const section = sections.at(-1);
    if (operation !== undefined && path !== undefined) {
      sections.push({ operation: operation.toLowerCase(), path, lines: [] });
    } else if (section !== undefined) {
      const target = MOVE.exec(line)?.[1];
      if (target === undefined) section.lines.push(line);
      else section.moveTo = target;
    }
  }
  return sections;
}

function filesOf({ operation, path, moveTo, lines }: Section): readonly PatchedFile[] {
  if (operation === 'delete') return [{ file: { path, access: 'delete' }, patchOp: 'Delete' }];
  const content = newSideOf(lines);
  if (moveTo !== undefined) {
    return [
      { file: { path, access: 'delete' }, patchOp: 'Move' },
      { file: { path: moveTo, access: 'write' }, patchOp: 'Move', content },
    ];
  }
  return [{ file: { path, access: 'write' }, patchOp: operation === 'add' ? 'Add' : 'Update', content }];
}

/** The lines of a diff that the file holds afterwards: the added ones and the context. */
function newSideOf(diff: readonly string[]): string {
  return diff
    .filter(
      (line, at) => /^[+ ]/.test(line) && !(line.startsWith('+++ ') && diff[at - 1]?.startsWith('--- ')),
    )
    .map((line) => line.slice(1))
    .join('\n');
}
