import type { EventFields } from '../falco/index.ts';
import { CODING_AGENT_CATALOGUE, toolArgument } from './fields.ts';
import type { FieldValue } from './judgement.ts';

/** Fields that are missing, rather than empty, where they do not apply. */
const MISSING_WHERE_EMPTY: ReadonlySet<string> = new Set(['mcp.server', 'mcp.tool']);

/** What a field has that is not on record because it says nothing; by name. */
const EMPTY_VALUES: ReadonlyMap<string, FieldValue> = new Map(
  CODING_AGENT_CATALOGUE.fields
    .filter(({ name }) => !MISSING_WHERE_EMPTY.has(name))
    .map(({ name, list, type }) => [name, list === true ? [] : type === 'bool' ? false : '']),
);

/** The names of fields, by their places in the catalogue, and whether only those on record may have a value. */
const PLACES = CODING_AGENT_CATALOGUE.fields.map(({ name, list }) => ({ name, isList: list === true }));

/** An event as rules were asked about it, from the fields that the audit has kept: those that say something. */
export function recordedEvent(fields: Readonly<Record<string, unknown>>): EventFields {
  let input: Parameters<typeof toolArgument>[0] | undefined;
  return {
    get(name, argument) {
      if (name === 'tool.arg') {
        input ??= parseObject(fields['tool.input']);
        return toolArgument(input, argument ?? '');
      }
      return (fields[name] as FieldValue | undefined) ?? EMPTY_VALUES.get(name);
    },
    present: (places) =>
      places.filter((place) => {
        const field = PLACES[place];
        return field?.isList !== true || fields[field.name] !== undefined;
      }),
  };
}

function parseObject(text: unknown): Parameters<typeof toolArgument>[0] {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Parameters<typeof toolArgument>[0])
      : {};
  } catch {
    // Masking a secret can cut through the JSON around it.
    return {};
  }
}
