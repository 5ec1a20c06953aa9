import type { Condition } from '../condition/ast.ts';
import { decodeText } from '../condition/byte-string.ts';
import type { ProblemKind } from '../diagnostic-codes.ts';
import {
  type CompileResult,
  type ConditionProblem,
  ConditionResolver,
  type ConditionWarning,
  createConditionCompiler,
  type FieldCatalogue,
  type Predicate,
} from '../eval/index.ts';
import {
  type AlertOutput,
  type AlertOutputResult,
  type AppendOutput,
  compileAlertOutput,
  type OutputProblem,
} from '../output/index.ts';
import type { Steps } from '../steps.ts';
import { Budget } from './budget.ts';
import type { Collection } from './collection.ts';
import { ConditionReader } from './condition-reader.ts';
import type { RuleDefinition } from './definitions.ts';
import { exceptionTerm } from './exceptions.ts';
import { locateFinding } from './finding-location.ts';
import { ListSubstitution } from './list-substitution.ts';
import { MacroExpander } from './macro-expansion.ts';
import { MacroTable } from './macro-table.ts';
import { NaCheck } from './na-check.ts';
import type { ItemName, Problem, Report } from './report.ts';
import { type Rule, ruleOf } from './rule.ts';
import { TracedText } from './traced-text.ts';

/** A rule that is ready to be matched. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly predicate: Predicate;
  readonly output: AlertOutput;
}

export interface CompilerOptions {
  readonly catalogues: readonly FieldCatalogue[];
  readonly appendOutput: readonly AppendOutput[];
  readonly strict: boolean;
}

interface Source {
  readonly resolver: ConditionResolver;
  readonly compile: (condition: Condition) => CompileResult;
  readonly results: WeakMap<Condition, CompileResult>;
}

/** What one run over the collection shares. */
interface Context {
  readonly lists: ListSubstitution;
  readonly usedLists: Set<string>;
  readonly macros: MacroTable;
  /** Macros whose mistakes were told for a rule, by event source and name. */
  readonly toldMacros: Set<string>;
  readonly report: Report;
}

type Finding = ConditionProblem | ConditionWarning;

/**
 * Compiles a collection as Falco does after each file: all of it. It stops nowhere, so that all mistakes are
 * told. What was compiled before is used again as long as nothing that it depends on has changed.
 *
 * @see https://github.com/falcosecurity/falco/blob/master/userspace/engine/rule_loader_compiler.cpp
 */
export class RuleCompiler {
  private readonly collection: Collection;
  private readonly options: CompilerOptions;
  private readonly sources: ReadonlyMap<string, Source>;
  private readonly reader = new ConditionReader();
  private readonly expander = new MacroExpander();
  private readonly naCheck = new NaCheck();
  private readonly outputs = new Map<string, AlertOutputResult>();

  constructor(collection: Collection, options: CompilerOptions) {
    this.collection = collection;
    this.options = options;
    this.sources = new Map(
      options.catalogues.map((catalogue) => {
        const resolver = new ConditionResolver(catalogue, options.strict);
        const compile = createConditionCompiler(resolver);
        return [catalogue.source, { resolver, compile, results: new WeakMap() }];
      }),
    );
  }

  /** The rules without mistakes, in order; those to be skipped for unknown fields or sources are left out. */
  *compile(report: Report): Steps<readonly CompiledRule[]> {
    const errorsBefore = report.errorCount;
    const budget = new Budget();
    const lists = new ListSubstitution(this.collection.lists, budget);
    const usedLists = new Set(lists.usedByLists);
    const macros = new MacroTable(this.collection, this.expander, budget);
    yield* macros.build(this.reader, lists, usedLists, report);
    const context: Context = { lists, usedLists, macros, toldMacros: new Set(), report };
    const rules: CompiledRule[] = [];
    for (const definition of this.collection.rules.values()) {
      const source = this.sources.get(definition.source);
      if (source === undefined) continue;
      const rule = this.compileRule(definition, source, context);
      if (rule !== undefined) rules.push(rule);
      yield;
    }
    if (report.errorCount === errorsBefore) this.warnUnused(macros.used, usedLists, report);
    return rules;
  }

  private compileRule(
    definition: RuleDefinition,
    source: Source,
    context: Context,
  ): CompiledRule | undefined {
    const { report } = context;
    const item: ItemName = { type: 'rule', name: definition.name };
    const written = writeCondition(definition);
    if (!written.ok) {
      report.add({ ...written.problem, item });
      return undefined;
    }
    const output = this.compileOutput(definition, source);
    if (!output.ok && reportOutputProblems(definition, output.problems, report) === 'skipped')
      return undefined;
    const compiled = this.compileCondition(definition, source, written.text, context);
    if (!output.ok || compiled === undefined) return undefined;
    const { condition, predicate } = compiled;
    return {
      rule: ruleOf(definition, condition, written.fields, output.output),
      predicate,
      output: output.output,
    };
  }

  private compileOutput(definition: RuleDefinition, { resolver }: Source): AlertOutputResult {
    const { name, source, tags } = definition;
    const text = decodeText(TracedText.join(definition.output).bytes);
    const key = JSON.stringify([source, name, [...tags], text]);
    let result = this.outputs.get(key);
    if (result === undefined) {
      const owner = { source, name, tags };
      result = compileAlertOutput(text, owner, this.options.appendOutput, resolver);
      this.outputs.set(key, result);
    }
    return result;
  }

  private compileCondition(
    definition: RuleDefinition,
    source: Source,
    written: TracedText,
    { lists, usedLists, macros, toldMacros, report }: Context,
  ): { readonly condition: Condition; readonly predicate: Predicate } | undefined {
    const item: ItemName = { type: 'rule', name: definition.name };
    const { visibility } = definition;
    const read = this.reader.read({ item, visibility, write: () => written }, lists, usedLists);
    const { text } = read;
    if (read.problem !== undefined) report.add(read.problem);
    if (read.condition === undefined) return undefined;
    const { condition, isWhole } = macros.expand({ condition: read.condition, text }, report, item);
    if (this.naCheck.isUnsafe(condition)) {
      const message = `rule \`${definition.name}\` compares a field with \`<NA>\``;
      const hint = 'use `exists` to test whether a field has a value';
      report.add({ kind: 'unsafe_na_check', ...text.locate({ start: 0, end: 0 }), message, hint, item });
    }
    const result = this.check(condition, source);
    const add = (kind: ProblemKind, { range, via, message, hint }: Finding) => {
      const location = locateFinding(range, via, { rule: definition.name, text, condition, macros });
      report.add({ kind, ...location, message, hint, item });
    };
    if (result.ok) {
      for (const warning of result.warnings) add('suspicious_condition', warning);
      return isWhole ? { condition, predicate: result.predicate } : undefined;
    }
    // Macro calls that are left have been reported.
    const problems = result.problems.filter(({ kind }) => kind !== 'unknown_macro');
    const [first] = problems;
    if (isWhole && definition.skipIfUnknownFilter && first?.kind === 'unknown_field') {
      add('skipped_unknown_field', first);
      return undefined;
    }
    const macroOf = ({ via: [name = ''] }: ConditionProblem) => `${definition.source} ${name}`;
    const untold = problems.filter((problem) => !toldMacros.has(macroOf(problem)));
    for (const problem of untold) {
      add(problem.kind === 'unknown_field' ? problem.kind : `condition:${problem.kind}`, problem);
      if (problem.via.length > 0) toldMacros.add(macroOf(problem));
    }
    return undefined;
  }

  private check(condition: Condition, source: Source): CompileResult {
    let result = source.results.get(condition);
    if (result === undefined) {
      result = source.compile(condition);
      source.results.set(condition, result);
    }
    return result;
  }

  private warnUnused(usedMacros: ReadonlySet<string>, usedLists: ReadonlySet<string>, report: Report): void {
    for (const [type, definitions, used] of [
      ['macro', this.collection.macros, usedMacros],
      ['list', this.collection.lists, usedLists],
    ] as const) {
      for (const { name, place } of definitions.values()) {
        if (used.has(name)) continue;
        const users = type === 'macro' ? 'rule or macro' : 'rule, macro or list';
        const message = `${type} \`${name}\` is used by no ${users}`;
        report.add({ kind: `unused_${type}`, place, message, item: { type, name } });
      }
    }
  }
}

type WrittenCondition =
  | { readonly ok: true; readonly text: TracedText; readonly fields: readonly string[] }
  | { readonly ok: false; readonly problem: Problem };

/** A rule's condition with its exceptions written out. */
function writeCondition({ condition, exceptions, place }: RuleDefinition): WrittenCondition {
  const text = TracedText.join(condition);
  if (exceptions.length === 0) return { ok: true, text, fields: [] };
  const terms: TracedText[] = [];
  const fields = new Set<string>();
  for (const exception of exceptions) {
    const term = exceptionTerm(exception);
    if (!term.ok) return term;
    terms.push(term.text);
    for (const field of term.fields) fields.add(field);
  }
  const parts = [TracedText.generated('(', place), text, TracedText.generated(')', place), ...terms];
  return { ok: true, text: TracedText.concat(parts), fields: [...fields].sort() };
}

/** `skipped` if the rule asks to be left out for what is wrong. */
function reportOutputProblems(
  definition: RuleDefinition,
  problems: readonly OutputProblem[],
  report: Report,
): 'skipped' | 'failed' {
  const written = TracedText.join(definition.output);
  const item: ItemName = { type: 'rule', name: definition.name };
  const add = (kind: ProblemKind, { range, text, message, hint }: OutputProblem) => {
    const isOwn = text.startsWith(decodeText(written.bytes)) && range.start <= written.bytes.length;
    const location = written.locate(isOwn ? range : { start: 0, end: written.bytes.length });
    report.add({
      kind,
      ...location,
      message: isOwn ? message : `${message} (in what is appended: \`${text}\`)`,
      hint,
      item,
    });
  };
  const [first] = problems;
  if (definition.skipIfUnknownFilter && first?.kind === 'unknown_field') {
    add('skipped_unknown_field', first);
    return 'skipped';
  }
  for (const problem of problems) {
    add(problem.kind === 'unknown_field' ? 'unknown_output_field' : `output:${problem.kind}`, problem);
  }
  return 'failed';
}
