import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/** More than any file needs that is read as a whole. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Opens a file for reading; `undefined` where a folder, a pipe or the like stands in its place, without waiting for the
 * other end of a pipe. `flags` are further ones of open(2), 0 where the system has none such.
 *
 * @throws what the system says
 */
export function openRegularFile(path: string, flags = 0): number | undefined {
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK | flags);
  try {
    if (fstatSync(descriptor).isFile()) return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  closeSync(descriptor);
  return undefined;
}

/**
 * The content of a file, in bounded time and memory whatever stands in its place.
 *
 * @throws what the system says; that it is no file, or larger than `maxBytes`
 */
export function readRegularFile(path: string, maxBytes = MAX_BYTES, flags = 0): Buffer {
  const descriptor = openRegularFile(path, flags);
  if (descriptor === undefined) throw new Error('it is not a regular file');
  try {
    if (fstatSync(descriptor).size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
