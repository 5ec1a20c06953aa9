import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { OddShape, optionalStrings, parseWith, requiredObject, requiredString } from '../payload.ts';
import type { Subject } from '../subjects.ts';
import { subjectsOf } from '../tool-shape.ts';
import { TOOL_TABLE } from './tool-table.ts';

const EVENT = 'tool_call';

const CONTEXT_KEYS = { cwd: 'cwd', sessionId: 'sessionId' } as const;

/** Reads what our extension sends: `{event: {type, toolName, toolCallId, input}, ctx: {cwd, hasUI, sessionId}}`. Never throws. */
export function parsePayload(payload: unknown): ParsedHook {
  return parseWith(
    payload,
    (sent) => requiredString(requiredObject(sent, 'event'), 'type'),
    (sent, event) => {
      if (event !== EVENT) throw new OddShape(`"type" is ${JSON.stringify(event)}, not "${EVENT}"`);
      return { kind: 'calls', event, calls: callsOf(sent) };
    },
  );
}

function callsOf(payload: JsonObject): readonly ToolCall[] {
  const event = requiredObject(payload, 'event');
  const tool = requiredString(event, 'toolName');
  const input = requiredObject(event, 'input');
  const call: ToolCall = {
    agent: 'pi',
    event: EVENT,
    tool,
    input,
    ...optionalStrings(event, { useId: 'toolCallId' }),
    ...optionalStrings(requiredObject(payload, 'ctx'), CONTEXT_KEYS),
  };
  return subjectsOf(TOOL_TABLE, tool, input).map((subject) => ({ ...call, ...asRead(subject) }));
}

const UNICODE_SPACES = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g;

/** The path as pi's tools read it: without the `@` of a mention, every kind of space as a plain one. */
function asRead(subject: Subject): Subject {
  if (subject.file === undefined) return subject;
  const path = subject.file.path.replace(/^@/, '').replaceAll(UNICODE_SPACES, ' ');
  return { ...subject, file: { ...subject.file, path } };
}
