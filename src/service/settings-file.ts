import { closeSync, constants, openSync, readSync } from 'node:fs';

/** More than any settings file holds. */
const MAX_BYTES = 1024 * 1024;

/** The text of a settings file, its first MiB by default; `undefined` where there is none to read. */
export function readSettingsFile(path: string, maxBytes = MAX_BYTES): string | undefined {
  let descriptor: number | undefined;
  try {
    // Without waiting for a writer where a pipe stands in its place.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const buffer = Buffer.alloc(maxBytes);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, maxBytes, 0));
  } catch (error) {
    // Not there, not ours to read, or no file: then the agent cannot take hooks from it either.
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
