/** Why a file cannot be used as a store. */
export type StoreErrorCode =
  /** A later version of Prempti has written it. */
  | 'NEWER_STORE'
  /** Something is missing that every store has. */
  | 'BROKEN_STORE'
  /** It is a folder, a named pipe or the like. */
  | 'NOT_A_FILE';

/** SQLite's primary result codes of a file that is none of its own, or damaged. */
const DAMAGED = new Set([11, 26]);

/** Whether an error says that a file is no store, or no longer. */
export function isDamage(error: unknown): boolean {
  if (error instanceof StoreError) return error.code === 'BROKEN_STORE';
  const { errcode } = error as { readonly errcode?: number };
  return errcode !== undefined && DAMAGED.has(errcode & 0xff);
}

/** SQLite's primary result codes of what does not fit into a table: a constraint, a type. */
const MISFITS = new Set([19, 20]);

/** Whether the file, the disk or another process is why entries could not be written, and not what they hold. */
export function isOfFile(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode } = error as { readonly errcode?: number };
  if (errcode !== undefined) return !MISFITS.has(errcode & 0xff);
  return error instanceof StoreError || 'syscall' in error;
}

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}
