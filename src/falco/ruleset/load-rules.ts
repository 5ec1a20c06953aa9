import { encodeText } from '../condition/byte-string.ts';
import { parseCondition, RULE_MAX_DEPTH } from '../condition/parser.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { compileCondition, type FieldCatalogue } from '../eval/index.ts';
import type { AppendOutput } from '../output/index.ts';
import { finish, type Steps } from '../steps.ts';
import { Collection, type PluginRequirement } from './collection.ts';
import { type CompiledRule, RuleCompiler } from './compile-rules.ts';
import type { ListDefinition, MacroDefinition, Priority, RuleDefinition } from './definitions.ts';
import type { CheckField } from './exceptions.ts';
import { readDocument } from './read-items.ts';
import { readYaml } from './read-yaml.ts';
import { Report } from './report.ts';
import { createRuleSet, type RuleSet } from './rule-set.ts';
import type { RuleFile } from './traced-text.ts';
import type { Version } from './versions.ts';

export interface LoadOptions {
  /** The event sources and their fields. Rules of other sources are skipped with a warning. */
  readonly catalogues: readonly FieldCatalogue[];
  /** Refuses what Falco's own language does not have. Default `false`. */
  readonly strict?: boolean;
  /** Rules less severe than this are loaded but never tried. Default `Debug`, which is all. */
  readonly minPriority?: Priority;
  /** Default `all`. Falco's own default is `first`. */
  readonly ruleMatching?: 'first' | 'all';
  /** What is added to the outputs of all or some rules. */
  readonly appendOutput?: readonly AppendOutput[];
}

/** What Falco would say to one file. */
export interface FileLoad {
  readonly file: string;
  readonly ok: boolean;
  /** In the order in which Falco comes across them; it stops at the first error, this list does not. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadResult {
  readonly ok: boolean;
  /** Present if there are no errors. */
  readonly ruleSet?: RuleSet;
  /** File by file, up to the first that fails. Warnings about earlier files repeat, as all is compiled anew. */
  readonly loads: readonly FileLoad[];
  /** All that is wrong in all files, each thing once, in the order of the files and within them. */
  readonly diagnostics: readonly Diagnostic[];
  /** The newest engine version that a file asks for. */
  readonly requiredEngineVersion?: Version;
  /** What the files ask of plugins; see `meetsRequirement`. */
  readonly requiredPlugins: readonly PluginRequirement[];
  readonly definitions: Definitions;
}

/** Everything defined, in order of first definition. */
export interface Definitions {
  readonly lists: ReadonlyMap<string, ListDefinition>;
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly rules: ReadonlyMap<string, RuleDefinition>;
}

/**
 * Loads rule files in order, later ones building on and changing earlier ones. Never throws, whatever the files
 * hold: every mistake is a diagnostic.
 *
 * @example
 * const catalogue = createCatalogue('coding_agent', [{ name: 'tool.name', type: 'string', description: '' }]);
 * const { ruleSet, diagnostics } = loadRules([{ name: 'mine.yaml', text }], { catalogues: [catalogue] });
 * const matches = ruleSet?.match('coding_agent', { get: (name) => event[name] });
 */
export function loadRules(files: readonly RuleFile[], options: LoadOptions): LoadResult {
  return finish(loadRulesInSteps(files, options));
}

/** As `loadRules`, for a program that has other things to do meanwhile: a step reads one file or compiles one rule. */
export function* loadRulesInSteps(files: readonly RuleFile[], options: LoadOptions): Steps<LoadResult> {
  const strict = options.strict ?? false;
  const collection = new Collection(fieldChecks(options.catalogues, strict));
  const { catalogues, appendOutput = [] } = options;
  const compiler = new RuleCompiler(collection, { catalogues, appendOutput, strict });
  const loads: FileLoad[] = [];
  const diagnostics: Diagnostic[] = [];
  let compiled: readonly CompiledRule[] = [];
  let compileDiagnostics: readonly Diagnostic[] = [];
  let isFailed = false;
  function* compile(report: Report): Steps<void> {
    diagnostics.push(...compileDiagnostics.filter(({ severity }) => severity === 'error'));
    const before = report.diagnostics.length;
    compiled = yield* compiler.compile(report);
    compileDiagnostics = report.diagnostics.slice(before);
  }
  for (const [index, file] of files.entries()) {
    const report = new Report();
    readFile(file, collection, report, strict);
    diagnostics.push(...report.diagnostics);
    yield;
    if (isFailed) continue;
    const isLast = index === files.length - 1;
    if (report.errorCount === 0 && (isLast || file.isKnown !== true)) yield* compile(report);
    isFailed = report.errorCount > 0;
    loads.push({ file: file.name, ok: !isFailed, diagnostics: report.diagnostics });
  }
  if (isFailed) yield* compile(new Report());
  diagnostics.push(...compileDiagnostics);
  const { engineVersion, plugins, lists, macros, rules } = collection;
  return {
    ok: !isFailed,
    ...(isFailed ? {} : { ruleSet: ruleSetOf(compiled, options) }),
    loads,
    diagnostics: inFileOrder(diagnostics, files),
    ...(engineVersion === undefined ? {} : { requiredEngineVersion: engineVersion }),
    requiredPlugins: plugins,
    definitions: { lists, macros, rules },
  };
}

function readFile(file: RuleFile, collection: Collection, report: Report, strict: boolean): void {
  const { documents, problems } = readYaml(file.text);
  for (const { kind, range, ...explanation } of problems) {
    // Falco says nothing of a missing quote, though it makes all the rest of the file one value.
    if (kind === 'unclosed_quote' && strict) continue;
    report.add({ kind, place: { file: file.name, range }, ...explanation });
  }
  if (report.errorCount > 0) collection.isIncomplete = true;
  for (const document of documents) readDocument(file, document, collection, report);
}

function ruleSetOf(compiled: readonly CompiledRule[], options: LoadOptions): RuleSet {
  const { minPriority = 'Debug', ruleMatching = 'all' } = options;
  return createRuleSet(compiled, { minPriority, ruleMatching });
}

/** Exceptions may name fields and functions of fields: whatever `exists` can follow. */
function fieldChecks(
  catalogues: readonly FieldCatalogue[],
  strict: boolean,
): ReadonlyMap<string, CheckField> {
  return new Map(
    catalogues.map((catalogue) => {
      const known = new Map<string, ReturnType<CheckField>>();
      const check: CheckField = (text) => {
        if (!known.has(text)) known.set(text, checkField(text, catalogue, strict));
        return known.get(text);
      };
      return [catalogue.source, check];
    }),
  );
}

function checkField(text: string, catalogue: FieldCatalogue, strict: boolean): ReturnType<CheckField> {
  const parsed = parseCondition(encodeText(`${text} exists`), { maxDepth: RULE_MAX_DEPTH });
  if (!parsed.ok || parsed.condition.kind !== 'exists') return { message: `\`${text}\` is no field` };
  const result = compileCondition(parsed.condition, catalogue, { strict });
  return result.ok ? undefined : result.problems[0];
}

function inFileOrder(diagnostics: readonly Diagnostic[], files: readonly RuleFile[]): readonly Diagnostic[] {
  const order = new Map(files.map(({ name }, index) => [name, index]));
  const unique = new Map(
    diagnostics.map((diagnostic) => {
      const { file, range, kind, message } = diagnostic;
      return [JSON.stringify([file, range.start, range.end, kind, message]), diagnostic] as const;
    }),
  );
  return [...unique.values()].sort(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.range.start - b.range.start,
  );
}
