export {
  type AlertOutput,
  type AlertOutputResult,
  compileAlertOutput,
  type OutputProblem,
  type RenderedAlert,
} from './alert.ts';
export type { AppendOutput, OutputOwner } from './append-output.ts';
export { type OutputValue, type Rendering, readerFor, renderTemplate, renderTexts } from './render.ts';
export {
  compileTemplate,
  type Template,
  type TemplateErrorKind,
  type TemplateField,
  type TemplatePart,
  type TemplateProblem,
  type TemplateResult,
} from './template.ts';
export { formatTextLine } from './text-line.ts';
