/** Bytes and values that loading may write beyond what stands in the files. */
const LIMIT = 256 * 1024 * 1024;

/**
 * What a load may still spend on unfolding lists and macros into each other, which can multiply a small file
 * without end.
 */
export class Budget {
  private left: number;

  constructor(limit = LIMIT) {
    this.left = limit;
  }

  /** Takes from the budget; `false` if there is not enough, now and from then on. */
  spend(amount: number): boolean {
    this.left -= amount;
    return this.left >= 0;
  }
}
