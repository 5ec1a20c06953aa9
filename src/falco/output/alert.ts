import type { ConditionResolver, EventFields, FieldCatalogue } from '../eval/index.ts';
import { type AppendOutput, appliesTo, type OutputOwner } from './append-output.ts';
import {
  exportExpression,
  type OutputValue,
  type ReadExpression,
  readerFor,
  renderTemplate,
} from './render.ts';
import { compileTemplate, type Template, type TemplateProblem } from './template.ts';

/** What a matching rule has to say about an event. */
export interface RenderedAlert {
  readonly message: string;
  readonly outputFields: Readonly<Record<string, OutputValue>>;
}

/** A rule's output with all that is appended to it. */
export interface AlertOutput {
  /** The whole template. */
  readonly text: string;
  /** By name: the template, or the name itself for a field in its own type. */
  readonly extraFields: ReadonlyMap<string, string>;
  /** A missing value prints as `<NA>`, with or without a leading `*`. */
  render(event: EventFields): RenderedAlert;
}

export type AlertOutputResult =
  | { readonly ok: true; readonly output: AlertOutput }
  | {
      readonly ok: false;
      readonly problems: readonly OutputProblem[];
    };

/** `text` is the template that the range counts in: the rule's output, perhaps with additions, or an extra field's. */
export interface OutputProblem extends TemplateProblem {
  readonly text: string;
}

/** An addition to the structured output: a template, or a field in its own type. */
interface ExtraField {
  readonly name: string;
  readonly text: string;
  readonly isRaw: boolean;
}

const NO_EXTRA_FIELDS: ReadonlyMap<string, string> = new Map();

type CompiledField = ExtraField & { readonly template: Template };

/** Compiles the output of a rule. Never throws. */
export function compileAlertOutput(
  output: string,
  owner: OutputOwner,
  appended: readonly AppendOutput[],
  resolver: ConditionResolver,
): AlertOutputResult {
  const additions = appended.filter((append) => appliesTo(append, owner));
  const text = [output, ...additions.flatMap((append) => appendedTexts(append, resolver.catalogue))].join(
    ' ',
  );
  const extras = additions.flatMap(extraFieldsOf);
  const message = compileTemplate(text, resolver);
  const problems: OutputProblem[] = message.ok
    ? []
    : message.problems.map((problem) => ({ ...problem, text }));
  const fields: CompiledField[] = [];
  for (const extra of extras) {
    const result = compileTemplate(extra.text, resolver);
    if (result.ok) fields.push({ ...extra, template: result.template });
    else problems.push(...result.problems.map((problem) => ({ ...problem, text: extra.text })));
  }
  if (!message.ok || problems.length > 0) return { ok: false, problems };
  return { ok: true, output: outputOf(text, message.template, fields) };
}

function outputOf(text: string, template: Template, extras: readonly CompiledField[]): AlertOutput {
  return {
    text,
    extraFields:
      extras.length === 0
        ? NO_EXTRA_FIELDS
        : new Map(extras.map(({ name, text: shown, isRaw }) => [name, isRaw ? name : shown])),
    render: (event) => renderAlert(template, extras, readerFor(event)),
  };
}

function renderAlert(
  template: Template,
  extraFields: readonly CompiledField[],
  read: ReadExpression,
): RenderedAlert {
  const fields = new Map<string, OutputValue>();
  for (const { name, expression, isCall } of template.fields) {
    if (!isCall) fields.set(name, exportExpression(expression, read));
  }
  for (const extra of extraFields) {
    const value = extra.isRaw ? rawValue(extra, read) : renderTemplate(extra.template, read, true).text;
    fields.set(extra.name, value);
  }
  return { message: renderTemplate(template, read, true).text, outputFields: Object.fromEntries(fields) };
}

/** Falco looks the name up among the fields of its template, where functions have no place. */
function rawValue({ name, template }: CompiledField, read: ReadExpression): OutputValue {
  const field = template.fields.find((candidate) => candidate.name === name && !candidate.isCall);
  return field === undefined ? null : exportExpression(field.expression, read);
}

function appendedTexts(append: AppendOutput, catalogue: FieldCatalogue): readonly string[] {
  const extra = append.extraOutput === undefined || append.extraOutput === '' ? [] : [append.extraOutput];
  if (append.suggestedOutput !== true) return extra;
  const suggested = catalogue.fields.filter((field) => field.suggestedOutput);
  return [...extra, ...suggested.map(({ name }) => `${name.replaceAll('.', '_')}=%${name}`)];
}

function extraFieldsOf(append: AppendOutput): readonly ExtraField[] {
  return (append.extraFields ?? []).flatMap((field): readonly ExtraField[] =>
    typeof field === 'string'
      ? [{ name: field, text: `%${field}`, isRaw: true }]
      : Object.entries(field).map(([name, text]) => ({ name, text, isRaw: false })),
  );
}
