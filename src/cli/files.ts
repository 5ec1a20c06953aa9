import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CliFailure } from './failure.ts';

/** The text of a file, or `undefined` when there is none. */
export function readTextIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliFailure(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/**
 * Replaces a file's content so that a reader sees the old or the new text, never a part: written beside it,
 * flushed, renamed. Keeps the mode of an existing file (else 0600), creates missing folders as 0700, and writes
 * through a symlink (dotfiles are often links) rather than replacing it.
 */
export function replaceFile(path: string, text: string): void {
  let temporary: string | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const target = resolveLink(path);
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
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new CliFailure(`cannot write ${path}: ${(error as Error).message}`);
  }
}

/** Copies a file beside itself as `<name>.prempti-backup`, unless that first backup is there already. */
export function backUp(path: string): string | undefined {
  const backup = `${path}.prempti-backup`;
  if (modeOf(path) === undefined || modeOf(backup) !== undefined) return undefined;
  copyFileSync(path, backup);
  return backup;
}

/** Removes a file that may not be there. */
export function removeIfAny(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new CliFailure(`cannot remove ${path}: ${(error as Error).message}`);
    }
  }
}

function resolveLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet: the path itself is what gets created.
    return path;
  }
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o777;
  } catch {
    // Not there, or not ours to look at: the caller's default applies.
    return undefined;
  }
}
