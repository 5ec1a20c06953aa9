import type { JsonObject } from '../agents/index.ts';

const texts = new WeakMap<JsonObject, string>();

/**
 * The arguments of a tool as JSON, without the escapes that it was sent with. Written once for all the calls that share
 * one input, as those for the files of a patch do.
 *
 * @throws RangeError when they are nested more deeply than JSON can be written.
 */
export function inputText(input: JsonObject): string {
  const text = texts.get(input) ?? JSON.stringify(input);
  texts.set(input, text);
  return text;
}
