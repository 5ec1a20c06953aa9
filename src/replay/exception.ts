import { keptTexts } from '../audit/index.ts';
import { printConstant } from '../falco/index.ts';
import type { FieldValue } from '../guard/index.ts';

/** The recorded fields of an event that a rule stopped. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** What an exception looks at; of a list, all elements have to be `in`. */
export interface ComparedField {
  readonly name: string;
  readonly comparison: '=' | 'in' | 'pmatch';
}

/** The values of one entry of an exception, one for each field. */
export type ExceptionValues = readonly (string | readonly string[])[];

/** An exception of a rule: it does not match where all fields compare with the values of one entry. */
export interface Exception {
  readonly fields: readonly ComparedField[];
  readonly values: readonly ExceptionValues[];
}

/** What a field of an event has to be compared with, so that the event is excepted; `undefined` where not all of it is known. */
export function valueFor(
  fields: Fields,
  { name, comparison }: ComparedField,
): string | readonly string[] | undefined {
  const value = fields[name];
  if (keptTexts(value) !== undefined) return undefined;
  switch (comparison) {
    case '=':
      // False is left out of the record.
      return name === 'exec.opaque' ? String(value ?? false) : textOf(value);
    case 'in':
      return Array.isArray(value) && value.length > 0 ? [...new Set(value)].sort() : undefined;
    case 'pmatch':
      return folderInProject(textOf(value), textOf(fields['agent.real_cwd']));
  }
}

/** Whether an event is excepted. */
export function isExcepted(fields: Fields, exception: Exception): boolean {
  return exception.values.some((values) =>
    exception.fields.every((field, index) =>
      compares(fields, field, values[index] as string | readonly string[]),
    ),
  );
}

function compares(fields: Fields, field: ComparedField, wanted: string | readonly string[]): boolean {
  const value = fields[field.name];
  if (keptTexts(value) !== undefined) return false;
  switch (field.comparison) {
    case '=':
      return valueFor(fields, field) === wanted;
    case 'in':
      return Array.isArray(value) && value.length > 0 && value.every((one) => wanted.includes(one));
    case 'pmatch':
      return typeof value === 'string' && value.startsWith(`${String(wanted)}/`);
  }
}

/** The folder of a file, where it lies below that of the project. */
function folderInProject(path: string | undefined, project: string | undefined): string | undefined {
  if (path === undefined || project === undefined) return undefined;
  const folder = path.slice(0, path.lastIndexOf('/'));
  // What `pmatch` would take for a pattern is none of its paths.
  const isBelow = project !== '/' && folder.startsWith(`${project}/`) && !/[?*[]/.test(folder);
  return isBelow ? folder : undefined;
}

function textOf(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The exception as it is appended to a rule, in YAML. */
export function exceptionYaml(rule: string, name: string, { fields, values }: Exception): string {
  const rows = values.map((row) => `        - [${row.map(valueYaml).join(', ')}]`);
  return [
    `- rule: ${textYaml(rule)}`,
    '  exceptions:',
    `    - name: ${textYaml(name)}`,
    `      fields: [${fields.map((field) => field.name).join(', ')}]`,
    `      comps: [${fields.map(({ comparison }) => textYaml(comparison)).join(', ')}]`,
    '      values:',
    ...rows,
    '  override:',
    '    exceptions: append',
    '',
  ].join('\n');
}

function valueYaml(value: string | readonly string[]): string {
  if (typeof value === 'string') return textYaml(printConstant(value));
  return `[${value.map((one) => textYaml(printConstant(one))).join(', ')}]`;
}

/** A text as YAML reads it back; one that YAML could take for anything else is quoted. */
function textYaml(text: string): string {
  if (/^[A-Za-z_/][A-Za-z0-9_./@ -]*(?<! )$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text))
    return text;
  return /^[\x20-\x7e]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}
