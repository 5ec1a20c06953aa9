import { keptTexts } from '../audit/index.ts';
import type { PartialFields, PartialTexts } from '../falco/index.ts';
import { recordedEvent } from '../guard/index.ts';

const NOTHING_KNOWN: PartialTexts = { texts: [], isComplete: false };

/** An event from its recorded fields, where secrets are masked and long values cut; `undefined` where none is. */
export function partialEvent(fields: Readonly<Record<string, unknown>>): PartialFields | undefined {
  const kept = new Map<string, PartialTexts>();
  for (const [name, value] of Object.entries(fields)) {
    const texts = keptTexts(value);
    if (texts !== undefined) kept.set(name, texts);
  }
  if (kept.size === 0) return undefined;
  const event = recordedEvent(fields);
  const isInputKept = !kept.has('tool.input') || isJson(fields['tool.input']);
  return {
    ...event,
    partial(name, argument) {
      if (name !== 'tool.arg') return kept.get(name);
      return isInputKept ? keptTexts(event.get(name, argument)) : NOTHING_KNOWN;
    },
  };
}

/** Whether what was masked or cut of a text has left the JSON around it whole. */
function isJson(text: unknown): boolean {
  try {
    JSON.parse(String(text));
    return true;
  } catch {
    return false;
  }
}
