import type { FalcoCode, Severity } from './diagnostic-codes.ts';

/** Half-open, in UTF-16 code units of a file's text, so that `text.slice(start, end)` is the culprit. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A second place that explains the first, e.g. the rule that uses the faulty macro. */
export interface RelatedPlace {
  readonly message: string;
  readonly file: string;
  readonly range: TextRange;
}

export type ItemType =
  | 'rule'
  | 'macro'
  | 'list'
  | 'exception'
  | 'required_engine_version'
  | 'required_plugin_versions'
  | 'append_output';

/** One mistake in a rule file, told to its author. */
export interface Diagnostic {
  /** Ours, stable, e.g. `LANG001`; see `docs/diagnostics.md`. */
  readonly code: string;
  /** Falco's code of the load error or warning, e.g. `LOAD_ERR_COMPILE_CONDITION`. */
  readonly falcoCode: FalcoCode;
  /** What is wrong, finer than Falco's code, e.g. `unknown_field`. */
  readonly kind: string;
  readonly severity: Severity;
  /** What was found and what was expected, one sentence without a full stop. */
  readonly message: string;
  readonly file: string;
  readonly range: TextRange;
  readonly related: readonly RelatedPlace[];
  /** How to fix it. */
  readonly hint?: string;
  readonly item?: { readonly type: ItemType; readonly name: string };
}
