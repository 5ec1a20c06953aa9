import { type ByteString, decodeText } from '../condition/byte-string.ts';
import {
  cString,
  type EventFields,
  type Expression,
  exportValue,
  formatValue,
  ReaderTable,
  type Values,
} from '../eval/index.ts';
import type { Template } from './template.ts';

/** What stands for a missing value. */
const NOT_AVAILABLE = '<NA>';
/** Falco prints a list into 1024 bytes, the terminator included. */
const MAX_LIST_TEXT = 1023;

type Exported = string | number | bigint | boolean;

/** A value of structured outputs; `null` where the event has none. */
export type OutputValue = Exported | readonly Exported[] | null;

/** Reads expressions for one event after the other. */
export type ReadExpression = (expression: Expression) => Values | undefined;

/** A reader for one event, whose fields are asked for once each. */
export function readerFor(event: EventFields): ReadExpression {
  const table = new ReaderTable();
  const frame = { event, epoch: 1 };
  return (expression) => table.readerOf(expression)(frame);
}

/** `isComplete` is false where a value was missing; the text then ends before its placeholder. */
export interface Rendering {
  readonly isComplete: boolean;
  readonly text: string;
}

export function renderTemplate(
  template: Template,
  read: ReadExpression,
  isLenient = template.isLenient,
): Rendering {
  let text: ByteString = '';
  for (const part of template.parts) {
    if (part.kind === 'text') {
      text += part.text;
      continue;
    }
    const shown = format(part.expression, read(part.expression)) ?? (isLenient ? NOT_AVAILABLE : undefined);
    if (shown === undefined) return { isComplete: false, text: decodeText(text) };
    text += part.width === 0 ? shown : shown.slice(0, part.width).padEnd(part.width);
  }
  return { isComplete: true, text: decodeText(text) };
}

/** The texts of all fields and functions; those before the first missing one, where that stops the template. */
export function renderTexts(template: Template, read: ReadExpression): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { name, expression } of template.fields) {
    const shown = format(expression, read(expression)) ?? (template.isLenient ? NOT_AVAILABLE : undefined);
    if (shown === undefined) break;
    texts.set(name, decodeText(shown));
  }
  return texts;
}

/** A value in its own type. */
export function exportExpression(expression: Expression, read: ReadExpression): OutputValue {
  const values = read(expression);
  if (values === undefined) return null;
  return Array.isArray(values)
    ? values.map((value) => exportOne(expression, value))
    : exportOne(expression, values as Exclude<Values, readonly unknown[]>);
}

function exportOne(expression: Expression, value: Exclude<Values, readonly unknown[]>): Exported {
  return exportValue(expression.type, trim(expression, value));
}

function format(expression: Expression, values: Values | undefined): ByteString | undefined {
  if (values === undefined) return undefined;
  const { type } = expression;
  if (!Array.isArray(values))
    return formatValue(type, trim(expression, values as Exclude<Values, readonly unknown[]>));
  let text = '(';
  for (const value of values) {
    // No comma before anything has been written, so that empty texts in front leave no trace.
    text += `${text === '(' ? '' : ','}${formatValue(type, trim(expression, value))}`;
  }
  return `${text})`.slice(0, MAX_LIST_TEXT);
}

function trim<Kind extends Exclude<Values, readonly unknown[]>>(expression: Expression, value: Kind): Kind {
  return expression.mayHoldNul && typeof value === 'string' ? (cString(value) as Kind) : value;
}
