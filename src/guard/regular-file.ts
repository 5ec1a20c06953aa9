import { closeSync, constants, fstatSync, openSync } from 'node:fs';

const { O_RDONLY, O_NONBLOCK = 0 } = constants;

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
