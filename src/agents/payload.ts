import type { Json, JsonObject, ParsedHook } from './agent.ts';
import { isJsonObject, jsonKind } from './json-kind.ts';

/** A payload that cannot be what the agent sends. Becomes an `invalid` hook in `parseWith`. */
export class OddShape extends Error {}

/**
 * Reads one hook payload, as `JSON.parse` gave it, with two functions of an agent that may throw `OddShape`. `eventOf` comes
 * first, so that even an odd payload is refused in the form of its event.
 */
export function parseWith(
  payload: unknown,
  eventOf: (payload: JsonObject) => string,
  read: (payload: JsonObject, event: string) => ParsedHook,
): ParsedHook {
  let event: string | undefined;
  try {
    if (!isJsonObject(payload)) throw new OddShape(`the payload is ${jsonKind(payload)}, not an object`);
    event = eventOf(payload);
    return read(payload, event);
  } catch (error) {
    if (!(error instanceof OddShape)) throw error;
    return { kind: 'invalid', ...(event !== undefined && { event }), problem: error.message };
  }
}

/** A string that must be there and say something. */
export function requiredString(object: JsonObject, key: string): string {
  const value = ownValue(object, key);
  if (typeof value !== 'string') throw new OddShape(`"${key}" is ${jsonKind(value)}, not a string`);
  if (value === '') throw new OddShape(`"${key}" is empty`);
  return value;
}

/** A string that may be missing or null. */
function optionalString(object: JsonObject, key: string): string | undefined {
  const value = ownValue(object, key);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new OddShape(`"${key}" is ${jsonKind(value)}, not a string`);
  return value;
}

/** The strings that are there, under names of our own: `optionalStrings(payload, { useId: 'tool_use_id' })`. */
export function optionalStrings<Name extends string>(
  object: JsonObject,
  keys: Readonly<Partial<Record<Name, string>>>,
): { readonly [N in Name]?: string } {
  const found: { [N in Name]?: string } = {};
  for (const name in keys) {
    const key = keys[name];
    const value = key === undefined ? undefined : optionalString(object, key);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** An object that must be there. */
export function requiredObject(object: JsonObject, key: string): JsonObject {
  const value = ownValue(object, key);
  if (!isJsonObject(value)) throw new OddShape(`"${key}" is ${jsonKind(value)}, not an object`);
  return value;
}

const ownValue = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;
