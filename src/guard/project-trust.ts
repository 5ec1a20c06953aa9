import type { Prefix } from './prefix.ts';
import { readRegularFile } from './regular-file.ts';

/** That a person has read a project's file and takes it for their own word, as long as it stays what it is. */
export interface Trust {
  /** Of the file's bytes, in hex. */
  readonly sha256: string;
  readonly atMs: number;
  readonly by: string;
}

/** By the canonical path of the file. */
export type TrustedFiles = Readonly<Record<string, Trust>>;

/** The files that the person trusts; a store that cannot be read trusts none. */
export function readTrust({ trustFile }: Prefix): {
  readonly trusted: TrustedFiles;
  readonly problem?: string;
} {
  try {
    const stored: unknown = JSON.parse(readRegularFile(trustFile).toString('utf8'));
    if (isTrustedFiles(stored)) return { trusted: stored };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { trusted: {} };
  }
  return {
    trusted: {},
    problem: `${trustFile} is not what "premptictl trust" writes: no project is trusted; remove it and trust anew`,
  };
}

function isTrustedFiles(value: unknown): value is TrustedFiles {
  const isObject = (one: unknown): one is Readonly<Record<string, unknown>> =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  return (
    isObject(value) && Object.values(value).every((one) => isObject(one) && typeof one.sha256 === 'string')
  );
}
