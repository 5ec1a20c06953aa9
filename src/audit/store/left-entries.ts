import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../../guard/index.ts';
import { tryLock } from '../lock-file.ts';
import { isOfFile } from './store-error.ts';

/** What may be left at one store. */
const MAX_FILES = 1_000;
const MAX_BYTES = 64 * 1024 * 1024;

const LOCK_STALE_MS = 5_000;

/** Of a name that is complete; it begins with the time, so that the oldest comes first. */
const COMPLETE = '.jsonl';

/** Where processes leave the entries that they could not write before they ended, a file each: others write them later. */
function folderAt(store: string): string {
  return `${store}-left`;
}

/** How many files have been left at a store and are not in it yet, with those that cannot be. Never throws. */
export function countLeft(store: string): number {
  return namesIn(store).length;
}

/**
 * Leaves entries, as JSON, for a process that writes later. Waits for nobody.
 *
 * @returns whether they are left: there is a bound to how much may be
 * @throws what the system says
 */
export function leaveEntries(store: string, texts: readonly string[]): boolean {
  const folder = folderAt(store);
  const content = `${texts.join('\n')}\n`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = readdirSync(folder);
  if (names.length >= MAX_FILES || bytesOf(folder, names) + content.length > MAX_BYTES) return false;
  const name = `${Date.now()}-${randomUUID()}`;
  writeFileSync(join(folder, `.${name}`), content, { mode: 0o600, flag: 'wx' });
  renameSync(join(folder, `.${name}`), join(folder, name + COMPLETE));
  return true;
}

/**
 * Has what was left written, the oldest first, a file at a time. What a process that is killed in between had written is
 * written again. Entries that nobody can write stay, under another name.
 *
 * @returns how many files, at most `max`
 * @throws what `write` says of the store
 */
export function takeLeft(store: string, max: number, write: (texts: readonly string[]) => void): number {
  const isComplete = (name: string): boolean => name.endsWith(COMPLETE);
  if (!namesIn(store).some(isComplete)) return 0;
  const release = tryLock(`${folderAt(store)}.lock`, LOCK_STALE_MS);
  if (release === undefined) return 0;
  try {
    const names = namesIn(store).filter(isComplete).sort().slice(0, max);
    for (const name of names) takeFile(join(folderAt(store), name), write);
    return names.length;
  } finally {
    release();
  }
}

function takeFile(path: string, write: (texts: readonly string[]) => void): void {
  try {
    const lines = readRegularFile(path, MAX_BYTES).toString('utf8').split('\n');
    write(lines.filter((line) => line !== ''));
  } catch (error) {
    if (isOfFile(error)) throw error;
    renameSync(path, `${path}.unreadable`);
    return;
  }
  rmSync(path);
}

function namesIn(store: string): readonly string[] {
  try {
    return readdirSync(folderAt(store)).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}

function bytesOf(folder: string, names: readonly string[]): number {
  let bytes = 0;
  for (const name of names) bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}
