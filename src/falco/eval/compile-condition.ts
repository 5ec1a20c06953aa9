import type { Condition } from '../condition/ast.ts';
import type { ConditionProblem, ConditionWarning } from './condition-problem.ts';
import type { FieldCatalogue } from './fields.ts';
import type { Predicate } from './predicate.ts';
import { createProgram, type Program } from './program.ts';
import { ConditionResolver } from './resolve-condition.ts';
import type { EventFields } from './values.ts';

export interface CompileOptions {
  /** Refuses what Falco's own language does not have. */
  readonly strict?: boolean;
}

export type CompileResult =
  | {
      readonly ok: true;
      readonly predicate: Predicate;
      /** Decides one event by this condition alone; for many conditions `createProgram` is faster. */
      readonly evaluate: (event: EventFields) => boolean;
      readonly warnings: readonly ConditionWarning[];
    }
  | {
      readonly ok: false;
      /** At least one; the first is the one that Falco reports. */
      readonly problems: readonly ConditionProblem[];
      readonly warnings: readonly ConditionWarning[];
    };

/** Checks and compiles one condition. Its macros must have been expanded. Never throws. */
export function compileCondition(
  condition: Condition,
  catalogue: FieldCatalogue,
  options: CompileOptions = {},
): CompileResult {
  return createConditionCompiler(new ConditionResolver(catalogue, options.strict === true))(condition);
}

/** A compiler for many conditions of one source, which share what the resolver has learnt. */
export function createConditionCompiler(
  resolver: ConditionResolver,
): (condition: Condition) => CompileResult {
  return (condition) => {
    const { predicate, problems, warnings } = resolver.resolve(condition);
    if (predicate === undefined) return { ok: false, problems, warnings };
    let program: Program | undefined;
    const evaluate = (event: EventFields): boolean => {
      program ??= createProgram([predicate]);
      return program.match(event).length > 0;
    };
    return { ok: true, predicate, evaluate, warnings };
  };
}
