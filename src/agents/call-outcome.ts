import type { CallOutcome, Json, JsonObject, ParsedHook } from './agent.ts';
import { isJsonObject } from './json-kind.ts';

/** What one agent says of how a call ended. */
export type Ending = Pick<CallOutcome, 'result' | 'exitStatus' | 'durationMs' | 'outputLength'>;

/** The outcome that a payload tells of; a notice where it does not say of which tool. */
export function outcomeHook(
  event: string,
  about: Omit<CallOutcome, 'tool' | 'result'> & { readonly tool: unknown },
  ending: Ending,
): ParsedHook {
  const { tool } = about;
  if (typeof tool !== 'string' || tool === '') return { kind: 'notice', event };
  return { kind: 'outcome', event, outcome: { ...about, tool, ...ending } };
}

/** What a tool gave back in text, and how it ended: `exit` finds the exit status in that text. */
export function endingOf(text: string, hasFailed: boolean | undefined, exit?: RegExp): Ending {
  const found = exit?.exec(text)?.[1];
  const exitStatus = found === undefined ? undefined : Number(found);
  return {
    result: resultOf(hasFailed, exitStatus),
    ...(exitStatus !== undefined && { exitStatus }),
    outputLength: text.length,
  };
}

/** An exit status other than 0 is a failure, too, where the agent does not tell. */
export function resultOf(hasFailed: boolean | undefined, exitStatus?: number): CallOutcome['result'] {
  if (hasFailed === true || (exitStatus !== undefined && exitStatus !== 0)) return 'failed';
  return hasFailed === false || exitStatus === 0 ? 'ran' : 'unknown';
}

/** `{"duration_ms": 12}`, where it is there. */
export function durationOf({ duration_ms: durationMs }: JsonObject): Pick<Ending, 'durationMs'> {
  return typeof durationMs === 'number' && durationMs >= 0 ? { durationMs } : {};
}

/** A text, or one of the texts of an object under these keys; empty where there is none. */
export function textIn(value: Json | undefined, ...keys: readonly string[]): string {
  if (typeof value === 'string') return value;
  if (!isJsonObject(value)) return '';
  return keys.map((key) => textIn(value[key])).find((text) => text !== '') ?? '';
}
