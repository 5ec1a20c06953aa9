import { homedir } from 'node:os';
import { relative, resolve, sep } from 'node:path';
import { positionAt, type TextRange } from '../falco/index.ts';
import { plainText } from '../guard/index.ts';

/** A path as people find it again: relative below the working directory, with `~` below the home, else whole. */
export function shownPath(path: string): string {
  const below = (folder: string): string | undefined => {
    const rest = relative(folder, resolve(path));
    return rest !== '' && rest !== '..' && !rest.startsWith(`..${sep}`) ? rest : undefined;
  };
  const home = below(homedir());
  return plainText(below(process.cwd()) ?? (home === undefined ? path : `~${sep}${home}`));
}

/** The number of the line, from 1, in which a range of a file begins. */
export function lineOf(texts: ReadonlyMap<string, string>, file: string, range: TextRange): number {
  return positionAt(texts.get(file) ?? '', range.start).line;
}
