/** Why a file cannot be used as a store. */
export type StoreErrorCode =
  /** A later version of Prempti has written it. */
  | 'NEWER_STORE'
  /** Something is missing that every store has. */
  | 'BROKEN_STORE'
  /** It is a folder, a named pipe or the like. */
  | 'NOT_A_FILE';

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}
