/** Work that can be left and gone on with between its steps, each of which is short. */
export type Steps<Result> = Generator<void, Result>;

/** Does all that is left of some work. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
