import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { endingOf, outcomeHook, textIn } from '../call-outcome.ts';
import { OddShape, optionalStrings, parseWith, requiredObject, requiredString } from '../payload.ts';
import type { Subject } from '../subjects.ts';
import { subjectsOf } from '../tool-shape.ts';
import { TOOL_TABLE } from './tool-table.ts';

const EVENT = 'tool_call';
const OUTCOME_EVENT = 'tool_result';

const CONTEXT_KEYS = { cwd: 'cwd', sessionId: 'sessionId' } as const;

/**
 * Reads what our extension sends: `{event: {type, toolName, toolCallId, input}, ctx: {cwd, hasUI, sessionId}}`, and after the
 * call `{event: {type, toolName, toolCallId, isError, end}, ctx}`, `end` being the last of the text. Never throws.
 */
export function parsePayload(payload: unknown): ParsedHook {
  return parseWith(
    payload,
    (sent) => requiredString(requiredObject(sent, 'event'), 'type'),
    (sent, event) => {
      if (event === OUTCOME_EVENT) return outcomeOf(sent);
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

/** What a command printed ends with its exit status, where that is not 0. */
const EXIT = /\nCommand exited with code (\d{1,3})\s*$/;

function outcomeOf(payload: JsonObject): ParsedHook {
  const { type, toolName: tool, isError, end, outputLength, ...ids } = requiredObject(payload, 'event');
  const { sessionId } = optionalStrings(requiredObject(payload, 'ctx'), CONTEXT_KEYS);
  const about = {
    agent: 'pi',
    tool,
    ...(sessionId !== undefined && { sessionId }),
    ...optionalStrings(ids, { useId: 'toolCallId' }),
  };
  const { outputLength: _, ...ending } = endingOf(textIn(end), isError === true, EXIT);
  return outcomeHook(String(type), about, {
    ...ending,
    ...(tool === 'bash' && ending.result === 'ran' && { exitStatus: 0 }),
    ...(typeof outputLength === 'number' && { outputLength }),
  });
}

const UNICODE_SPACES = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g;

/** The path as pi's tools read it: without the `@` of a mention, every kind of space as a plain one. */
function asRead(subject: Subject): Subject {
  if (subject.file === undefined) return subject;
  const path = subject.file.path.replace(/^@/, '').replaceAll(UNICODE_SPACES, ' ');
  return { ...subject, file: { ...subject.file, path } };
}
