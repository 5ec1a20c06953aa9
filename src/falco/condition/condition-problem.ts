import type { ByteRange } from './ast.ts';

/** What is wrong, or suspicious, about a condition that parses: found when it is compiled against fields. */
export interface ConditionProblem {
  /** As the conformance vectors name it, e.g. `unknown_field`, `op_type`, `bad_regex`. */
  readonly kind: string;
  /** Bytes to point at, in the text of the innermost macro of `via`, else of the condition itself. */
  readonly range: ByteRange;
  /** The names of the `Expansion`s entered on the way from the root, outermost first. */
  readonly via: readonly string[];
  readonly message: string;
  readonly hint?: string;
}
