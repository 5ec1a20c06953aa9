export {
  type AlertOutput,
  type AlertOutputResult,
  compileAlertOutput,
  type OutputProblem,
  type RenderedAlert,
} from './alert.ts';
export type { AppendOutput } from './append-output.ts';
export { exportExpression, type OutputValue, readerFor, renderTemplate, renderTexts } from './render.ts';
export { compileTemplate, type TemplateErrorKind } from './template.ts';
export { formatTextLine } from './text-line.ts';
