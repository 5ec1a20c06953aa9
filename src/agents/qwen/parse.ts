import { CALL_KEYS, eventParser } from '../event-parser.ts';
import { splitMcpName } from '../mcp-name.ts';
import { CALL_EVENTS, NOTICES } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Qwen Code, as `JSON.parse` gave it. Never throws. */
export const parsePayload = eventParser({
  agent: 'qwen',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  keys: { ...CALL_KEYS, turnId: 'prompt_id' },
  tools: TOOL_TABLE,
  mcpOf: (_payload, tool) => splitMcpName(tool),
});
