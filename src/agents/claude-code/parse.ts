import type { JsonObject, ToolCall } from '../agent.ts';
import { eventParser } from '../event-parser.ts';
import { isJsonObject } from '../json-kind.ts';
import { splitMcpName } from '../mcp-name.ts';
import { keyedString } from '../tool-shape.ts';
import { CALL_EVENTS, NOTICES } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Claude Code, as `JSON.parse` gave it. Never throws. */
export const parsePayload = eventParser({
  agent: 'claude_code',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  keys: {
    useId: 'tool_use_id',
    sessionId: 'session_id',
    turnId: 'prompt_id',
    cwd: 'cwd',
    permissionMode: 'permission_mode',
    transcriptPath: 'transcript_path',
    subagentId: 'agent_id',
  },
  tools: TOOL_TABLE,
  mcpOf,
});

function mcpOf(payload: JsonObject, tool: string, input: JsonObject): ToolCall['mcp'] {
  const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
  if (server !== undefined) return { server, tool };
  const announced = isJsonObject(payload.mcp_server) ? payload.mcp_server.name : undefined;
  return splitMcpName(tool, typeof announced === 'string' && announced !== '' ? announced : undefined);
}
