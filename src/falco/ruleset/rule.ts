import type { Condition } from '../condition/ast.ts';
import type { TextRange } from '../diagnostic.ts';
import type { AlertOutput } from '../output/index.ts';
import type { Priority, RuleDefinition } from './definitions.ts';

/** One rule, as the files define it together. */
export interface Rule {
  readonly name: string;
  /** The event source that it is for. */
  readonly source: string;
  readonly priority: Priority;
  /** Sorted. */
  readonly tags: readonly string[];
  readonly description: string;
  /** The template, with what is appended to outputs. */
  readonly output: string;
  /** By name: what is added to the alert's output fields, a template or a field's own name. */
  readonly extraFields: ReadonlyMap<string, string>;
  /** With its exceptions; macros are `Expansion`s. */
  readonly condition: Condition;
  /** The fields that its exceptions compare, sorted. */
  readonly exceptionFields: readonly string[];
  readonly enabled: boolean;
  readonly capture: boolean;
  readonly captureDurationMs: number;
  /** Where it was defined last: its name. */
  readonly file: string;
  readonly range: TextRange;
}

/** What a definition comes to; nothing else of it is kept. */
export function ruleOf(
  definition: RuleDefinition,
  condition: Condition,
  exceptionFields: readonly string[],
  { text, extraFields }: AlertOutput,
): Rule {
  const { name, source, priority, tags, description, enabled, capture, captureDurationMs, place } =
    definition;
  return {
    name,
    source,
    priority,
    tags: [...tags].sort(),
    description,
    output: text,
    extraFields,
    condition,
    exceptionFields,
    enabled,
    capture,
    captureDurationMs,
    ...place,
  };
}
