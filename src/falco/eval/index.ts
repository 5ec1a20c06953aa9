export { type CompileResult, compileCondition, createConditionCompiler } from './compile-condition.ts';
export type { ConditionErrorKind, ConditionProblem, ConditionWarning } from './condition-problem.ts';
export type { Expression } from './expression.ts';
export { ReaderTable } from './expression-reader.ts';
export {
  createCatalogue,
  type FieldArgument,
  type FieldCatalogue,
  type FieldDefinition,
  type FieldType,
} from './fields.ts';
export { createPartialProgram, type PartialFields, type PartialProgram } from './partial-program.ts';
export type { PartialTexts } from './partial-texts.ts';
export type { Predicate } from './predicate.ts';
export { createProgram, type EventKind, type Program } from './program.ts';
export { ConditionResolver } from './resolve-condition.ts';
export { cString } from './texts.ts';
export { type EventFields, exportValue, type FieldInput, formatValue, type Values } from './values.ts';
