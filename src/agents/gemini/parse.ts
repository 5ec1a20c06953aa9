import type { JsonObject, ToolCall } from '../agent.ts';
import { eventParser } from '../event-parser.ts';
import { isJsonObject } from '../json-kind.ts';
import { CALL_EVENTS, NOTICES } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Gemini CLI, as `JSON.parse` gave it. Never throws. */
export const parsePayload = eventParser({
  agent: 'gemini',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  keys: { sessionId: 'session_id', cwd: 'cwd', transcriptPath: 'transcript_path' },
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
