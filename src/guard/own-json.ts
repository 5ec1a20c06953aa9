import { readRegularFile } from './regular-file.ts';

/**
 * What a file holds that we write ourselves; nothing where there is none, nor where it `isForeign`: it cannot be read, or
 * holds what we do not write.
 */
export function readOwnJson<T>(
  path: string,
  isOurs: (value: unknown) => value is T,
): { readonly stored?: T; readonly isForeign: boolean } {
  try {
    const value: unknown = JSON.parse(readRegularFile(path).toString('utf8'));
    return isOurs(value) ? { stored: value, isForeign: false } : { isForeign: true };
  } catch (error) {
    return { isForeign: (error as NodeJS.ErrnoException).code !== 'ENOENT' };
  }
}

/** Whether it is an object, and every value in it is what `isValue` takes. */
export function isRecordOf<T>(
  value: unknown,
  isValue: (value: unknown) => value is T,
): value is Readonly<Record<string, T>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isValue)
  );
}
