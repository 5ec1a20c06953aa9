import { isRecordOf, readOwnJson } from './own-json.ts';
import type { Prefix } from './prefix.ts';

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
  const { stored: trusted = {}, isForeign } = readOwnJson(trustFile, isTrustedFiles);
  if (!isForeign) return { trusted };
  return {
    trusted,
    problem: `${trustFile} is not what "premptictl trust" writes: no project is trusted; remove it and trust anew`,
  };
}

const isTrust = (value: unknown): value is Trust =>
  typeof value === 'object' && value !== null && 'sha256' in value && typeof value.sha256 === 'string';

const isTrustedFiles = (value: unknown): value is TrustedFiles => isRecordOf(value, isTrust);
