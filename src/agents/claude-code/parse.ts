import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { CALL_KEYS, eventParser } from '../event-parser.ts';
import { isJsonObject } from '../json-kind.ts';
import { splitMcpName } from '../mcp-name.ts';
import { keyedString } from '../tool-shape.ts';
import { CALL_EVENTS, NOTICES } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Claude Code, as `JSON.parse` gave it. Never throws. */
export function parsePayload(payload: unknown): ParsedHook {
  const parsed = parseEvent(payload);
  if (parsed.kind !== 'notice' || !isJsonObject(payload)) return parsed;
  const { event } = parsed;
  const { cwd: folder, file_path: path, source } = payload;
  if (event === 'SessionStart' && typeof folder === 'string') return { kind: 'session-start', event, folder };
  if (event === 'ConfigChange' && typeof path === 'string') {
    return { kind: 'settings-change', event, change: { path, isUsers: source === 'user_settings' } };
  }
  return parsed;
}

const parseEvent = eventParser({
  agent: 'claude_code',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  keys: { ...CALL_KEYS, turnId: 'prompt_id' },
  tools: TOOL_TABLE,
  mcpOf,
});

function mcpOf(payload: JsonObject, tool: string, input: JsonObject): ToolCall['mcp'] {
  const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
  if (server !== undefined) return { server, tool };
  const announced = isJsonObject(payload.mcp_server) ? payload.mcp_server.name : undefined;
  return splitMcpName(tool, typeof announced === 'string' && announced !== '' ? announced : undefined);
}
