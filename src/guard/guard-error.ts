/** Why there can be no guard. */
export type GuardErrorCode =
  /** A rule file of the package is missing or cannot be read. */
  | 'NO_DEFAULT_RULES'
  /** A rule file of an installed package is not the one that was built into it. */
  | 'ALTERED_RULES'
  /** The rules of the package do not load. */
  | 'POLICY_DOES_NOT_LOAD'
  /** The prefix would depend on the working directory. */
  | 'RELATIVE_PREFIX';

export class GuardError extends Error {
  readonly code: GuardErrorCode;

  constructor(code: GuardErrorCode, message: string) {
    super(message);
    this.name = 'GuardError';
    this.code = code;
  }
}
