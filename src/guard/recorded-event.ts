import type { EventFields } from '../falco/index.ts';
import { CODING_AGENT_CATALOGUE, toolArgument } from './fields.ts';
import type { FieldValue } from './judgement.ts';

/** Fields that are missing, rather than empty, where they do not apply. */
const MISSING_WHERE_EMPTY: ReadonlySet<string> = new Set(['mcp.server', 'mcp.tool']);

/** An event as rules were asked about it, from the fields that the audit has kept: those that say something. */
export function recordedEvent(fields: Readonly<Record<string, unknown>>): EventFields {
  const input = parseObject(fields['tool.input']);
  return {
    get(name, argument) {
      if (name === 'tool.arg') return toolArgument(input, argument ?? '');
      return (fields[name] as FieldValue | undefined) ?? emptyValue(name);
    },
  };
}

function emptyValue(name: string): FieldValue | undefined {
  const field = CODING_AGENT_CATALOGUE.get(name);
  if (field === undefined || MISSING_WHERE_EMPTY.has(name)) return undefined;
  if (field.list === true) return [];
  return field.type === 'bool' ? false : '';
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
