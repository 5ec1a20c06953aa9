import type { CallKind } from './call-site.ts';
import type { Lexis } from './tokens.ts';

/** What the evaluator needs to know of a language. */
export interface CodeLanguage {
  readonly lexis: Lexis;
  /** Calls by the path of what is called; `.name` stands for a method of anything. */
  readonly calls: ReadonlyMap<string, CallKind>;
  /** Names that are known without an import. */
  readonly globals: ReadonlyMap<string, string>;
  /** Operators that join texts, besides `+`. */
  readonly joins: readonly string[];
  /** Operators between an object and its member. */
  readonly members: readonly string[];
  /** `name "argument"` without parentheses is a call. */
  readonly bareCalls: boolean;
  /** Names of the environment: members and elements of these are variables of it. */
  readonly environments: readonly string[];
}
