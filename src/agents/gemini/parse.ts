import type { JsonObject, ToolCall } from '../agent.ts';
import { type Ending, endingOf, textIn } from '../call-outcome.ts';
import { eventParser } from '../event-parser.ts';
import { isJsonObject } from '../json-kind.ts';
import { CALL_EVENTS, NOTICES, OUTCOME_EVENTS } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Gemini CLI, as `JSON.parse` gave it. Never throws. */
export const parsePayload = eventParser({
  agent: 'gemini',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  startEvent: 'SessionStart',
  keys: { sessionId: 'session_id', cwd: 'cwd', transcriptPath: 'transcript_path' },
  outcomes: { events: OUTCOME_EVENTS, endingOf: callEnding },
  tools: TOOL_TABLE,
  mcpOf,
});

/** The context says which server it is; the name, `mcp_<server>_<tool>`, does not say where a server's name ends. */
function mcpOf(payload: JsonObject, tool: string): ToolCall['mcp'] {
  const context = isJsonObject(payload.mcp_context) ? payload.mcp_context : {};
  const { server_name: server, tool_name: name } = context;
  if (typeof server === 'string' && typeof name === 'string') return { server, tool: name };
  const [, first, rest] = /^mcp_+([^_]+)_+(.+)$/.exec(tool) ?? [];
  return first === undefined || rest === undefined ? undefined : { server: first, tool: rest };
}

/** An exit status is told only where it is not 0. */
function callEnding({ tool_response: response, tool_name: tool, tool_input: input }: JsonObject): Ending {
  const hasFailed = isJsonObject(response) && isJsonObject(response.error);
  const text = textIn(response, 'llmContent', 'returnDisplay');
  const ending = endingOf(text, hasFailed, /\nExit Code: (\d{1,3})(?:\n|$)/);
  const isInBackground = isJsonObject(input) && input.is_background === true;
  const hasExited = tool === 'run_shell_command' && ending.result === 'ran' && !isInBackground;
  return hasExited ? { ...ending, exitStatus: 0 } : ending;
}
