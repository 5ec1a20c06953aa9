import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { isJsonObject } from '../json-kind.ts';
import { OddShape, optionalStrings, parseWith, requiredObject, requiredString } from '../payload.ts';
import { keyedString, subjectsOf } from '../tool-shape.ts';
import { isCallEvent, isKnownEvent } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

const CALL_KEYS = {
  useId: 'tool_use_id',
  sessionId: 'session_id',
  turnId: 'prompt_id',
  cwd: 'cwd',
  permissionMode: 'permission_mode',
  transcriptPath: 'transcript_path',
  subagentId: 'agent_id',
} as const;

/** Reads one hook payload of Claude Code, as `JSON.parse` gave it. Never throws. */
export function parsePayload(payload: unknown): ParsedHook {
  return parseWith(payload, (event) => requiredString(event, 'hook_event_name'), read);
}

function read(payload: JsonObject, event: string): ParsedHook {
  if (isCallEvent(event)) return { kind: 'calls', event, calls: callsOf(payload, event) };
  if (isKnownEvent(event) || payload.tool_name === undefined) return { kind: 'notice', event };
  throw new OddShape(`"hook_event_name" is the unknown event ${JSON.stringify(event)} of a tool call`);
}

function callsOf(payload: JsonObject, event: string): readonly ToolCall[] {
  const tool = requiredString(payload, 'tool_name');
  const input = requiredObject(payload, 'tool_input');
  const mcp = mcpOf(payload, tool, input);
  const call: ToolCall = {
    agent: 'claude_code',
    event,
    tool,
    input,
    ...optionalStrings(payload, CALL_KEYS),
    ...(mcp !== undefined && { mcp }),
  };
  return subjectsOf(TOOL_TABLE, tool, input, mcp?.tool).map((subject) => ({ ...call, ...subject }));
}

function mcpOf(payload: JsonObject, tool: string, input: JsonObject): ToolCall['mcp'] {
  const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
  if (server !== undefined) return { server, tool };
  if (!tool.startsWith('mcp__')) return undefined;
  const announced = isJsonObject(payload.mcp_server) ? payload.mcp_server.name : undefined;
  const name = typeof announced === 'string' && announced !== '' ? announced : undefined;
  const rest = tool.slice('mcp__'.length);
  // The announced name says where a server name with `__` in it ends; the tool's name has it in plain letters.
  const prefix = name === undefined ? undefined : `${name.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}__`;
  const split = prefix !== undefined && rest.startsWith(prefix) ? prefix.length - 2 : rest.indexOf('__');
  if (split < 0) return { server: name ?? rest, tool: rest };
  return { server: name ?? rest.slice(0, split), tool: rest.slice(split + 2) };
}
