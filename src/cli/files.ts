import { isUtf8 } from 'node:buffer';
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readRegularFile } from '../guard/index.ts';
import { CliFailure } from './failure.ts';

/** The text of a file, or `undefined` when there is none. What is not UTF-8 is refused: it could not be written back. */
export function readTextIfAny(path: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readRegularFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new CliFailure(`cannot read ${path}: ${(error as Error).message}`);
  }
  if (!isUtf8(bytes)) throw new CliFailure(`cannot read ${path}: it is not UTF-8 text`);
  return bytes.toString('utf8');
}

/**
 * Replaces a file's content so that a reader sees the old or the new text, never a part: written beside it,
 * flushed, renamed. Keeps the mode of an existing file (else 0600), creates missing folders as 0700, and writes
 * through a symlink (dotfiles are often links) rather than replacing it.
 *
 * `before` is the text that the new one was made from; a file that another program has changed since is left alone.
 */
export function replaceFile(path: string, before: string | undefined, text: string): void {
  let temporary: string | undefined;
  try {
    const target = resolveLink(path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const mode = modeOf(target) ?? 0o600;
    temporary = join(dirname(target), `.${process.pid}.${Date.now()}.prempti-new`);
    const descriptor = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    chmodSync(temporary, mode);
    if (readTextIfAny(target) !== before) throw new Error('it was changed meanwhile; run this again');
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new CliFailure(`cannot write ${path}: ${(error as Error).message}`);
  }
}

/** Copies a file beside itself as `<name>.prempti-backup`, unless that first backup is there already. */
export function backUp(path: string): string | undefined {
  const backup = `${path}.prempti-backup`;
  try {
    copyFileSync(path, backup, constants.COPYFILE_EXCL);
    return backup;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EEXIST') return undefined;
    throw new CliFailure(`cannot write ${backup}: ${(error as Error).message}`);
  }
}

/** Removes the backup of a file whose text is again what the backup holds. */
export function removeBackup(path: string, text: string | undefined): void {
  const backup = `${path}.prempti-backup`;
  if (text !== undefined && readTextIfAny(backup) === text) removeIfAny(backup);
}

/** Removes a file that may not be there; of a link what it leads to, as `replaceFile` may have made it. */
export function removeIfAny(path: string): void {
  try {
    unlinkSync(resolveLink(path));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw new CliFailure(`cannot remove ${path}: ${(error as Error).message}`);
    }
  }
}

/** Removes what is empty of the folders from this one up to another, which stays. */
export function removeEmptyFolders(folder: string, below: string): void {
  try {
    for (let dir = folder; dir.startsWith(`${below}/`); dir = dirname(dir)) rmdirSync(dir);
  } catch (error) {
    // Something else is in it, or somebody else keeps it.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}

/** Where a link leads, or would lead: the path itself when it is none. */
function resolveLink(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || !isLink(path)) return path;
    return resolve(dirname(path), readlinkSync(path));
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o777;
  } catch {
    // Not there, or not ours to look at: the caller's default applies.
    return undefined;
  }
}
