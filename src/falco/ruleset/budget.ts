/** In bytes copied. What is done per value or node counts as `STEP` bytes. */
const LIMIT = 64 * 1024 * 1024;

/** The cost of handling one value, node or stretch of text. */
export const STEP = 64;

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
