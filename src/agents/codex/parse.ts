import type { JsonObject, ParsedHook } from '../agent.ts';
import { endingOf, textIn } from '../call-outcome.ts';
import { CALL_KEYS, eventParser } from '../event-parser.ts';
import { isJsonObject } from '../json-kind.ts';
import { splitMcpName } from '../mcp-name.ts';
import { keyedString } from '../tool-shape.ts';
import { CALL_EVENTS, NOTICES, OUTCOME_EVENTS } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Codex, as `JSON.parse` gave it. Never throws. */
export function parsePayload(payload: unknown, hookFolder?: () => string | undefined): ParsedHook {
  return parseEvent(isJsonObject(payload) ? inSession(payload, hookFolder) : payload);
}

/**
 * Of a shell command, Codex gives the folder that the model chose for it as `cwd`, and leaves it out of the input. Hooks run
 * in the session's folder: that is the `cwd` of every other payload, and what is outside of the project is measured by it.
 */
function inSession(payload: JsonObject, hookFolder: (() => string | undefined) | undefined): JsonObject {
  const { tool_name: tool, tool_input: input, cwd: workdir } = payload;
  if (tool !== 'Bash' || !isJsonObject(input) || typeof workdir !== 'string') return payload;
  const cwd = hookFolder?.();
  if (cwd === undefined || cwd === workdir) return payload;
  return { ...payload, cwd, tool_input: { ...input, workdir } };
}

const parseEvent = eventParser({
  agent: 'codex',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  startEvent: 'SessionStart',
  keys: { ...CALL_KEYS, turnId: 'turn_id', model: 'model' },
  // A command gives back what it printed, and not how it ended.
  outcomes: {
    events: OUTCOME_EVENTS,
    endingOf: ({ tool_response: response }) =>
      endingOf(textIn(response, 'output'), undefined, /^Exit code: (\d{1,3})\nWall time: /),
  },
  tools: TOOL_TABLE,
  mcpOf(_payload, tool, input) {
    const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
    return server === undefined ? splitMcpName(tool) : { server, tool };
  },
});
