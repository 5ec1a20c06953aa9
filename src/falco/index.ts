export type { Diagnostic, ItemType, RelatedPlace, Severity, TextRange } from './diagnostic.ts';
export { DIAGNOSTIC_CODES, type FalcoCode, type ProblemKind } from './diagnostic-codes.ts';
export { type FormatOptions, formatDiagnostic } from './diagnostic-format.ts';
export { positionAt, type TextPosition } from './diagnostic-position.ts';
export {
  createCatalogue,
  type EventFields,
  type FieldArgument,
  type FieldCatalogue,
  type FieldDefinition,
  type FieldInput,
  type FieldType,
} from './eval/index.ts';
export { type AppendOutput, formatTextLine, type OutputValue, type RenderedAlert } from './output/index.ts';
export type { PluginRequirement } from './ruleset/collection.ts';
export { PRIORITIES, type Priority } from './ruleset/definitions.ts';
export { type FileLoad, type LoadOptions, type LoadResult, loadRules } from './ruleset/load-rules.ts';
export { parsePriority } from './ruleset/read-rule.ts';
export type { Match, Rule, RuleSet, Toggle } from './ruleset/rule-set.ts';
export type { RuleFile } from './ruleset/traced-text.ts';
export {
  type AvailablePlugin,
  ENGINE_VERSION,
  formatVersion,
  meetsRequirement,
  type Version,
} from './ruleset/versions.ts';
