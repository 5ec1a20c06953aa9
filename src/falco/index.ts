export type { ByteRange, Condition } from './condition/ast.ts';
export { parseCondition, printCondition, printConstant } from './condition/condition-text.ts';
export type { ParseOptions, ParseResult } from './condition/parser.ts';
export { prettyPrint } from './condition/pretty-printer.ts';
export type { Diagnostic, ItemType, RelatedPlace, TextRange } from './diagnostic.ts';
export { DIAGNOSTIC_CODES, type FalcoCode, type ProblemKind, type Severity } from './diagnostic-codes.ts';
export { type FormatOptions, formatDiagnostic } from './diagnostic-format.ts';
export { type FalcoFinding, type FalcoValidation, toFalcoJson } from './diagnostic-json.ts';
export { positionAt, type TextPosition } from './diagnostic-position.ts';
export { type SarifLog, type SarifTool, toSarif } from './diagnostic-sarif.ts';
export { nearestName } from './diagnostic-suggestion.ts';
export {
  createCatalogue,
  type EventFields,
  type EventKind,
  type FieldArgument,
  type FieldCatalogue,
  type FieldDefinition,
  type FieldInput,
  type FieldType,
  type PartialFields,
  type PartialTexts,
} from './eval/index.ts';
export { type Change as ConditionChange, smallestChange } from './explain/smallest-change.ts';
export { type CheckTrace, describeCheck, fieldsOf, type Trace, Tracer } from './explain/trace.ts';
export { type AppendOutput, formatTextLine, type OutputValue, type RenderedAlert } from './output/index.ts';
export type { PluginRequirement } from './ruleset/collection.ts';
export { type Change, PRIORITIES, type Priority } from './ruleset/definitions.ts';
export {
  describe,
  type ListDescription,
  type MacroDescription,
  type RuleDescription,
} from './ruleset/describe.ts';
export {
  type FileLoad,
  type LoadOptions,
  type LoadResult,
  loadRules,
  loadRulesInSteps,
} from './ruleset/load-rules.ts';
export { parsePriority } from './ruleset/read-rule.ts';
export type { Rule } from './ruleset/rule.ts';
export { type JsonSchema, RULE_FILE_SCHEMA } from './ruleset/rule-file-schema.ts';
export type { Match, PartialMatch, RuleSet, Toggle } from './ruleset/rule-set.ts';
export type { RuleFile } from './ruleset/traced-text.ts';
export {
  type AvailablePlugin,
  ENGINE_VERSION,
  formatVersion,
  meetsRequirement,
  type Version,
} from './ruleset/versions.ts';
export { finish, type Steps } from './steps.ts';
