import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { durationOf, type Ending, endingOf, textIn } from '../call-outcome.ts';
import { parseImported } from '../cursor/parse.ts';
import { CALL_KEYS, eventParser } from '../event-parser.ts';
import { isJsonObject } from '../json-kind.ts';
import { splitMcpName } from '../mcp-name.ts';
import { keyedString } from '../tool-shape.ts';
import { CALL_EVENTS, NOTICES, OUTCOME_EVENTS } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/**
 * Reads one hook payload of Claude Code, as `JSON.parse` gave it. Never throws. Cursor runs the hooks in Claude Code's settings, too,
 * with payloads of its own.
 */
export function parsePayload(payload: unknown): ParsedHook {
  if (isJsonObject(payload) && typeof payload.cursor_version === 'string') return parseImported(payload);
  const parsed = parseEvent(payload);
  if (parsed.kind !== 'notice' || !isJsonObject(payload)) return parsed;
  const { event } = parsed;
  const { file_path: path, source } = payload;
  if (event === 'ConfigChange' && typeof path === 'string') {
    return { kind: 'settings-change', event, change: { path, isUsers: source === 'user_settings' } };
  }
  return parsed;
}

const parseEvent = eventParser({
  agent: 'claude_code',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  startEvent: 'SessionStart',
  keys: { ...CALL_KEYS, turnId: 'prompt_id' },
  outcomes: { events: OUTCOME_EVENTS, endingOf: callEnding },
  tools: TOOL_TABLE,
  mcpOf,
});

function mcpOf(payload: JsonObject, tool: string, input: JsonObject): ToolCall['mcp'] {
  const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
  if (server !== undefined) return { server, tool };
  const announced = isJsonObject(payload.mcp_server) ? payload.mcp_server.name : undefined;
  return splitMcpName(tool, typeof announced === 'string' && announced !== '' ? announced : undefined);
}

/** A program that ends with another status than 0 is a failure, whose text begins with `Exit code 1`. */
function callEnding(payload: JsonObject, event: string): Ending {
  // In auto mode, by its classifier; refusals of other modes are not told.
  if (event === 'PermissionDenied') return { result: 'refused' };
  const duration = durationOf(payload);
  if (event === 'PostToolUseFailure') {
    return { ...endingOf(textIn(payload.error), true, /^Exit code (\d{1,3})\b/), ...duration };
  }
  const { tool_response: response, tool_name: tool } = payload;
  const ending = endingOf(textIn(response, 'stdout', 'content', 'text'), false);
  // In the background it goes on.
  const isExited = tool === 'Bash' && isJsonObject(response) && response.backgroundTaskId === undefined;
  return { ...ending, ...(isExited && { exitStatus: 0 }), ...duration };
}
